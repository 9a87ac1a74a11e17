import { expect, it } from 'vitest';
import type { ChainLink } from '../../src/core/auditEntry.ts';
import { linkDigest, loadTextHash } from '../../src/core/chainText.ts';
import type { ProjectSession } from '../../src/ports/Project.ts';
import { sentChain } from './auditEntries.ts';
import type { ProjectUnderTest } from './project.contract.ts';

const never = new AbortController().signal;
const hash = await loadTextHash();

/** What every project promises of its audit trail. */
export function sharedTrailContract(get: () => { under: ProjectUnderTest; session: ProjectSession }): void {
  const withHelper = (name: string, test: (session: ProjectSession, under: ProjectUnderTest) => Promise<void>) =>
    it(name, async () => {
      const { session, under } = get();
      if (under.helper) return await test(session, under);
      await expect(session.appendTrail(sentChain(['1']), never)).rejects.toMatchObject({ code: 'helper-missing' });
      await expect(session.readTrail(0, 1, never)).rejects.toMatchObject({ code: 'helper-missing' });
    });

  async function readAll(session: ProjectSession) {
    const links = [];
    for (let page = await session.readTrail(0, 3, never); page.length > 0; ) {
      links.push(...page);
      page = await session.readTrail(page.at(-1)?.id ?? 0, 3, never);
    }
    return links;
  }
  const chainOf = async (session: ProjectSession, chain: string) =>
    (await readAll(session)).filter((link) => link.chain === chain).map(({ id: _, ...link }) => link);

  withHelper('takes the links of a trail once, in order, and gives them back as they were', async (session) => {
    const details = ['one', 'zwei "ü"\n\\', '🧷 \u2028', "-- \u0000 '; drop", '5'];
    const links = sentChain(details);
    await session.appendTrail(links.slice(0, 2), never);
    await session.appendTrail(links, never);
    await session.appendTrail(links.slice(1, 3), never);
    expect(await chainOf(session, links[0]?.chain ?? '')).toEqual(links);
    const ids = (await readAll(session)).map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((one, other) => one - other));
    expect(await session.readTrail(ids.at(-1) ?? 0, 3, never)).toEqual([]);
  });

  withHelper('refuses a gap, a fork and what was not digested, and then takes nothing', async (session) => {
    const links = sentChain(['1', '2', '3']);
    const chain = links[0]?.chain ?? '';
    const fork = sentChain(['1', 'another', '3'], chain);
    const refused = (sent: readonly ChainLink[]) => expect(session.appendTrail(sent, never)).rejects;
    await refused(links.slice(1)).toMatchObject({ code: 'trail-gap' });
    await refused([...links.slice(0, 1), ...links.slice(2)]).toMatchObject({ code: 'trail-gap' });
    expect(await chainOf(session, chain)).toEqual([]);
    await session.appendTrail(links.slice(0, 2), never);
    await refused(fork).toMatchObject({ code: 'trail-forked' });
    await refused(fork.slice(2)).toMatchObject({ code: 'trail-forked' });
    const third = links.slice(2);
    const spoilt = third.map((link) => ({ ...link, text: link.text.replace('"3"', '"4"') }));
    await refused(spoilt).toMatchObject({ code: 'trail-refused' });
    // Digested well, but it says that it stands elsewhere.
    const elsewhere = third.map((link) => ({ ...link, text: link.text.replace('"seq":3', '"seq":4') }));
    const digested = elsewhere.map((link) => ({ ...link, digest: linkDigest(link, hash) }));
    await refused(digested).toMatchObject({ code: 'trail-refused' });
    expect(await chainOf(session, chain)).toEqual(links.slice(0, 2));
  });

  withHelper('keeps its trail from people who are no admins', async (session, under) => {
    await under.project.signIn(under.user.email, under.user.password);
    const theirs = under.project.openSession();
    await expect(theirs.readTrail(0, 1, never)).rejects.toMatchObject({ code: 'denied' });
    await expect(theirs.appendTrail(sentChain(['1']), never)).rejects.toMatchObject({ code: 'denied' });
    await expect(session.readTrail(0, 1, never)).rejects.toMatchObject({ code: 'identity-changed' });
  });
}
