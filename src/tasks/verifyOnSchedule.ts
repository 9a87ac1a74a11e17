import type { BackupRecord } from '../core/backup.ts';
import type { VerificationReport } from '../core/verificationReport.ts';
import type { Services } from '../ports/Services.ts';
import { oldestCheckFirst, type VerificationRunner } from './verificationRunner.ts';

interface Options {
  /** When an earlier try of the same turn began (ISO 8601), which was cut or failed: what it has read is not read again. Null: none did. */
  startedAt: string | null;
  /** Ends it in this tab. */
  signal: AbortSignal;
}

/**
 * Verifies all archives, the oldest check first, and sums up what that found. What was known to be corrupt or missing before is no news.
 * @throws HoldfastError `storage-failed` when the records cannot be read; AbortError.
 */
export async function verifyOnSchedule(
  { backups, project }: Pick<Services, 'backups' | 'project'>,
  runner: VerificationRunner,
  { startedAt, signal }: Options,
): Promise<VerificationReport> {
  const isDone = ({ archive }: BackupRecord) => startedAt !== null && (archive?.checkedAt ?? '') >= startedAt;
  const before = oldestCheckFirst(await backups.list(project.id));
  const results = await runner.verify(
    before.filter((record) => !isDone(record)).map(({ id }) => id),
    { by: 'schedule', signal },
  );
  const failed = new Map(results.filter(({ outcome }) => outcome === 'failed').map((result) => [result.id, result]));
  const report = { verified: 0, corrupt: [] as string[], missing: [] as string[], known: 0 };
  // What was deleted meanwhile is not looked for.
  const after = new Map(oldestCheckFirst(await backups.list(project.id)).map((record) => [record.id, record]));
  for (const record of before) {
    const bytes = after.get(record.id)?.archive?.bytes;
    if (bytes === undefined || failed.has(record.id)) continue;
    if (bytes === 'present') report.verified += 1;
    else if (record.archive?.bytes === 'present' || isDone(record)) report[bytes].push(record.filename);
    else report.known += 1;
  }
  return {
    ...report,
    failed: [...failed.values()]
      .filter(({ id }) => after.has(id))
      .map(({ filename, error }) => ({ filename, why: error?.message ?? '' })),
  };
}
