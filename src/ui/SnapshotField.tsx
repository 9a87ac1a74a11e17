import { Checkbox } from '@mantine/core';
import { snapshotHelperVersion } from '../core/helperSql.ts';
import { mostSnapshotBytes } from '../core/snapshot.ts';
import { formatBytes } from './formatBytes.ts';

/** Why a project cannot read all tables at one moment; null when it can, or when it is not known yet (`undefined`). */
export function whyNoSnapshot(helperVersion: number | null | undefined): string | null {
  if (helperVersion === undefined) return null;
  if (helperVersion === null) return 'This needs the helper, which this project does not have.';
  if (helperVersion >= snapshotHelperVersion) return null;
  return `This needs version ${snapshotHelperVersion} of the helper. This project has version ${helperVersion}: run its SQL again.`;
}

interface Props {
  checked: boolean;
  onChange(checked: boolean): void;
  /** As `whyNoSnapshot` says. What is on already can be switched off all the same. */
  why: string | null;
}

/** Whether a backup is of one moment. */
export function SnapshotField({ checked, onChange, why }: Props) {
  const about = `The project copies the tables first, on its own disk, and drops the copy when the backup has it. For tables of up to ${formatBytes(mostSnapshotBytes)} in all.`;
  return (
    <Checkbox
      label="All tables at one moment"
      description={why === null || checked ? about : why}
      error={checked && why !== null && why}
      disabled={why !== null && !checked}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
