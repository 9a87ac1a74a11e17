import type { BackupRecord, BackupStatus, BackupType, TableResult } from '../../src/core/backup.ts';

const hourMs = 3_600_000;
/** Years of backups in a few hours' distance, so that calendars, ages and searches have something to do. */
const distanceMs = 3 * hourMs;

const tables = [
  'public.bookings',
  'public.cars',
  'public.competitions',
  'public.entries',
  'public.events',
  'public.judges',
  'public.profiles',
  'public.results',
  'public.scores',
  'shop.orders',
];

const reasons = ['', '', '', 'Before the spring update', 'Before the import of judges', 'Test of the new tables', ''];

/** Always the same for the same number, and spread as if by chance. */
function spread(number: number, below: number): number {
  let mixed = Math.imul(number ^ 0x9e3779b9, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % below;
}

const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');

function typeOf(number: number): BackupType {
  const chance = spread(number, 100);
  if (chance < 80) return 'automatic';
  if (chance < 93) return 'manual';
  return chance < 97 ? 'pre-restore' : 'imported';
}

/** The newest run went well, else the cleanup of the example would be paused. */
function statusOf(number: number): BackupStatus {
  const chance = number === 0 ? 0 : spread(number + 7, 100);
  if (chance < 88) return 'completed';
  if (chance < 92) return 'unproven';
  if (chance < 95) return 'partial';
  if (chance < 98) return 'failed';
  return chance < 99 ? 'cancelled' : 'interrupted';
}

function tableOf(table: string, place: number, number: number, status: BackupStatus): TableResult {
  const rows = 200 + place * 350 + spread(number + place, 40);
  const denied = status === 'partial' && place === spread(number, tables.length);
  return {
    table,
    outcome: denied ? 'denied' : 'exported',
    error: denied ? 'permission denied for table' : null,
    rows: denied ? 0 : rows,
    rowsVisible: denied ? null : rows,
    rowsTotal: rows,
    bytes: denied ? 0 : rows * 420,
    parts: denied ? 0 : 1,
    paging: 'export',
    contentSha256: denied ? null : hex(spread(number * 31 + place, 0xffffffff), 8).repeat(8),
    overrides: 0,
    inexactColumns: [],
  };
}

/** The run with this number, counted back from the newest; one in seven has been removed since. */
function recordOf(projectId: string, number: number, newestAt: number): BackupRecord {
  const at = newestAt - number * distanceMs - spread(number, hourMs);
  const createdAt = new Date(at).toISOString();
  const finishedAt = new Date(at + 20_000 + spread(number, 30_000)).toISOString();
  const type = typeOf(number);
  const status = statusOf(number);
  const stored = status === 'completed' || status === 'unproven' || status === 'partial';
  const results = tables.map((table, place) => tableOf(table, place, number, status));
  const read = stored ? results.filter(({ outcome }) => outcome === 'exported') : [];
  const removed = stored && number > 20 && spread(number + 3, 7) === 0;
  return {
    id: `${hex(number, 8)}-0000-4000-8000-${hex(spread(number, 0xffffffff), 12)}`,
    projectId,
    projectUrl: projectId,
    platform: 'Car Audio Competition Platform',
    type,
    status,
    reason: type === 'automatic' ? '' : (reasons[spread(number, reasons.length)] ?? ''),
    filename: `${type}-backup-${createdAt.replaceAll(/[:.]/g, '-')}.zip`,
    createdAt,
    finishedAt,
    createdBy: { id: '11111111-1111-4111-8111-111111111111', email: 'admin@caraudio.example' },
    coverage: status === 'unproven' ? 'declared' : 'catalog',
    consistency: 'page',
    tablesTotal: tables.length,
    tablesBackedUp: read.length,
    totalRows: read.reduce((sum, { rows }) => sum + rows, 0),
    expectedRows: null,
    totalBytes: read.reduce((sum, { bytes }) => sum + bytes, 0),
    tables: results,
    archive: stored
      ? {
          bytes: removed ? 'missing' : 'present',
          sizeBytes: 100 + spread(number, 900),
          verifiedAt: finishedAt,
          partsVerified: read.length,
          checkedAt: null,
          faults: [],
          manifestSha256: null,
        }
      : null,
    error:
      status === 'failed' ? { code: 'timed-out', message: 'The server did not answer in time.', hint: null } : null,
    scope: 'all',
    schedule: type === 'automatic' ? { id: 'daily-backup', name: 'Daily backup', slotId: null } : null,
    keep: null,
    pin: spread(number, 211) === 0 ? { at: finishedAt, by: 'person', note: 'Before the spring update' } : null,
    removed: removed
      ? {
          at: new Date(at + 30 * 24 * hourMs).toISOString(),
          by: 'retention',
          reason: 'Over 30 days, no other rule keeps it',
        }
      : null,
    acceptedAt: null,
    imported: null,
    changes: null,
  };
}

/** So many runs of ten tables each, newest first, the newest an hour before `now` (ms since the epoch). */
export function makeHistory(projectId: string, count: number, now: number): BackupRecord[] {
  return Array.from({ length: count }, (_, number) => recordOf(projectId, number, now - hourMs));
}
