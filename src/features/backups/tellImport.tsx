import type { BackupRecord } from '../../core/backup.ts';
import type { ImportResult } from '../../tasks/importArchive.ts';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import { formatContent } from '../../ui/formatProblems.ts';
import { notify } from '../../ui/notify.tsx';
import { ToastLink } from '../../ui/ToastLink.tsx';

/** A file that was added, or need not be. */
export interface AddedFile {
  filename: string;
  result: Exclude<ImportResult, { outcome: 'damaged' }>;
}

type Kind = 'added' | 'evidence' | 'restored' | 'known';

function kindOf({ result: { outcome, record } }: AddedFile): Kind {
  if (outcome !== 'imported') return outcome;
  return record.archive?.bytes === 'corrupt' ? 'evidence' : 'added';
}

const sayContent = (record: BackupRecord) =>
  `${formatContent(record)}, ${formatBytes(record.archive?.sizeBytes ?? null)}.`;

interface Words {
  tone: 'success' | 'warning' | 'info';
  title: string;
  message: string;
}

function describeOne(kind: Kind, { filename, result: { record } }: AddedFile): Words {
  switch (kind) {
    case 'added':
      return { tone: 'success', title: 'Archive added and verified', message: `${filename}: ${sayContent(record)}` };
    case 'restored': {
      const message = `${record.filename} has a good file again: ${sayContent(record)}`;
      return { tone: 'success', title: 'The file is back', message };
    }
    case 'known':
      return { tone: 'info', title: 'This backup is here already', message: `${filename} was not added again.` };
    case 'evidence': {
      const message = `${filename} is listed as corrupt. Its good tables can be opened.`;
      return { tone: 'warning', title: 'Damaged archive added as evidence', message };
    }
  }
}

function describeMany(kind: Kind, count: number): Words {
  const archives = formatPlural(count, 'archive');
  switch (kind) {
    case 'added':
      return { tone: 'success', title: `${archives} added and verified`, message: 'They are listed as imported.' };
    case 'restored':
      return {
        tone: 'success',
        title: `${formatPlural(count, 'file')} are back`,
        message: 'Their backups are good again.',
      };
    case 'known':
      return {
        tone: 'info',
        title: `${formatPlural(count, 'backup')} are here already`,
        message: 'They were not added again.',
      };
    case 'evidence': {
      const message = 'They are listed as corrupt. Their good tables can be opened.';
      return { tone: 'warning', title: `${formatPlural(count, 'damaged archive')} added as evidence`, message };
    }
  }
}

/** Toasts that tell what became of files that were added together, one for each way. `backupHref` is the address of a backup's own page. */
export function tellImports(files: readonly AddedFile[], backupHref: (id: string) => string): void {
  for (const kind of ['known', 'added', 'restored', 'evidence'] as const) {
    const alike = files.filter((file) => kindOf(file) === kind);
    const [first] = alike;
    if (first === undefined) continue;
    const one = alike.length === 1;
    const { tone, title, message } = one ? describeOne(kind, first) : describeMany(kind, alike.length);
    const link = <ToastLink to={backupHref(first.result.record.id)}>Show backup</ToastLink>;
    notify[tone]({ title, message, ...(one ? { action: link } : {}) });
  }
}
