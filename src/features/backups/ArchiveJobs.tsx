import { Button, List } from '@mantine/core';
import { useStore } from 'zustand';
import type { VerificationRunner } from '../../tasks/verificationRunner.ts';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { Notice } from '../../ui/Notice.tsx';
import { useObservable } from '../../ui/useObservable.ts';
import type { ArchivesStore, ImportProblem, ImportState } from './archivesStore.tsx';
import { JobCard } from './JobCard.tsx';

function VerificationCard({ verifications }: { verifications: VerificationRunner }) {
  const { current, done, total } = useObservable(verifications);
  if (current === null) return null;
  return (
    <JobCard
      label="Verification in progress"
      title={total === 1 ? 'Verifying' : `Verifying ${formatCount(done + 1)} of ${formatCount(total)}`}
      line={current.filename}
      fraction={total === 0 ? 0 : Math.min(1, (done + current.share) / total)}
      cancelLabel="Cancel verification"
      onCancel={verifications.cancel}
    />
  );
}

/** Copying and checking take about as long as each other. */
function shareOf({ progress }: ImportState): number {
  if (progress === null) return 0;
  if (progress === 'asking') return 1;
  return (progress.phase === 'copying' ? 0 : 0.5) + progress.share / 2;
}

function sayPhase({ progress }: ImportState): string {
  if (progress === null) return 'waiting for its turn';
  if (progress === 'asking') return 'waiting for your answer';
  return progress.phase === 'copying' ? 'copying into this browser' : 'checking it';
}

function ImportCard({ importing, onCancel }: { importing: ImportState; onCancel(): void }) {
  const { filename, number, total } = importing;
  return (
    <JobCard
      label="Adding in progress"
      title={total === 1 ? 'Adding an archive' : `Adding ${formatCount(number)} of ${formatPlural(total, 'archive')}`}
      line={`${filename}: ${sayPhase(importing)}`}
      fraction={(number - 1 + shareOf(importing)) / total}
      cancelLabel="Cancel adding"
      onCancel={onCancel}
    />
  );
}

/** Why, to which file, and what to do; and that nothing of it is left here. */
function sayProblem({ filename, message, hint }: ImportProblem): string {
  const about = message.includes(filename) ? message : `${filename}: ${message}`;
  const sentences = [about, hint].filter(Boolean).join(' ');
  return sentences.includes('Nothing was stored') ? sentences : `${sentences} Nothing was stored.`;
}

function ProblemsNotice({ problems, onDismiss }: { problems: readonly ImportProblem[]; onDismiss(): void }) {
  const [first] = problems;
  if (first === undefined) return null;
  const action = (
    <Button size="xs" onClick={onDismiss}>
      Dismiss
    </Button>
  );
  if (problems.length === 1)
    return (
      <Notice kind="error" alert title={`${first.filename} was not added`} action={action}>
        {sayProblem(first)}
      </Notice>
    );
  return (
    <Notice kind="error" alert title={`${formatPlural(problems.length, 'file')} were not added`} action={action}>
      <List size="sm">
        {problems.map((problem) => (
          <List.Item key={problem.filename}>{sayProblem(problem)}</List.Item>
        ))}
      </List>
    </Notice>
  );
}

/** What is being verified and added, and which files were refused. Nothing when nothing is. */
export function ArchiveJobs({
  archives,
  verifications,
}: {
  archives: ArchivesStore;
  verifications: VerificationRunner;
}) {
  const { importing, problems, cancelAdding, dismissProblems } = useStore(archives);
  return (
    <>
      <VerificationCard verifications={verifications} />
      {importing !== null && <ImportCard importing={importing} onCancel={cancelAdding} />}
      <ProblemsNotice problems={problems} onDismiss={dismissProblems} />
    </>
  );
}
