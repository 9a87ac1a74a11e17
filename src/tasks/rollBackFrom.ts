import { HoldfastError } from '../core/HoldfastError.ts';
import type { RestoreRecord } from '../core/restore.ts';
import type { Services } from '../ports/Services.ts';
import { openBackupSide } from './comparedArchive.ts';
import { findChanges } from './restoreChanges.ts';
import type { RestProgress } from './restoreOverRest.ts';
import { asUnread, type RolledBack, rollBack } from './rollBack.ts';
import type { SentRows } from './writeOverRest.ts';

/**
 * Takes back a restore over REST that stopped in the middle, because its tab died or its own rolling back failed: whatever rows of it differ from its
 * pre-restore backup are set back, and read again. Rows that it would not have written are left alone; what others wrote since to those that it
 * would have written is lost. May be repeated.
 * @throws HoldfastError `not-found` when one of the two backups is not in this browser, `archive-damaged`; of the live project as
 *   `createBackup`'s reading; AbortError, after which it is as if it had stopped in the middle again.
 */
export async function rollBackFrom(
  services: Services,
  { request, preRestoreBackupId }: Pick<RestoreRecord, 'request' | 'preRestoreBackupId'>,
  signal: AbortSignal,
  onProgress: (progress: RestProgress) => void = () => undefined,
  onSignInNeeded: (waiting: boolean) => void = () => undefined,
): Promise<RolledBack> {
  if (preRestoreBackupId === null) {
    throw new HoldfastError('not-found', 'This restore has no pre-restore backup.', {
      hint: 'It stopped before it was made, so nothing was written.',
    });
  }
  const preRestore = await openBackupSide(services, preRestoreBackupId, signal);
  const backup = await openBackupSide(services, request.backupId, signal);
  const only = [...preRestore.tables.keys()];
  const changes = await findChanges(services, preRestore, backup, request, [], { signal, only });
  const sent: SentRows = new Map(
    changes.tables.map(({ table, insert, update, delete: gone }) => [
      table,
      { insert: new Set(insert), update: new Set(update), delete: new Set(gone) },
    ]),
  );
  const outcome = await rollBack(services, {
    context: {
      session: services.project.openSession(),
      clock: services.clock,
      host: services.host,
      signal,
      onSignInNeeded,
    },
    ...{ preRestore, backup, changes, sent },
    onRows: (rowsDone, rows) => onProgress({ phase: 'rolling back', rowsDone, rows }),
  });
  // What of a table was to be written can no longer be found out, nor then what there is to take back.
  return { ...outcome, left: [...outcome.left, ...changes.uncompared.map(asUnread)] };
}
