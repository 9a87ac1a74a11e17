import { Button } from '@mantine/core';
import type { SlotRecord } from '../../core/slot.ts';
import type { JobQueue, QueuedJob } from '../../tasks/jobQueue.ts';
import { useObservable } from '../../ui/useObservable.ts';
import classes from './AutomaticCard.module.css';
import { describeOpenSlots } from './automaticWords.ts';

interface Props {
  queue: JobQueue;
  slots: readonly SlotRecord[];
  signedIn: boolean;
  now: number;
}

/** A backup or a verification that runs has a card of its own. */
const hasCard = ({ kind }: QueuedJob) => kind.endsWith('-backup') || kind === 'verification';

/** What runs without a card, what waits for its turn and can be cancelled, and what waits for something else. */
export function WaitingJobs({ queue, slots, signedIn, now }: Props) {
  const { running, waiting } = useObservable(queue);
  const open = describeOpenSlots(slots, signedIn, now);
  const jobs = [
    ...(running === null || hasCard(running) ? [] : [{ job: running, what: 'runs now' }]),
    ...waiting.map((job, index) => ({ job, what: index === 0 ? 'runs next' : 'waits its turn' })),
  ];
  if (jobs.length === 0 && open.length === 0) return null;
  return (
    <ul className={classes.waiting} aria-label="Waiting jobs">
      {jobs.map(({ job, what }) => (
        <li key={job.id}>
          <span>
            <b>{job.title}</b> {what}
          </span>
          <Button size="xs" aria-label={`Cancel ${job.title}`} onClick={() => queue.cancel(job.id)}>
            Cancel
          </Button>
        </li>
      ))}
      {open.map(({ id, text, reason }) => (
        <li key={id}>
          <span>
            {text}
            {reason !== null && <span className={classes.reason}>{reason}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
