import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RestoreMode } from '../../src/core/restore.ts';
import { createBackup } from '../../src/tasks/createBackup.ts';
import { exportRestoreSql } from '../../src/tasks/exportRestoreSql.ts';
import { type PsqlResult, runPsql } from '../supabase/psql.ts';
import { type Connected, connect } from '../tasks/connectedProject.ts';
import { databaseState, putRowsAside, scramble } from './databaseState.ts';

const going = () => new AbortController().signal;

const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-restore-'));
const connections: Connected[] = [];
afterAll(async () => {
  rmSync(folder, { recursive: true });
  for (const connected of connections) await connected.stop();
});

async function open(database: 'demo' | 'zoo'): Promise<Connected> {
  const connected = await connect({ database, rows: 3_000 });
  connections.push(connected);
  return connected;
}

async function backUp({ services }: Connected): Promise<string> {
  const { id, status } = await createBackup(services, { type: 'manual', reason: '' }, going(), () => undefined);
  expect(status).toBe('completed');
  return id;
}

async function textOf(
  { services }: Connected,
  backupId: string,
  mode: RestoreMode = 'replace',
  tables: string[] | null = null,
): Promise<string> {
  return await (await exportRestoreSql(services, { backupId, mode, tables }, going())).blob.text();
}

/** Runs a file as the owner of the project, who is no superuser. */
async function run({ sample }: Connected, text: string): Promise<PsqlResult> {
  writeFileSync(path.join(folder, 'restore.sql'), text);
  return await runPsql(sample.ownerUrl, ['-f', 'restore.sql'], folder);
}

const done = { code: 0, stderr: '', stdout: expect.stringContaining('Restored. Nothing is left to do.') };

describe.each(['demo', 'zoo'] as const)('restore.sql of the %s', (database) => {
  let connected: Connected;
  let backupId: string;
  let state: Record<string, string>;
  let text: string;

  beforeAll(async () => {
    connected = await open(database);
    const { sample } = connected;
    if (database === 'zoo') {
      await sample.sql(
        `alter table half_hidden disable row level security; grant select on half_hidden, no_grants to authenticated;`,
      );
    } else {
      await sample.sql(`alter table cms_pages enable always trigger cms_pages_updated`);
    }
    await putRowsAside(sample);
    backupId = await backUp(connected);
    state = await databaseState(sample);
    text = await textOf(connected, backupId);
  });

  test('replace: after changes at random everything is as it was, by a role that is no superuser', async () => {
    await scramble(connected.sample);
    const scrambled = await databaseState(connected.sample);
    expect(scrambled).not.toEqual(state);
    // Just before it is committed, something fails: nothing was changed, sequences included.
    const failed = await run(connected, text.replace(/\ncommit;\n/, '\nselect 1 / 0;\ncommit;\n'));
    expect(failed).toMatchObject({ code: 3, stderr: expect.stringContaining('division by zero') });
    expect(await databaseState(connected.sample)).toEqual(scrambled);

    expect(await run(connected, text)).toMatchObject(done);
    expect(await databaseState(connected.sample)).toEqual(state);
  });

  test('replace: a wiped database gets everything back', async () => {
    const names = Object.keys(state).flatMap((what) => (what.startsWith('rows ') ? [what.slice(5)] : []));
    await connected.sample.sql(`truncate ${names.join(', ')} restart identity cascade`);
    expect(await run(connected, text)).toMatchObject(done);
    expect(await databaseState(connected.sample)).toEqual(state);
  });
});
