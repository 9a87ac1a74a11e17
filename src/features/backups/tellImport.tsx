import type { ImportResult } from '../../tasks/importArchive.ts';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatContent } from '../../ui/formatProblems.ts';
import { notify } from '../../ui/notify.tsx';
import { ToastLink } from '../../ui/ToastLink.tsx';

/** A toast that tells what became of a file that was added. `backupHref` is the address of a backup's own page. */
export function tellImport(
  filename: string,
  result: Exclude<ImportResult, { outcome: 'damaged' }>,
  backupHref: (id: string) => string,
): void {
  const { outcome, record } = result;
  const action = <ToastLink to={backupHref(record.id)}>Show backup</ToastLink>;
  const content = `${formatContent(record)}, ${formatBytes(record.archive?.sizeBytes ?? null)}.`;
  if (outcome === 'known') {
    notify.info({ title: 'This backup is here already', message: `${filename} was not added again.`, action });
  } else if (outcome === 'restored') {
    const message = `${record.filename} has a good file again: ${content}`;
    notify.success({ title: 'The file is back', message, action });
  } else if (record.archive?.bytes === 'corrupt') {
    const message = `${filename} is listed as corrupt. Its good tables can be opened.`;
    notify.warning({ title: 'Damaged archive added as evidence', message, action });
  } else {
    notify.success({ title: 'Archive added and verified', message: `${filename}: ${content}`, action });
  }
}
