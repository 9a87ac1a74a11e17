import type { AuditAction, AuditEntry } from '../core/auditEntry.ts';
import type { Services } from '../ports/Services.ts';

/** What else an entry can tell: that a schedule started it, and facts for those who open it. */
export type MoreOfAct = Pick<AuditEntry, 'by' | 'facts'>;

/**
 * Writes an audit entry for something that the signed-in person, or a schedule in their name, did just now.
 * @throws HoldfastError `storage-full` or `storage-failed`.
 */
export async function recordAct(
  { audit, clock, project }: Pick<Services, 'audit' | 'clock' | 'project'>,
  action: AuditAction,
  backupId: string | null,
  result: string,
  details: string,
  more: MoreOfAct = {},
): Promise<void> {
  const identity = project.identity();
  await audit.append({
    projectId: project.id,
    at: new Date(clock.now()).toISOString(),
    who: identity === null ? null : { id: identity.userId, email: identity.email },
    action,
    backupId,
    result,
    details,
    ...more,
  });
}
