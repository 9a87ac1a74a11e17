import type { Services } from '../ports/Services.ts';
import { applyRetention } from './applyRetention.ts';
import type { BackupRunner } from './backupRunner.ts';
import { clearLeftovers } from './clearLeftovers.ts';
import type { JobQueue } from './jobQueue.ts';
import type { ProjectInspector } from './projectInspector.ts';
import type { ScheduledActs } from './runSlot.ts';
import type { VerificationRunner } from './verificationRunner.ts';
import { verifyOnSchedule } from './verifyOnSchedule.ts';

interface Parts {
  queue: JobQueue;
  runner: BackupRunner;
  inspector: ProjectInspector;
  verification: VerificationRunner;
}

/** What the schedules run, each in its turn in this tab's queue. */
export function createScheduledActs(
  services: Services,
  { queue, runner, inspector, verification }: Parts,
): ScheduledActs {
  return {
    ready() {
      const { access } = inspector.get();
      return services.project.identity() !== null && access?.admin === true && access.permissions.includes('create');
    },

    backup: ({ schedule, claim, begin, lost }) =>
      queue.run(
        { kind: 'scheduled-backup', title: schedule.name },
        async (signal) => {
          if (!(await begin())) return null;
          const { id, name, keep, reason, tables } = schedule;
          const consistency = schedule.snapshot ? ('snapshot' as const) : ('page' as const);
          const options = { type: 'automatic' as const, reason, keep, consistency, claim, lost };
          const ofSlot = { schedule: { id, name, slotId: claim.slotId } };
          return runner.run({ ...options, ...ofSlot, ...(tables === null ? {} : { tables }) }, signal);
        },
        lost,
      ),

    cleanup: ({ schedule, begin, lost }) =>
      queue.run(
        { kind: 'cleanup', title: schedule.name },
        async (signal) => ((await begin()) ? applyRetention(services, { by: 'schedule', signal }) : null),
        lost,
      ),

    async verification({ schedule, begin, lost, startedAt }) {
      // Its turn begins it; then every archive takes a turn of its own, so that a manual backup need not wait for all of them.
      const begun = await queue.run({ kind: 'verification', title: schedule.name }, () => begin(), lost);
      return begun ? verifyOnSchedule(services, verification, { startedAt, signal: lost }) : null;
    },

    tidy: () => clearLeftovers(services),
  };
}
