import { endFacts } from '../core/actFacts.ts';
import type { BackupRecord } from '../core/backup.ts';
import { describeError, HoldfastError } from '../core/HoldfastError.ts';
import type { Claim } from '../ports/BackupCatalog.ts';
import type { Services } from '../ports/Services.ts';
import type { BackupOptions, Run, Stops } from './backupRun.ts';
import { recordAct } from './recordAct.ts';

/** What a record of this run is put with. */
export const claimOf = ({ claim }: BackupOptions) => (claim === undefined ? {} : { claim });

/** Who started a run, as the audit trail says it: a person may start what a schedule else does. */
export const actorOf = ({ schedule }: BackupRecord) => (schedule?.slotId == null ? 'person' : 'schedule');

/** What a record says whose run another tab took over. */
const takenOver: Partial<BackupRecord> = {
  status: 'interrupted',
  archive: null,
  error: {
    code: 'interrupted',
    message: 'This tab did not answer any more, so another tab took over.',
    hint: 'Older backups are untouched.',
  },
};

/** What the record of a run says that ended in an error. */
export function endOf(error: unknown, { cancelled, lost }: Stops): Partial<BackupRecord> {
  if (cancelled.aborted && !lost.aborted) return { status: 'cancelled' };
  if (lost.aborted || isClaimLost(error)) return takenOver;
  const changed = error instanceof HoldfastError && error.code === 'identity-changed';
  return { status: changed ? 'cancelled' : 'failed', error: describeError(error) };
}

const isClaimLost = (error: unknown) => error instanceof HoldfastError && error.code === 'claim-lost';

/** The final record could not be stored. The archive is then taken back at the next start, since no record claims it. */
export class RecordNotKept extends Error {}

/**
 * Writes the final record, strictly, after every relaxed update of it. An archive whose slot another tab has taken over meanwhile
 * is given up. A record that says how a run ended is not taken back
 * because its audit entry could not be written.
 * @throws RecordNotKept
 */
export async function endRun(run: Run, result: Partial<BackupRecord>): Promise<BackupRecord> {
  const { services, progress } = run;
  await progress.settle();
  const { rows, bytes } = progress.totals;
  const finishedAt = new Date(services.clock.now()).toISOString();
  let record: BackupRecord = { ...run.record, totalRows: rows, totalBytes: bytes, ...result, finishedAt };
  try {
    await keepRecord(services, record, record.archive === null ? {} : claimOf(run.options));
  } catch (error) {
    if (!isClaimLost(error)) throw error;
    await services.store.delete(record.id);
    record = { ...record, ...takenOver };
    await keepRecord(services, record, {});
  }
  const why = record.error === null ? '' : ` ${record.error.message}`;
  try {
    await recordAct(services, 'backup-ended', record.id, record.status, `${record.filename}: ${record.status}.${why}`, {
      by: actorOf(record),
      facts: endFacts(record),
    });
  } catch (error) {
    console.warn('The end of the backup is missing in the audit trail.', error);
  }
  return record;
}

/** Tries that the final record is worth: without it, a good archive would be lost. */
const recordTries = 3;

async function keepRecord(
  { backups, clock }: Services,
  record: BackupRecord,
  options: { claim?: Claim },
): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await backups.put(record, options);
    } catch (cause) {
      if (isClaimLost(cause)) throw cause;
      if (failures === recordTries) throw new RecordNotKept('The record could not be kept.', { cause });
      await clock.sleep(200 * failures);
    }
  }
}
