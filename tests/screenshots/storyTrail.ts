import { appendEntry, type ChainHead, emptyHead, type KeptLink } from '../../src/core/auditChain.ts';
import type { AuditEntry } from '../../src/core/auditEntry.ts';
import type { BackupRecord } from '../../src/core/backup.ts';
import type { TextHash } from '../../src/core/chainText.ts';
import { formatBytes } from '../../src/ui/formatBytes.ts';
import { formatCount } from '../../src/ui/formatNumber.ts';
import { type Story, storyNow } from './story.ts';

const admin = { id: '11111111-1111-4111-8111-111111111111', email: 'admin@caraudio.example' };
const owner = { id: '22222222-2222-4222-8222-222222222222', email: 'owner@caraudio.example' };

/** An instant so many ms after another. */
const later = (iso: string, ms: number) => new Date(Date.parse(iso) + ms).toISOString();

function ofRecord(record: BackupRecord): Omit<AuditEntry, 'projectId'>[] {
  const { id, createdAt, finishedAt, status, totalRows, archive, error, tables, reason } = record;
  const by = record.schedule === null ? ('person' as const) : ('schedule' as const);
  const about = { who: admin, by, backupId: id };
  const partial = tables.find(({ outcome }) => outcome === 'partial');
  const ended = partial?.error ?? error?.message ?? `${formatCount(totalRows)} rows in 34 s`;
  const took = { label: 'Took', value: '34 s' };
  const names = tables.map(({ table }) => table).join(', ');
  const entries: Omit<AuditEntry, 'projectId'>[] = [
    {
      ...about,
      at: createdAt,
      action: 'backup-started',
      result: 'in progress',
      details: `${tables.length} tables. ${reason}`.trim(),
    },
    {
      ...about,
      at: finishedAt ?? createdAt,
      action: 'backup-ended',
      result: status,
      details: ended,
      facts: [{ label: 'Tables', value: names }, { label: 'Rows', value: formatCount(totalRows) }, took],
    },
  ];
  if (archive?.verifiedAt != null)
    entries.push({
      ...about,
      at: later(archive.verifiedAt, 900),
      action: 'verification',
      result: 'verified',
      details: `${archive.partsVerified} of ${archive.partsVerified} parts match`,
    });
  return entries;
}

function byHand(records: readonly BackupRecord[]): Omit<AuditEntry, 'projectId'>[] {
  const newest = records.filter(({ type }) => type === 'automatic').at(-1) ?? null;
  const pinned = records.find(({ pin }) => pin !== null) ?? null;
  const done = { result: 'done', backupId: null, who: admin };
  const size = formatBytes(newest?.archive?.sizeBytes ?? null);
  return [
    { ...done, at: '2026-03-26T13:02:18.000Z', action: 'sign-in', details: 'Admin by profiles.role' },
    {
      ...done,
      at: '2026-03-26T08:41:03.000Z',
      who: owner,
      action: 'download',
      backupId: newest?.id ?? null,
      details: size,
    },
    {
      ...done,
      at: '2026-03-25T10:20:09.000Z',
      who: owner,
      action: 'settings-changed',
      details: 'Tables: all, except public.sponsor_contracts',
    },
    { ...done, at: '2026-03-22T17:20:00.000Z', action: 'pin', backupId: pinned?.id ?? null, details: 'Season opening' },
    {
      ...done,
      at: '2026-03-22T02:00:04.000Z',
      by: 'schedule',
      action: 'cleanup',
      details: 'Removed 7 backups, freed 182.9 MB.',
    },
    {
      ...done,
      at: '2026-03-20T06:12:44.000Z',
      who: null,
      action: 'sign-in',
      result: 'refused',
      details: 'A sign-in was refused: invalid-credentials.',
    },
  ];
}

/** The audit trail of a story as one browser keeps it: a chain with real digests. */
export function tellTrail({ records }: Pick<Story, 'records'>, hash: TextHash): { links: KeptLink[]; head: ChainHead } {
  const projectId = records[0]?.projectId ?? '';
  const entries = [...records.flatMap(ofRecord), ...byHand(records)]
    .filter(({ at }) => Date.parse(at) < storyNow)
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  let head = emptyHead(projectId, '3f9a7c12-0000-4000-8000-000000000000', true);
  const links = entries.map((entry) => {
    const added = appendEntry(head, { projectId, ...entry }, hash);
    head = added.head;
    return added.kept;
  });
  return { links, head };
}
