import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createArchiver } from '../../src/adapters/archiver/createArchiver.ts';
import type { CheckedEntry } from '../../src/adapters/archiver/jobs.ts';
import type { Workshop } from '../../src/adapters/archiver/workshop.ts';
import { type Examination, examineArchive } from '../../src/tasks/examineArchive.ts';
import { importArchive } from '../../src/tasks/importArchive.ts';
import { verifyBackup } from '../../src/tasks/verifyBackup.ts';
import { inlineWorkshop } from '../fakes/inlineArchiver.ts';
import { createRandom, type Random } from '../supabase/random.ts';
import { putTogether } from './archivePieces.ts';
import { type Connected, connect } from './connectedProject.ts';
import { backUp, memoryServices } from './memoryServices.ts';
import { accidents, forgeries, rearrangements, type Subject, takeApart } from './mutations.ts';
import { makeSmallArchive } from './smallArchive.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A file in memory, read as a Blob is. */
function fileOf(bytes: Bytes): Blob {
  const slice = (from = 0, to = bytes.length) => ({ arrayBuffer: async () => bytes.slice(from, to).buffer });
  return { size: bytes.length, slice } as unknown as Blob;
}

/**
 * The real work in place of the workers; but what it came to for a file of the good archive is remembered, so that of each mutation only
 * what was changed is read. What a file is known by is every bit of it, and of what the directory says of it.
 */
function rememberingWorkshop(): { workshop: Workshop; remember(on: boolean): void } {
  const known = new Map<string, CheckedEntry>();
  let remembering = true;
  return {
    remember(on) {
      remembering = on;
    },
    workshop: {
      ...inlineWorkshop,
      async check(job, signal) {
        const { offset, spanBytes, ...entry } = job.entry;
        const span = new Uint8Array(await job.archive.slice(offset, offset + spanBytes).arrayBuffer());
        const about = JSON.stringify([entry, spanBytes, job.keepIn !== undefined, [...(job.rowsOfParts ?? [])]]);
        const key = `${about}${Buffer.from(span).toString('latin1')}`;
        const checked = known.get(key) ?? (await inlineWorkshop.check(job, signal));
        if (remembering) known.set(key, checked);
        // Buffers go from file to file: what is remembered is never given away.
        return { ...checked, content: checked.content?.slice() ?? null };
      },
    },
  };
}

/** Mutations that are examined at once, since each waits for the threads of Node. */
const atOnce = 24;
/** More memory than this is not needed for any of them, bytes. */
const memoryLimit = 400 * 1024 * 1024;

interface Tried {
  subject: Subject;
  examine(bytes: Bytes): Promise<Examination>;
  good: Examination;
}

async function prepare(archive: Bytes): Promise<Tried> {
  const subject = await takeApart(archive);
  const { workshop, remember } = rememberingWorkshop();
  const archiver = createArchiver(workshop);
  const never = new AbortController().signal;
  const first = await examineArchive(archiver, fileOf(archive), never);
  const examine = (bytes: Bytes) =>
    examineArchive(archiver, fileOf(bytes), never, { manifestSha256: first.manifestSha256 });
  const good = await examine(archive);
  remember(false);
  expect(good).toMatchObject({ faults: [], fileDigest: first.fileDigest });
  return { subject, examine, good };
}

type Mutation = (subject: Subject, random: Random) => Bytes | Promise<Bytes>;

const isSame = (a: Bytes, b: Bytes) => Buffer.compare(a, b) === 0;

/** Examines `count` mutations of this kind and calls back with what was found, and what made it. */
async function mutate(
  { subject, examine }: Tried,
  mutation: Mutation,
  count: number,
  look: (found: Examination, bytes: Bytes, seed: number) => void,
): Promise<void> {
  let seed = 0;
  let left = count;
  const before = process.memoryUsage.rss();
  const work = async () => {
    while (left > 0) {
      seed += 1;
      const mine = seed;
      const bytes = await mutation(subject, createRandom(mine));
      if (isSame(bytes, subject.archive) || left <= 0) continue;
      left -= 1;
      try {
        look(await examine(bytes), bytes, mine);
      } catch (cause) {
        throw new Error(`Seed ${mine}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  expect(process.memoryUsage.rss() - before).toBeLessThan(memoryLimit);
}

const entriesOf = (kinds: Record<string, Mutation>) => Object.entries(kinds);

let small: Tried;
let zoo: Tried;
let connected: Connected;

beforeAll(async () => {
  connected = await connect({ database: 'zoo' });
  // But for its megabytes: thousands of mutations would inflate them again and again.
  const record = await backUp(connected.services, { tables: { mode: 'except', names: ['public.large_values'] } });
  const file = (await connected.services.store.open(record.id)) ?? new Blob();
  zoo = await prepare(new Uint8Array(await file.arrayBuffer()));
  small = await prepare(await makeSmallArchive());
});
afterAll(() => connected.stop());

it('the archive of the type zoo is verified where it was made, and added and verified in another browser', async () => {
  const here = connected.services;
  const [record] = await here.backups.list(here.project.id);
  if (record === undefined) throw new Error('There is a backup.');
  const never = new AbortController().signal;
  expect((await verifyBackup(here, record.id, never)).archive).toMatchObject({ bytes: 'present', faults: [] });

  const there = await memoryServices([]);
  const file = { name: record.filename, blob: new Blob([zoo.subject.archive]) };
  const added = await importArchive(there, file, {}, never);
  if (added.outcome !== 'imported') throw new Error(`It is ${added.outcome}.`);
  expect(added.record).toMatchObject({
    tables: record.tables,
    totalRows: record.totalRows,
    archive: { manifestSha256: record.archive?.manifestSha256, fileDigest: record.archive?.fileDigest },
  });
  expect((await verifyBackup(there, added.record.id, never)).archive?.bytes).toBe('present');
});

/** Of each kind of mutation, for a small archive with a table in several parts, and for that of the type zoo: 10,230 in all. */
const each = { accidents: [830, 150], rearrangements: [180, 60], forgeries: [130, 40] } as const;

describe.each([
  ['a small archive', () => small, 0],
  ['the archive of the type zoo', () => zoo, 1],
] as const)('%s', (_, of, place) => {
  it('is what its pieces come to, put together again', () => {
    const { archive, listed, laid } = of().subject;
    expect(isSame(putTogether(listed, laid), archive)).toBe(true);
  });

  it.each(entriesOf(accidents))('shows %s', async (_name, mutation) => {
    await mutate(of(), mutation, each.accidents[place], ({ faults, fileDigest }) => {
      expect(faults.length > 0 || fileDigest !== of().good.fileDigest).toBe(true);
    });
  });

  it.each(entriesOf(rearrangements))('shows %s', async (_name, mutation) => {
    await mutate(of(), mutation, each.rearrangements[place], ({ faults, fileDigest }) => {
      expect(faults.length > 0 || fileDigest !== of().good.fileDigest).toBe(true);
    });
  });

  it.each(entriesOf(forgeries))('shows %s as a fault of what it holds', async (_name, mutation) => {
    await mutate(of(), mutation, each.forgeries[place], ({ faults }) => expect(faults).not.toEqual([]));
  });
});
