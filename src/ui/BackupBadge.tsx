import type { BackupRecord } from '../core/backup.ts';
import { FileBadge } from './FileBadge.tsx';
import { RemovedBadge } from './RemovedBadge.tsx';
import { StatusBadge } from './StatusBadge.tsx';
import { VerifiedBadge } from './VerifiedBadge.tsx';

interface Props {
  record: BackupRecord;
  /** How far the run is, 0 to 1, where it is known better than the record says. */
  fraction?: number | null;
}

/** The one badge that says most about a backup: that it was removed, else trouble with its file, else its status, with a shield when verified. */
export function BackupBadge({ record, fraction }: Props) {
  const { archive, expectedRows, totalRows } = record;
  if (record.removed !== null) return <RemovedBadge removed={record.removed} />;
  if (archive !== null && archive.bytes !== 'present') return <FileBadge bytes={archive.bytes} />;
  const ofRows = expectedRows === null || expectedRows === 0 ? null : Math.min(0.99, totalRows / expectedRows);
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>
      <StatusBadge status={record.status} fraction={fraction ?? ofRows} />
      {archive?.verifiedAt != null && <VerifiedBadge verifiedAt={archive.verifiedAt} parts={archive.partsVerified} />}
    </span>
  );
}
