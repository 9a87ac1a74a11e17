import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KeptLink, positionOf } from '../../src/core/auditChain.ts';
import { linkDigest, loadTextHash, noDigest } from '../../src/core/chainText.ts';
import { type ChainCheck, type ChainEnd, checkChain } from '../../src/core/checkChain.ts';
import { auditEntry, keptChain } from '../contracts/auditEntries.ts';
import { runs } from '../runs.ts';

const hash = await loadTextHash();
const chain = '11111111-1111-4111-8111-111111111111';
const otherChain = '22222222-2222-4222-8222-222222222222';

/** A chain of entries at rising minutes, but for the third, before which the clock was set back. */
function chainOf(count: number): KeptLink[] {
  const minute = (index: number) => String(index === 2 ? 0 : index % 60).padStart(2, '0');
  const at = (index: number) =>
    `2026-03-${String(1 + Math.floor(index / 60)).padStart(2, '0')}T10:${minute(index)}:00.000Z`;
  return keptChain(
    Array.from({ length: count }, (_, index) => auditEntry(`entry ${index + 1}`, { at: at(index) })),
    chain,
  );
}
const long = chainOf(1300);
const twelve = chainOf(12);
const endOf = (links: readonly KeptLink[]): ChainEnd => {
  const last = links.at(-1);
  return { seq: last?.seq ?? 0, digest: last?.digest ?? noDigest };
};
const messagesOf = ({ faults }: ChainCheck) => faults.map(({ message }) => message);

/** What is said of a chain of 1,300 entries after something happened to its links. */
function said(
  happens: (links: KeptLink[]) => KeptLink[],
  end: (end: ChainEnd) => ChainEnd | null = (same) => same,
): string[] {
  const links = long;
  return messagesOf(checkChain(chain, happens([...links]), end(endOf(links)), hash));
}
const replace = (links: KeptLink[], seq: number, change: (link: KeptLink) => Partial<KeptLink>): KeptLink[] =>
  links.map((link) => (link.seq === seq ? { ...link, ...change(link) } : link));
const rewrite = (link: KeptLink): Partial<KeptLink> => {
  const text = link.text.replace('download', 'deletion');
  return { text, digest: linkDigest({ previous: link.previous, text }, hash) };
};

describe('a chain', () => {
  it('that nobody touched is unbroken, empty ones too', () => {
    for (const count of [0, 1, 2, 61]) {
      const links = chainOf(count);
      expect(checkChain(chain, links, endOf(links), hash)).toEqual({ unbroken: true, entries: count, faults: [] });
    }
    expect(checkChain(chain, [], null, hash).unbroken).toBe(true);
  });

  it('is digested as anybody would: SHA-256 of the digest before, a line feed, the text', () => {
    const [first, second] = chainOf(2);
    const digest = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(first?.digest).toBe(digest(`${'0'.repeat(64)}\n${first?.text}`));
    expect(second?.digest).toBe(digest(`${first?.digest}\n${second?.text}`));
    expect(first?.text).toBe(
      '{"chain":"11111111-1111-4111-8111-111111111111","seq":1,"projectId":"https://one.example","at":"2026-03-01T10:00:00.000Z",' +
        '"who":{"id":"u1","email":"admin@example.com"},"by":"person","action":"download","backupId":"b1","result":"done",' +
        '"details":"entry 1","facts":[]}',
    );
  });

  it.each<[string, string[], (links: KeptLink[]) => KeptLink[]]>([
    [
      'an entry changed',
      ['Entry 1,280 was changed.'],
      (links) => replace(links, 1280, ({ text }) => ({ text: text.replace('u1', 'u2') })),
    ],
    ['an entry changed and digested anew', ['Entry 1,280 was changed.'], (links) => replace(links, 1280, rewrite)],
    ['the first changed and digested anew', ['Entry 1 was changed.'], (links) => replace(links, 1, rewrite)],
    ['the last changed and digested anew', ['Entry 1,300 was changed.'], (links) => replace(links, 1300, rewrite)],
    ['its digest changed', ['Entry 7 was changed.'], (links) => replace(links, 7, () => ({ digest: 'f'.repeat(64) }))],
    [
      'neighbours changed',
      ['Entries 7 to 9 were changed.'],
      (links) => links.map((link) => (link.seq > 6 && link.seq < 10 ? { ...link, text: '{}' } : link)),
    ],
    ['one removed', ['Entry 12 is missing.'], (links) => links.filter(({ seq }) => seq !== 12)],
    ['some removed', ['Entries 12 to 14 are missing.'], (links) => links.filter(({ seq }) => seq < 12 || seq > 14)],
    ['the oldest removed', ['Entries 1 to 1,000 are missing.'], (links) => links.slice(1000)],
    ['the newest removed', ['The newest entry, 1,300, is missing.'], (links) => links.slice(0, -1)],
    ['the newest three removed', ['The newest entries, 1,298 to 1,300, are missing.'], (links) => links.slice(0, -3)],
    ['all removed', ['All 1,300 entries are missing.'], () => []],
    [
      'one there twice',
      ['Entry 5 was added from outside.'],
      (links) => [...links, ...links.filter(({ seq }) => seq === 5)],
    ],
    [
      'one at another place in the list',
      ['Entry 5 was changed.'],
      (links) => replace(links, 5, (link) => ({ position: positionOf('2099', link) })),
    ],
    [
      'removed and changed in several places',
      ['Entry 3 is missing.', 'Entry 8 was changed.', 'The newest entry, 1,300, is missing.'],
      (links) => replace(links, 8, rewrite).filter(({ seq }) => seq !== 3 && seq !== 1300),
    ],
  ])('with %s says %s', (_what, messages, happens) => {
    expect(said(happens)).toEqual(messages);
  });

  it('that was cut and continued differently shows it at its end, whose digest is kept elsewhere', () => {
    const links = chainOf(10);
    const continued = keptChain(
      [...Array(10)].map((_, i) => auditEntry(`entry ${i + 1}`)),
      chain,
    );
    expect(messagesOf(checkChain(chain, continued, endOf(links), hash))).toEqual(['Entry 10 was changed.']);
    expect(messagesOf(checkChain(chain, chainOf(12), endOf(links), hash))).toEqual([
      'Entries 11 to 12 were added from outside.',
    ]);
  });

  it('whose end is not known cannot be called whole', () => {
    expect(
      said(
        (links) => links,
        () => null,
      ),
    ).toEqual(['Whether entries after 1,300 are missing is not known, because the note of the newest is gone.']);
  });

  it('says from where on the project has another copy', () => {
    expect(
      said(
        (links) => links,
        (end) => ({ ...end, differs: 12 }),
      ),
    ).toEqual(["From entry 12 on, the project's copy says otherwise."]);
  });
});

describe('a single change of a chain is found where it is', () => {
  const count = fc.integer({ min: 1, max: 12 });
  const place = (links: readonly KeptLink[], share: number) =>
    Math.min(links.length - 1, Math.floor(share * links.length));
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const found = (links: KeptLink[], end: ChainEnd | null) => checkChain(chain, links, end, hash).faults;

  it('whatever a field of an entry becomes', () => {
    const fields = ['text', 'previous', 'digest', 'chain', 'position'] as const;
    fc.assert(
      fc.property(
        count,
        share,
        fc.constantFrom(...fields),
        share,
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.boolean(),
        (length, where, field, at, what, anew) => {
          const links = twelve.slice(0, length);
          const index = place(links, where);
          const link = links[index] as KeptLink;
          const old = link[field];
          const cut = Math.floor(at * old.length);
          const value = old.slice(0, cut) + what + old.slice(cut + what.length);
          fc.pre(value !== old);
          const changed = { ...link, [field]: value };
          // Who changes a text may digest it anew.
          if (anew && (field === 'text' || field === 'previous')) changed.digest = linkDigest(changed, hash);
          const faults = found(links.with(index, changed), endOf(links));
          expect(faults[0]).toMatchObject({ kind: 'changed', from: index + 1 });
          expect(faults).toHaveLength(1);
        },
      ),
      { numRuns: runs(80) },
    );
  });

  it('whichever entries are removed', () => {
    fc.assert(
      fc.property(count, share, share, (length, one, other) => {
        const links = twelve.slice(0, length);
        const [from, to] = [place(links, Math.min(one, other)), place(links, Math.max(one, other))];
        const faults = found(
          links.filter((_, index) => index < from || index > to),
          endOf(links),
        );
        expect(faults).toMatchObject([{ kind: 'missing', from: from + 1, to: to + 1 }]);
      }),
    );
  });

  it('whichever two entries change places', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), share, share, (length, one, other) => {
        const links = twelve.slice(0, length);
        const [first, second] = [place(links, Math.min(one, other)), place(links, Math.max(one, other))];
        fc.pre(first !== second);
        const [a, b] = [links[first] as KeptLink, links[second] as KeptLink];
        const swapped = links.with(first, { ...b, seq: a.seq }).with(second, { ...a, seq: b.seq });
        expect(found(swapped, endOf(links))[0]).toMatchObject({ kind: 'changed', from: first + 1 });
        // In what order they are handed over does not matter.
        expect(found(links.with(first, b).with(second, a), endOf(links))).toEqual([]);
      }),
    );
  });

  it('wherever an entry is put in, however well it is made', () => {
    fc.assert(
      fc.property(count, share, fc.boolean(), (length, where, renumbered) => {
        const links = twelve.slice(0, length);
        const index = place(links, where);
        const before = links[index - 1];
        const previous = before?.digest ?? noDigest;
        const text = (links[index] as KeptLink).text.replace('done', 'refused');
        const fake: KeptLink = {
          ...(links[index] as KeptLink),
          previous,
          text,
          digest: linkDigest({ previous, text }, hash),
        };
        const rest = links.slice(index).map((link) => (renumbered ? { ...link, seq: link.seq + 1 } : link));
        const [fault] = found([...links.slice(0, index), fake, ...rest], endOf(links));
        // Those behind it say other numbers than they have.
        expect(fault?.from).toBe(renumbered ? index + 2 : index + 1);
      }),
    );
  });

  it('an entry of another chain does not pass for one of this', () => {
    fc.assert(
      fc.property(count, share, (length, where) => {
        const links = twelve.slice(0, length);
        const index = place(links, where);
        const foreign = keptChain(
          Array.from({ length }, (_, i) => auditEntry(`entry ${i + 1}`)),
          otherChain,
        );
        const faults = found(links.with(index, { ...(foreign[index] as KeptLink), chain }), endOf(links));
        expect(faults).toMatchObject([{ kind: 'changed', from: index + 1, to: index + 1 }]);
      }),
    );
  });
});
