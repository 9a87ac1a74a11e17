import { asSentence } from './asSentence.ts';
import type { BackupRecord, TableResult } from './backup.ts';
import { groupBy } from './groupBy.ts';
import type { DatedRecord } from './newestFirst.ts';
import type { RetentionPolicy } from './retentionPolicy.ts';
import { countOf, formatCount } from './retentionReasons.ts';
import { fewRows, isUnusual } from './unusualLoss.ts';

/** Why cleanup removes nothing for now. */
export interface Pause {
  reason: 'failed' | 'partial' | 'lost-rows';
  /** The run that is to blame. */
  runId: string;
  /** Why, and what to do, in plain words. */
  message: string;
  /** The last good backup before that run, to be pinned; null when none is left. */
  goodId: string | null;
}

/**
 * Whether cleanup has to pause: the newest run, or the newest automatic run of any scope, failed, is partial where the run before
 * it was not, or lost rows. A run that a person accepted does not count, and a failed or partial one is made up for by
 * a later complete one of the same scope.
 * @param dated newest first; of the runs those count that were neither cancelled nor imported, removed backups included.
 */
export function findPause(dated: readonly DatedRecord[], policy: RetentionPolicy, now: number): Pause | null {
  const runs = runsUntil(dated, now);
  const ofScope = groupBy(runs, ({ scope }) => scope);
  const [newest] = runs;
  const suspects = new Set(newest === undefined ? [] : [newest]);
  for (const ofOne of ofScope.values()) {
    const automatic = ofOne.find(({ type }) => type === 'automatic');
    if (automatic !== undefined) suspects.add(automatic);
  }
  for (const run of suspects) {
    const pause = run.acceptedAt === null ? judge(run, ofScope.get(run.scope) ?? [], policy) : null;
    if (pause !== null) return pause;
  }
  return null;
}

/** A clock that was wrong leaves runs in the future, which say nothing about now, unless it is now that the clock is wrong. */
function runsUntil(dated: readonly DatedRecord[], now: number): BackupRecord[] {
  const runs = dated.filter(
    ({ record }) =>
      record.type !== 'imported' &&
      record.status !== 'cancelled' &&
      record.status !== 'in progress' &&
      !foundNoRoom(record),
  );
  const past = runs.filter(({ at }) => at <= now);
  return (past.length > 0 ? past : runs).map(({ record }) => record);
}

/**
 * A run that found the storage full says nothing about the project's data, and cleanup is what it needs: if it paused cleanup, no later run
 * would find room either.
 */
const foundNoRoom = ({ status, error }: BackupRecord) => status === 'failed' && error?.code === 'storage-full';

const isUsable = ({ status }: BackupRecord) => status === 'completed' || status === 'unproven';
const isReadable = (record: BackupRecord) => isUsable(record) || record.status === 'partial';

function judge(run: BackupRecord, ofScope: readonly BackupRecord[], policy: RetentionPolicy): Pause | null {
  const place = ofScope.indexOf(run);
  const earlier = ofScope.slice(place + 1);
  const madeUpFor = ofScope.slice(0, place).some(isUsable);
  const before = earlier.find(isReadable);
  const pause = (reason: Pause['reason'], message: string): Pause => ({
    reason,
    runId: run.id,
    message,
    goodId: lastGood(earlier)?.id ?? null,
  });

  if ((run.status === 'failed' || run.status === 'interrupted') && !madeUpFor)
    return pause('failed', failedMessage(run, policy));
  if (run.status === 'partial' && before !== undefined && before.status !== 'partial' && !madeUpFor)
    return pause('partial', partialMessage(run, policy));
  const lost = isReadable(run) ? lostRows(earlier.filter(isReadable), run, policy.pauseAtLossPercent) : [];
  return lost.length > 0 ? pause('lost-rows', lostMessage(lost)) : null;
}

function lastGood(earlier: readonly BackupRecord[]): BackupRecord | undefined {
  const present = earlier.filter(({ archive, removed }) => archive?.bytes === 'present' && removed === null);
  return present.find(({ status }) => status === 'completed') ?? present.find(({ status }) => status === 'unproven');
}

interface Loss {
  before: TableResult;
  /** Null when the table is gone. */
  after: TableResult | null;
}

const isWhole = ({ outcome }: TableResult) => outcome === 'exported';
const wasRead = ({ outcome }: TableResult) => outcome === 'exported' || outcome === 'partial';

/**
 * A table counts against the run before, or, where that could not read it (as whole), against the last one that could: else a run
 * that failed at a table would hide that its rows are gone in the next. What a person accepted is not looked behind.
 * @param earlier newest first.
 */
function lostRows(earlier: readonly BackupRecord[], after: BackupRecord, percent: number): Loss[] {
  const tables = new Map(after.tables.map((table) => [table.table, table]));
  const accepted = earlier.findIndex(({ acceptedAt }) => acceptedAt !== null);
  const known = accepted < 0 ? earlier : earlier.slice(0, accepted + 1);
  const [before] = known;
  return (before?.tables ?? [])
    .map((table) => ({ before: table, after: tables.get(table.table) ?? null }))
    .map((loss) => {
      if (loss.after !== null && !wasRead(loss.after)) return loss;
      // A table of which rows were hidden says little about one that was read whole.
      const counts = loss.after?.outcome === 'exported' ? isWhole : wasRead;
      if (counts(loss.before) || loss.before.outcome === 'excluded') return loss;
      const find = ({ tables: read }: BackupRecord) =>
        read.find((table) => table.table === loss.before.table && counts(table));
      const last = known.map(find).find((table) => table !== undefined);
      return last === undefined ? loss : { ...loss, before: last };
    })
    .filter((loss) => {
      if (loss.before.rows <= fewRows || loss.after?.outcome === 'excluded') return false;
      return loss.after === null || isUnusual(loss.before.rows, loss.before.rows - loss.after.rows, percent);
    });
}

function nameRun(run: BackupRecord, policy: RetentionPolicy): string {
  const at = Date.parse(run.createdAt);
  if (Number.isNaN(at)) return `The ${run.type} backup`;
  const format = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return `The ${run.type} backup of ${new Intl.DateTimeFormat('en-GB', { ...format, timeZone: policy.timeZone }).format(at)}`;
}

function failedMessage(run: BackupRecord, policy: RetentionPolicy): string {
  const what = `${nameRun(run, policy)} ${run.status === 'failed' ? 'failed' : 'was interrupted'}`;
  const why = run.error === null ? `${what}.` : `${what}: ${asSentence(run.error.message)}`;
  return `${why} Nothing is removed until a backup of the same tables succeeds. Create one, or clean up anyway.`;
}

function partialMessage(run: BackupRecord, policy: RetentionPolicy): string {
  const spoilt = run.tables.filter(({ outcome }) => outcome !== 'exported' && outcome !== 'excluded');
  const [first] = spoilt;
  const more = spoilt.length > 1 ? `, and ${countOf(spoilt.length - 1, 'more table')}` : '';
  const where = first === undefined ? '.' : asSentence(`: ${first.table} (${first.error ?? first.outcome})${more}`);
  return `${nameRun(run, policy)} is partial, the one before it was not${where} See what it could not read and create a backup, or clean up anyway.`;
}

function lostMessage(losses: readonly Loss[]): string {
  const lostBy = ({ before, after }: Loss) => before.rows - (after?.rows ?? 0);
  const [worst] = losses.toSorted((a, b) => lostBy(b) - lostBy(a) || (a.before.table < b.before.table ? -1 : 1));
  if (worst === undefined) return '';
  const more = losses.length > 1 ? ` ${countOf(losses.length - 1, 'more table')} lost rows too.` : '';
  return `${describeLoss(worst)}${more} If that is right, clean up anyway. If not, look for them in the last good backup.`;
}

function describeLoss({ before, after }: Loss): string {
  const had = countOf(before.rows, 'row');
  if (after === null) return `${before.table} had ${had} and is gone.`;
  if (after.outcome === 'denied' || after.outcome === 'failed')
    return `${before.table} had ${had} and could not be read.`;
  return `${before.table} went from ${had} to ${after.rows === 0 ? 'none' : formatCount(after.rows)}.`;
}
