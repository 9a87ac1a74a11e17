import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChainLink } from '../../src/core/auditEntry.ts';
import { sentChain } from '../contracts/auditEntries.ts';
import { type Project, startProject } from '../supabase/startProject.ts';
import { call, tokenOf } from './helperProject.ts';

let project: Project;
let owner: pg.Client;
beforeAll(async () => {
  project = await startProject({ database: 'empty' });
  owner = new pg.Client({ connectionString: project.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
  await project?.stop();
});

const asEntries = (links: readonly ChainLink[]) => links.map(({ text, ...link }) => ({ ...link, entry: text }));

async function append(links: readonly ChainLink[], as = project.admin.id): Promise<unknown> {
  const { status, body } = await call(project, tokenOf(project, as), 'holdfast_append_audit', {
    entries: asEntries(links),
  });
  const answer: unknown = JSON.parse(body);
  return status === 200 ? answer : (answer as { code: string }).code;
}
const stored = (chain: string | undefined) =>
  project.sql('select id, seq, entry, uploaded_by, uploaded_at from holdfast.audit_log where chain = $1 order by seq', [
    chain,
  ]);

describe('the trail in the project', () => {
  test('holds who uploaded what and when by what the server knows, not by what the entry says', async () => {
    const links = sentChain(['one', 'two']);
    const before = Date.now();
    expect(await append(links, project.otherAdmin.id)).toBe(2);
    const rows = await stored(links[0]?.chain);
    expect(rows.map(({ seq, entry, uploaded_by }) => ({ seq, entry, uploaded_by }))).toEqual(
      links.map(({ seq, text }) => ({ seq: String(seq), entry: text, uploaded_by: project.otherAdmin.id })),
    );
    for (const { uploaded_at } of rows) expect(Math.abs(Date.parse(uploaded_at ?? '') - before)).toBeLessThan(60_000);
  });

  test('says how many were new, and adds none twice', async () => {
    const links = sentChain(['one', 'two', 'three']);
    expect(await append(links.slice(0, 1))).toBe(1);
    expect(await append(links)).toBe(2);
    expect(await append(links.toReversed())).toBe(0);
    expect(await append([])).toBe(0);
    expect(await stored(links[0]?.chain)).toHaveLength(3);
  });

  test('takes entries of several chains at once, whatever their order', async () => {
    const [one, other] = [sentChain(['1', '2']), sentChain(['a', 'b'])];
    expect(await append([one[1], other[1], one[0], other[0]].filter((link) => link !== undefined))).toBe(4);
  });

  test.each<[string, string, (link: ChainLink) => unknown]>([
    ['with another text', 'HFA03', (link) => ({ ...link, text: link.text.replace('two', 'tow') })],
    ['without a text', 'HFA03', ({ text: _, ...link }) => link],
    ['with a text that is no JSON', 'HFA03', (link) => ({ ...link, text: '{' })],
    ['with another digest', 'HFA03', (link) => ({ ...link, digest: 'f'.repeat(64) })],
    ['without digests', 'HFA03', (link) => ({ ...link, digest: null, previous: null })],
    ['of a chain that is no UUID', 'HFA03', (link) => ({ ...link, chain: 'mine' })],
    ['at place 1.5', 'HFA03', (link) => ({ ...link, seq: 1.5 })],
    ['at place 0', 'HFA03', (link) => ({ ...link, seq: 0 })],
    ['at the place of another', 'HFA03', (link) => ({ ...link, seq: 3 })],
  ])('refuses an entry %s', async (_what, code, spoil) => {
    const [first, second] = sentChain(['one', 'two']) as [ChainLink, ChainLink];
    expect(await append([first])).toBe(1);
    expect(await append([spoil(second) as ChainLink])).toBe(code);
    expect(await stored(first.chain)).toHaveLength(1);
  });

  test('refuses what is no list, or too long a one', async () => {
    const token = tokenOf(project, project.admin.id);
    for (const entries of [null, 'x', {}, Array(1001).fill({})]) {
      const { body } = await call(project, token, 'holdfast_append_audit', { entries });
      expect(JSON.parse(body)).toMatchObject({ code: 'HFA03' });
    }
  });

  test('grows by one upload after the other, so that ids rise as they become visible', async () => {
    const chains = Array.from({ length: 8 }, () => sentChain(['1', '2', '3', '4', '5']));
    const seen: number[] = [];
    let done = false;
    const watching = (async () => {
      while (!done) {
        const after = seen.at(-1) ?? 0;
        const { body } = await call(project, tokenOf(project, project.admin.id), 'holdfast_audit_entries', { after });
        seen.push(...(JSON.parse(body) as { id: number }[]).map(({ id }) => id));
      }
    })();
    // Each chain by two uploads at once, as two tabs do it.
    const added = await Promise.all(chains.flatMap((links) => [append(links), append(links)]));
    done = true;
    await watching;
    expect(added.reduce((sum: number, count) => sum + (count as number), 0)).toBe(40);
    const { body } = await call(project, tokenOf(project, project.admin.id), 'holdfast_audit_entries', {
      page_rows: 1000,
    });
    const all = (JSON.parse(body) as { id: number }[]).map(({ id }) => id);
    expect(all).toEqual(all.map((_, index) => index + 1));
    expect(seen).toEqual(all.slice(0, seen.length)); // a reader missed none of those that came before what it saw
  });

  test('is read in pages of 1 to 1,000', async () => {
    const read = async (args: object) => {
      const { status, body } = await call(project, tokenOf(project, project.admin.id), 'holdfast_audit_entries', args);
      return status === 200 ? (JSON.parse(body) as { id: number }[]).map(({ id }) => id) : JSON.parse(body).code;
    };
    expect(await read({ page_rows: 2 })).toEqual([1, 2]);
    expect(await read({ page_rows: 2, after: 2 })).toEqual([3, 4]);
    expect(await read({ after: 1_000_000 })).toEqual([]);
    for (const page_rows of [0, 1001, null]) expect(await read({ page_rows })).toBe('22023');
  });
});

describe('the table of the trail', () => {
  test.each([
    ['changed', `update holdfast.audit_log set entry = entry`],
    ['changed, though no row is', `update holdfast.audit_log set seq = 1 where false`],
    ['removed', `delete from holdfast.audit_log where id = 1`],
    ['emptied', `truncate holdfast.audit_log`],
  ])('cannot be %s, not even by its owner or the superuser', async (_how, sql) => {
    await expect(owner.query(sql)).rejects.toMatchObject({ code: '55000' });
    await expect(project.sql(sql)).rejects.toThrow('append-only');
    await expect(project.sql(`set session_replication_role = replica; ${sql}`)).rejects.toThrow('append-only');
    await project.sql('reset session_replication_role');
  });

  test('takes no entry whose digest is wrong, from whomever', async () => {
    const [link] = sentChain(['one']) as [ChainLink];
    const insert = (digest: string) =>
      owner.query(
        `insert into holdfast.audit_log (id, chain, seq, previous, digest, entry, uploaded_by) values (1000000, $1, 1, $2, $3, $4, 'me')`,
        [link.chain, link.previous, digest, link.text],
      );
    await expect(insert('f'.repeat(64))).rejects.toMatchObject({ constraint: 'digest_of_entry' });
  });

  test('can be given up by its owner only knowingly: by dropping the trigger', async () => {
    await owner.query(
      `begin; drop trigger append_only on holdfast.audit_log; delete from holdfast.audit_log; rollback`,
    );
  });
});
