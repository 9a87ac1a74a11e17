import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/core/auditEntry.ts';
import type { AuditLog } from '../../src/ports/AuditLog.ts';
import { readTrail } from '../../src/tasks/readTrail.ts';
import { createMemoryAuditLog } from '../fakes/memoryAuditLog.ts';

const project = { id: 'https://abcdefgh.supabase.co' };
const hourMs = 3_600_000;
const start = Date.parse('2026-01-01T00:00:00Z');

/** The entry of hour `index`. */
function entry(index: number): AuditEntry {
  const at = new Date(start + index * hourMs).toISOString();
  return { projectId: project.id, at, who: null, action: 'pin', backupId: null, result: 'done', details: `${index}` };
}

/** A trail of so many entries, an hour apart, and how many were read from it. */
async function trailOf(count: number) {
  const audit = createMemoryAuditLog();
  for (let index = 0; index < count; index += 1) await audit.append(entry(index));
  const counted = { read: 0 };
  const list: AuditLog['list'] = async (...asked) => {
    const found = await audit.list(...asked);
    counted.read += found.length;
    return found;
  };
  return { audit, services: { audit: { ...audit, list }, project: project as never }, counted };
}

const details = (entries: readonly { details: string }[]) => entries.map((each) => each.details);

describe('readTrail', () => {
  test('reads all of it, newest first, page by page', async () => {
    const { services } = await trailOf(1_400);
    const pages: number[] = [];
    const trail = await readTrail(services, { from: null, onPage: ({ entries }) => pages.push(entries.length) });
    expect(trail).toMatchObject({ total: 1_400, more: false });
    expect(details(trail.entries)).toEqual(Array.from({ length: 1_400 }, (_, index) => `${1_399 - index}`));
    expect(pages).toEqual([250, 1_250]);
  });

  test('reads back to an instant and not much further, and later on from there', async () => {
    const { services, counted } = await trailOf(1_400);
    const from = start + 1_300 * hourMs;
    const recent = await readTrail(services, { from });
    expect(recent).toMatchObject({ total: 1_400, more: true });
    expect(recent.entries).toHaveLength(250);
    const all = await readTrail(services, { known: recent, from: null });
    expect(all).toMatchObject({ total: 1_400, more: false });
    expect(new Set(details(all.entries)).size).toBe(1_400);
    expect(counted.read).toBe(250 + 1_400);
  });

  test('after a new entry it reads only the newest, and keeps the others as they are', async () => {
    const { audit, services, counted } = await trailOf(1_400);
    const known = await readTrail(services, { from: null });
    await audit.append(entry(1_400));
    counted.read = 0;
    const again = await readTrail(services, { known, from: null });
    expect(counted.read).toBe(250 + 1_000);
    expect(again).toMatchObject({ total: 1_401, more: false });
    expect(again.entries).toHaveLength(1_401);
    expect(again.entries[0]?.details).toBe('1400');
    expect(again.entries.slice(1).every((each, index) => each === known.entries[index])).toBe(true);
  });

  test('entries of another browser that arrive in the middle are found', async () => {
    const { audit, services } = await trailOf(1_400);
    const known = await readTrail(services, { from: null });
    const other = createMemoryAuditLog();
    await other.append({ ...entry(700), details: 'from elsewhere' });
    await audit.receive(project.id, await other.pending(project.id, 10), { id: 1, digest: '' });
    const again = await readTrail(services, { known, from: null });
    expect(again.entries).toHaveLength(1_401);
    expect(details(again.entries)).toContain('from elsewhere');
  });

  test('an entry that the project has by now is a new object', async () => {
    const { audit, services } = await trailOf(3);
    const known = await readTrail(services, { from: null });
    await audit.setShared(project.id, known.entries[0]?.chain ?? '', 2);
    const again = await readTrail(services, { known, from: null });
    expect(again.entries.map(({ shared }) => shared)).toEqual([false, true, true]);
    expect(again.entries[0]).toBe(known.entries[0]);
  });

  test('an empty trail is read too', async () => {
    const { services } = await trailOf(0);
    expect(await readTrail(services, { from: null })).toEqual({ entries: [], total: 0, more: false });
  });
});
