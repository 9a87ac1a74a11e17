import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconChevronRight } from '@tabler/icons-react';
import { type RestoreStep, restoreSteps } from './restoreDraft.ts';
import { stepWords } from './restoreWords.ts';
import classes from './StepsBar.module.css';

interface Props {
  current: RestoreStep;
  /** What was chosen at a step: "26 Mar 02:00"; null where nothing is yet. */
  answers: Partial<Record<RestoreStep, string | null>>;
  /** Steps that can be gone back to. */
  reachable: ReadonlySet<RestoreStep>;
  onGo(step: RestoreStep): void;
}

/** The five steps of a restore in one row: those behind with what was chosen, the one that is on, those ahead. */
export function StepsBar({ current, answers, reachable, onGo }: Props) {
  const place = restoreSteps.indexOf(current);
  return (
    <ol className={classes.steps} aria-label="Steps">
      {restoreSteps.map((step, index) => {
        const done = index < place;
        const content = (
          <>
            <span className={classes.mark} data-done={done || undefined} aria-hidden="true">
              {done ? <IconCheck size={14} stroke={2.2} /> : index + 1}
            </span>
            <span className={classes.name}>{stepWords[step]}</span>
            {done && answers[step] != null && <span className={classes.answer}>{answers[step]}</span>}
            {done && <VisuallyHidden>done</VisuallyHidden>}
          </>
        );
        return (
          <li key={step} className={classes.step} aria-current={index === place ? 'step' : undefined}>
            {done && reachable.has(step) ? (
              <UnstyledButton
                className={classes.go ?? ''}
                title={`Back to ${stepWords[step]}`}
                onClick={() => onGo(step)}
              >
                {content}
              </UnstyledButton>
            ) : (
              <span className={classes.go}>{content}</span>
            )}
            {index < restoreSteps.length - 1 && (
              <IconChevronRight size={14} className={classes.between} aria-hidden="true" />
            )}
          </li>
        );
      })}
    </ol>
  );
}
