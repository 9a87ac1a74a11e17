import type { AuditEntry } from '../core/auditEntry.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import type { TrailCursor } from '../ports/AuditLog.ts';
import type { ProjectSession, SharedLink } from '../ports/Project.ts';
import type { Services } from '../ports/Services.ts';

type Needs = Pick<Services, 'audit' | 'project' | 'clock'>;

/** Links of one upload: some 100 kB. */
const uploadLinks = 200;
/** Links of one answer. */
const pageLinks = 500;

/**
 * Exchanges the audit trail with the project: what this browser has and the project lacks is uploaded, in order; then what the project has
 * and this browser lacks is fetched. Where it was cut, the next call goes on. Repeating it, also at once in several tabs, is safe: the project
 * passes over what it has.
 * @throws HoldfastError `sign-in-required`, and as `ProjectSession.appendTrail` and `readTrail`; `storage-full`, `storage-failed`; AbortError.
 */
export async function exchangeTrail(services: Needs, signal: AbortSignal): Promise<void> {
  const { audit, project, clock } = services;
  const session = project.openSession();
  await upload(services, session, signal);
  const whole = await fetchNew(services, session, signal);
  // The project was set back to an earlier day: what it has lost is put back, whoever wrote it.
  if (!whole) await upload(services, session, signal);
  await audit.setSynced(project.id, new Date(clock.now()).toISOString());
}

async function upload(services: Needs, session: ProjectSession, signal: AbortSignal): Promise<void> {
  const { audit, project } = services;
  const resent = new Set<string>();
  let size = uploadLinks;
  for (;;) {
    const links = await audit.pending(project.id, size);
    const last = links.at(-1);
    if (last === undefined) return;
    try {
      await session.appendTrail(links, signal);
      await audit.setShared(project.id, last.chain, last.seq);
    } catch (error) {
      const code = error instanceof HoldfastError ? error.code : null;
      if (code === 'trail-gap' && !resent.has(last.chain)) {
        // It has lost what it had: all of the chain is sent again, once.
        resent.add(last.chain);
        await audit.setShared(project.id, last.chain, 0);
      } else if (code === 'trail-forked' && links.length > 1) {
        size = Math.ceil(links.length / 2); // up to the place where they part
      } else if (code === 'trail-forked') {
        await audit.resolveFork(project.id, last.chain, restartNote(services));
        size = uploadLinks;
      } else {
        throw error;
      }
    }
  }
}

function restartNote({ project, clock }: Needs): AuditEntry {
  const identity = project.identity();
  return {
    projectId: project.id,
    at: new Date(clock.now()).toISOString(),
    who: identity === null ? null : { id: identity.userId, email: identity.email },
    action: 'trail-restarted',
    backupId: null,
    result: 'done',
    details:
      "A copy of this browser's data wrote to the project first. What this browser wrote since goes on as a chain of its own.",
  };
}

/** False when the project turned out to have been set back, and everything was fetched anew. */
async function fetchNew({ audit, project }: Needs, session: ProjectSession, signal: AbortSignal): Promise<boolean> {
  let { cursor } = await audit.exchange(project.id);
  let whole = true;
  for (;;) {
    // The last one once more, to see whether it is still the same.
    const answer = await session.readTrail(cursor === null ? 0 : cursor.id - 1, pageLinks, signal);
    const links = linksAfter(cursor, answer);
    if (links === null) {
      if (!whole) throw new HoldfastError('bad-answer', 'The audit trail of the project changes while it is read.');
      whole = false;
      await audit.forgetExchange(project.id);
      cursor = null;
      continue;
    }
    const last = links.at(-1);
    if (last !== undefined) {
      cursor = { id: last.id, digest: last.digest };
      await audit.receive(project.id, links, cursor);
    }
    if (answer.length < pageLinks) return whole;
  }
}

/** The links after the cursor; null when the project has another one there, or none. */
function linksAfter(cursor: TrailCursor | null, answer: readonly SharedLink[]): readonly SharedLink[] | null {
  if (cursor === null) return answer;
  const [known, ...rest] = answer;
  return known?.id === cursor.id && known.digest === cursor.digest ? rest : null;
}
