import { VisuallyHidden } from '@mantine/core';
import { IconCircleCheckFilled, IconCircleDashed, IconCircleMinus, IconCircleXFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RestorePhase } from '../../core/restore.ts';
import { formatDuration } from '../../ui/formatDuration.ts';
import { Spinner } from '../../ui/Spinner.tsx';
import classes from './PhasesList.module.css';
import { phaseStates, phaseWords } from './restoreWords.ts';

const icons: Record<RestorePhase['state'], ReactNode> = {
  waiting: <IconCircleDashed size={18} aria-hidden />,
  running: <Spinner size={18} />,
  done: <IconCircleCheckFilled size={18} aria-hidden />,
  failed: <IconCircleXFilled size={18} aria-hidden />,
  skipped: <IconCircleMinus size={18} aria-hidden />,
};

/** How long a phase took, in ms; null while it is on, and when it never was. */
function tookMs({ startedAt, endedAt }: RestorePhase): number | null {
  return startedAt === null || endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt);
}

/** The phases of a restore in their order: which are over, which one is on, and what came of each. */
export function PhasesList({ phases }: { phases: readonly RestorePhase[] }) {
  return (
    <ol className={classes.phases} aria-label="Phases">
      {phases.map((phase) => {
        const took = tookMs(phase);
        return (
          <li
            key={phase.name}
            className={classes.phase}
            data-state={phase.state}
            aria-current={phase.state === 'running' ? 'step' : undefined}
          >
            <span className={classes.icon}>{icons[phase.state]}</span>
            <div className={classes.words}>
              <p className={classes.name}>
                {phaseWords[phase.name]} <VisuallyHidden>{phaseStates[phase.state]}</VisuallyHidden>
              </p>
              {phase.message !== null && <p className={classes.message}>{phase.message}</p>}
            </div>
            <span className={classes.took}>
              {phase.state === 'skipped' ? 'Skipped' : took !== null && formatDuration(took)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
