import type { AuditAction } from '../ports/AuditLog.ts';
import type { Services } from '../ports/Services.ts';

/** Writes an audit entry for something that the signed-in person did just now. */
export async function recordAct(
  { audit, clock, project }: Pick<Services, 'audit' | 'clock' | 'project'>,
  action: AuditAction,
  backupId: string | null,
  result: string,
  details: string,
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
  });
}
