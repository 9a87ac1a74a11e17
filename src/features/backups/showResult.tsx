import { Button } from '@mantine/core';
import type { BackupRecord } from '../../core/backup.ts';
import { hasBytes } from '../../ui/formatStatus.ts';
import { notify } from '../../ui/notify.tsx';
import { describeResult } from './runResult.ts';

/** A toast that tells how a run ended. A failure stays until it is closed. */
export function showResult(record: BackupRecord, onDownload: () => Promise<void>): void {
  const { tone, title, message } = describeResult(record);
  const action = hasBytes(record) ? (
    <Button variant="transparent" size="compact-sm" px={0} onClick={() => void onDownload()}>
      Download
    </Button>
  ) : undefined;
  notify[tone]({ title, message, action });
}
