import type { BackupRecord } from '../../core/backup.ts';
import { formatDay } from '../../ui/formatTime.ts';

/** Where an imported backup came from: "added 26 Mar by you from old.zip"; null for what was made here. `now` in ms. */
export function describeImport(
  { imported, filename }: Pick<BackupRecord, 'imported' | 'filename'>,
  userId: string | null,
  now: number,
): string | null {
  if (imported === null) return null;
  const by = imported.by.id === userId ? 'you' : imported.by.email;
  const from = imported.filename === filename ? '' : ` from ${imported.filename}`;
  return `added ${formatDay(Date.parse(imported.at), now)} by ${by}${from}`;
}
