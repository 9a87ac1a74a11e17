import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RestoreMode } from '../../src/core/restore.ts';
import { createBackup } from '../../src/tasks/createBackup.ts';
import { exportRestoreSql } from '../../src/tasks/exportRestoreSql.ts';
import { type PsqlResult, runBash, runPsql } from '../supabase/psql.ts';
import { unpack } from '../tasks/archiveEdits.ts';
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

/** Unpacks the archive of a backup, and runs the line of its README.txt that has this in it. */
async function runReadme(
  { sample, services }: Connected,
  backupId: string,
  having: string | null,
): Promise<PsqlResult> {
  const unpacked = mkdtempSync(path.join(folder, 'unpacked-'));
  for (const [name, bytes] of await unpack(
    new Uint8Array(await ((await services.store.open(backupId)) as Blob).arrayBuffer()),
  )) {
    mkdirSync(path.dirname(path.join(unpacked, name)), { recursive: true });
    writeFileSync(path.join(unpacked, name), bytes);
  }
  const lines = readFileSync(path.join(unpacked, 'README.txt'), 'utf8').split('\n');
  const commands = lines.filter((line) => line.startsWith('psql "$DATABASE_URL"'));
  expect(commands).toHaveLength(3);
  const line = commands.find((command) => (having === null ? !command.includes('-v') : command.includes(having)));
  const result = await runBash(sample.ownerUrl, line ?? 'false', unpacked);
  expect(existsSync(path.join(unpacked, 'restore-steps.sql'))).toBe(result.code !== 0);
  return result;
}

async function wipe({ sample }: Connected, state: Record<string, string>): Promise<void> {
  const names = Object.keys(state).flatMap((what) => (what.startsWith('rows ') ? [what.slice(5)] : []));
  await sample.sql(`truncate ${names.join(', ')} restart identity cascade`);
}

describe('restoring the demo with psql alone, as a role that is no superuser', () => {
  let connected: Connected;
  let backupId: string;
  let state: Record<string, string>;
  let text: string;
  const now = () => databaseState(connected.sample);

  beforeAll(async () => {
    connected = await open('demo');
    await connected.sample.sql('alter table cms_pages enable always trigger cms_pages_updated');
    await putRowsAside(connected.sample);
    backupId = await backUp(connected);
    state = await now();
    text = await textOf(connected, backupId);
  });

  test('restore.sql, replace: after changes at random everything is as it was; a file that fails changes nothing', async () => {
    await scramble(connected.sample);
    const scrambled = await now();
    expect(scrambled).not.toEqual(state);
    const failed = await run(connected, text.replace(/\ncommit;\n/, '\nselect 1 / 0;\ncommit;\n'));
    expect(failed).toMatchObject({ code: 3, stderr: expect.stringContaining('division by zero') });
    expect(await now()).toEqual(scrambled);
    expect(await run(connected, text)).toMatchObject(done);
    expect(await now()).toEqual(state);
  });

  test('restore.sql, add: a wiped database gets everything back', async () => {
    await wipe(connected, state);
    expect(await run(connected, await textOf(connected, backupId, 'add'))).toMatchObject(done);
    expect(await now()).toEqual(state);
  });

  test('the archive and its README.txt, replace: after changes at random everything is as it was', async () => {
    await scramble(connected.sample);
    expect(await runReadme(connected, backupId, 'mode=replace')).toMatchObject(done);
    expect(await now()).toEqual(state);
  });
});

describe('restoring every type and name with psql alone', () => {
  let connected: Connected;
  let backupId: string;
  let state: Record<string, string>;
  const now = () => databaseState(connected.sample);

  beforeAll(async () => {
    connected = await open('zoo');
    await connected.sample.sql(`alter table half_hidden disable row level security;
      grant select on half_hidden, no_grants to authenticated;`);
    await putRowsAside(connected.sample);
    backupId = await backUp(connected);
    state = await now();
  });

  test('restore.sql, replace: after changes at random everything is as it was', async () => {
    await scramble(connected.sample);
    expect(await run(connected, await textOf(connected, backupId))).toMatchObject(done);
    expect(await now()).toEqual(state);
  });

  test('the archive and its README.txt: a wiped database gets everything back', async () => {
    await wipe(connected, state);
    expect(await runReadme(connected, backupId, null)).toMatchObject(done);
    expect(await now()).toEqual(state);
  });
});
