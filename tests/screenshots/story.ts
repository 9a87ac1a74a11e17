import { createHash } from 'node:crypto';
import type { BackupRecord, TableResult } from '../../src/core/backup.ts';
import { slotsBetween } from '../../src/core/dueSlots.ts';
import { planRetention } from '../../src/core/planRetention.ts';
import { defaultSchedules, type Schedule } from '../../src/core/schedule.ts';
import { type ProjectSettings, settingsIn } from '../../src/core/settings.ts';
import type { SlotRecord, SlotResult } from '../../src/core/slot.ts';

/** What a browser has gathered in months: written into it, the pages show it as their own. */
export interface Story {
  records: BackupRecord[];
  slots: SlotRecord[];
  settings: ProjectSettings;
  /** All slots up to this instant, in ms, have a record. */
  checkedUntil: number;
}

/** Thu 26 Mar 2026, 14:32 in Berlin, when all pictures of the story are taken. */
export const storyNow = Date.parse('2026-03-26T13:32:00Z');

const zone = 'Europe/Berlin';
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const who = { id: '11111111-1111-4111-8111-111111111111', email: 'admin@caraudio.example' };

/** Rows of each table on 26 Mar. */
const tables = {
  cms_pages: 148,
  competition_results: 21_973,
  events: 521,
  generated_documents: 6_082,
  leads: 5_000,
  organizations: 286,
  payments: 12_839,
  profiles: 3_418,
  sms_logs: 48_118,
  users: 3_418,
};

/** The daily backup day by day from Sat 27 Dec on: done, late, partial, failed, missed. A line a week, Monday to Sunday. */
const days = `
       dl
  ddmml dd
  ddddd mm
  lddd d dl
  dddfd d d
  ddddd m m
  lddd d dl
  dddfd ml
  ddddd dd
  ddddd ld
  lddd d mm
  lddd d ll
  ddld d dd
  dpfd`.replaceAll(/\s/g, '');

const results: Record<string, SlotResult> = {
  d: 'completed',
  l: 'completed',
  p: 'partial',
  f: 'failed',
  m: 'missed',
};

function idOf(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

function tableResult(name: string, rows: number): TableResult {
  return {
    table: `public.${name}`,
    outcome: 'exported',
    error: null,
    rows,
    rowsVisible: rows,
    rowsTotal: rows,
    bytes: rows * 1_830,
    parts: Math.max(1, Math.round((rows * 1_830) / 8_388_608)),
    paging: 'export',
    contentSha256: createHash('sha256').update(`${name} ${rows}`).digest('hex'),
    overrides: 0,
    inexactColumns: [],
  };
}

/** How much of what there is now there was at an instant. */
const grown = (at: number) => 1 - ((storyNow - at) / dayMs) * 0.0023;

/** A completed backup of every table. */
function backup(projectId: string, at: number, given: Partial<BackupRecord> = {}): BackupRecord {
  const type = given.type ?? 'automatic';
  const createdAt = new Date(at).toISOString();
  const finishedAt = new Date(at + 34_000).toISOString();
  const read = Object.entries(tables).map(([name, rows]) => tableResult(name, Math.round(rows * grown(at))));
  const totalRows = read.reduce((sum, table) => sum + table.rows, 0);
  return {
    id: idOf(createdAt),
    projectId,
    projectUrl: projectId,
    platform: 'Car Audio Competition Platform',
    type,
    status: 'completed',
    reason: '',
    filename: `${type}-backup-${createdAt.replaceAll(/[:.]/g, '-')}.zip`,
    createdAt,
    finishedAt,
    createdBy: who,
    coverage: 'catalog',
    consistency: 'page',
    tablesTotal: read.length,
    tablesBackedUp: read.length,
    totalRows,
    expectedRows: totalRows,
    totalBytes: read.reduce((sum, table) => sum + table.bytes, 0),
    tables: read,
    archive: {
      bytes: 'present',
      sizeBytes: Math.round(28_412_345 * grown(at)),
      verifiedAt: finishedAt,
      partsVerified: read.reduce((sum, table) => sum + table.parts, 0),
      checkedAt: null,
      faults: [],
      manifestSha256: null,
    },
    error: null,
    scope: 'all',
    schedule: null,
    keep: null,
    pin: null,
    removed: null,
    acceptedAt: null,
    imported: null,
    changes: null,
    ...given,
  };
}

const timedOut = 'public.sms_logs timed out four times.';

/** What a run left that failed for good. */
function failure(projectId: string, at: number, given: Partial<BackupRecord>): BackupRecord {
  const whole = backup(projectId, at, given);
  const read = whole.tables.map((table) =>
    table.table === 'public.sms_logs' ? { ...table, outcome: 'failed' as const, error: timedOut, rows: 0 } : table,
  );
  return {
    ...whole,
    status: 'failed',
    tables: read,
    tablesBackedUp: 6,
    totalRows: 49_012,
    archive: null,
    error: { code: 'timed-out', message: timedOut, hint: 'Older backups are untouched.' },
  };
}

/** A run that row level security hid rows from. */
function partial(projectId: string, at: number, given: Partial<BackupRecord>): BackupRecord {
  const whole = backup(projectId, at, given);
  const visible = tableResult('leads', 120);
  const read = whole.tables.map((table) =>
    table.table === visible.table
      ? { ...visible, outcome: 'partial' as const, rowsTotal: table.rows, error: sayVisible(table.rows) }
      : table,
  );
  const totalRows = read.reduce((sum, table) => sum + table.rows, 0);
  const totalBytes = read.reduce((sum, table) => sum + table.bytes, 0);
  return { ...whole, status: 'partial', tables: read, totalRows, totalBytes };
}

const sayVisible = (rows: number) => `120 of ${rows.toLocaleString('en-US')} rows visible to you`;

function schedules(): Schedule[] {
  const since = '2025-11-01T10:00:00.000Z';
  const [daily, cleanup, verification] = defaultSchedules(zone);
  if (daily === undefined || cleanup === undefined || verification === undefined)
    throw new Error('There are no schedules to begin with.');
  const base = { ...daily, since };
  return [
    base,
    {
      ...base,
      id: 'us-office',
      name: 'US office',
      repeats: { kind: 'weekly', time: '05:30', days: [1, 2, 3, 4, 5] },
      timeZone: 'America/New_York',
      tables: { mode: 'only', names: ['public.payments', 'public.leads'] },
      keep: 14,
      since: '2026-03-26T12:00:00.000Z',
    },
    { ...cleanup, since },
    { ...verification, since },
    {
      ...base,
      id: 'month-end',
      name: 'Month end',
      on: false,
      repeats: { kind: 'monthly', time: '23:30', day: 'last' },
      since: '2026-02-02T09:00:00.000Z',
    },
  ];
}

function slotRecord(projectId: string, { id, name, job }: Schedule, slot: { id: string; dueAt: number }): SlotRecord {
  const dueAt = new Date(slot.dueAt).toISOString();
  return {
    projectId,
    id: slot.id,
    scheduleId: id,
    name,
    job,
    dueAt,
    state: 'ended',
    result: 'completed',
    token: 1,
    tab: 'earlier',
    startedAt: dueAt,
    triedAt: dueAt,
    tries: 1,
    nextTryAt: null,
    finishedAt: new Date(slot.dueAt + 34_000).toISOString(),
    backupId: null,
    removed: null,
    message: null,
    seenAt: dueAt,
  };
}

const never = { startedAt: null, triedAt: null, finishedAt: null, tries: 0 };

/** The run of one night, and the backup that it left. */
function night(projectId: string, daily: Schedule, slot: { id: string; dueAt: number }, mark: string) {
  const line = slotRecord(projectId, daily, slot);
  const result = results[mark] ?? 'completed';
  if (result === 'missed') {
    return { line: { ...line, ...never, result, message: 'No tab was open', seenAt: line.dueAt }, record: null };
  }
  const startedMs = slot.dueAt + (mark === 'l' ? 6 * 60 * minuteMs + minuteMs : 546);
  const startedAt = new Date(startedMs).toISOString();
  const given = { schedule: { id: daily.id, name: daily.name, slotId: slot.id } };
  const make = result === 'failed' ? failure : result === 'partial' ? partial : backup;
  const tries = result === 'failed' ? 4 : 1;
  const record = make(projectId, startedMs + (tries - 1) * 7 * minuteMs, given);
  const message =
    result === 'failed' ? timedOut : (record.tables.find(({ outcome }) => outcome === 'partial')?.error ?? null);
  const line2 = {
    ...line,
    startedAt,
    triedAt: record.createdAt,
    finishedAt: record.finishedAt,
    tries,
    result,
    message,
  };
  return { line: { ...line2, backupId: record.id }, record };
}

/** What cleanup removes on a Sunday, as it would have decided then. */
function cleanUp(records: BackupRecord[], settings: ProjectSettings, at: number): number {
  const plan = planRetention(records, settings.retention, at);
  const going = plan.decisions.filter(({ keep }) => !keep);
  for (const { record, reasons } of going) {
    record.removed = { at: new Date(at).toISOString(), by: 'retention', reason: reasons.join(', ') };
    if (record.archive !== null) record.archive = { ...record.archive, bytes: 'missing' };
  }
  return going.length;
}

function byHand(projectId: string): BackupRecord[] {
  const manual = (at: string, reason: string, given: Partial<BackupRecord> = {}) =>
    backup(projectId, Date.parse(at), { type: 'manual', reason, ...given });
  const restored = backup(projectId, Date.parse('2026-03-25T15:12:40.871Z'), {
    type: 'pre-restore',
    reason: 'Before restoring 2 tables',
    scope: 'only:public.leads,public.payments',
  });
  const two = restored.tables.filter(({ table }) => /leads|payments/.test(table));
  return [
    manual('2025-11-14T09:20:10.300Z', 'Before the move to the new host'),
    manual('2025-12-11T16:02:44.120Z', ''),
    manual('2026-01-19T08:41:09.870Z', 'Before the new price list'),
    manual('2026-02-11T15:48:31.021Z', ''),
    manual('2026-03-05T10:15:00.415Z', 'Asked for by accounting'),
    manual('2026-03-22T17:05:21.454Z', 'Before the spring update', {
      pin: { at: '2026-03-22T17:20:00.000Z', by: 'person', note: 'Season opening' },
    }),
    {
      ...restored,
      tables: two,
      tablesTotal: 2,
      tablesBackedUp: 2,
      totalRows: two.reduce((sum, table) => sum + table.rows, 0),
      archive: restored.archive && { ...restored.archive, sizeBytes: 4_912_004 },
    },
  ];
}

/** `trouble`: the newest run lost most rows of a table, so that cleanup is paused. */
export function tellStory(projectId: string, trouble: 'none' | 'lost rows' = 'none'): Story {
  const settings = settingsIn(zone);
  settings.schedules = schedules();
  settings.retention.maxMegabytes = 1_500;
  const [daily, , cleanup, verification] = settings.schedules;
  if (daily === undefined || cleanup === undefined || verification === undefined)
    throw new Error('There are no schedules.');
  const from = Date.parse('2025-11-01T12:00:00Z');
  const first = Date.parse('2025-12-26T12:00:00Z');
  const records: BackupRecord[] = [];
  const slots: SlotRecord[] = [];
  const manual = byHand(projectId);
  const due = [daily, cleanup, verification]
    .flatMap((schedule) => [...slotsBetween(schedule, from, storyNow)])
    .sort((a, b) => a.dueAt - b.dueAt);
  let day = 0;
  for (const slot of due) {
    while (manual[0] !== undefined && Date.parse(manual[0].createdAt) < slot.dueAt)
      records.push(...manual.splice(0, 1));
    if (slot.job === 'cleanup') {
      const removed = cleanUp(records, settings, slot.dueAt);
      slots.push({ ...slotRecord(projectId, cleanup, slot), removed });
      continue;
    }
    if (slot.job === 'verification') {
      slots.push(slotRecord(projectId, verification, slot));
      continue;
    }
    const { line, record } = night(projectId, daily, slot, slot.dueAt < first ? 'd' : (days[day++] ?? 'd'));
    slots.push(line);
    if (record !== null) records.push(record);
  }
  records.push(...manual);
  const lost = records.find(({ createdAt }) => createdAt.startsWith('2026-03-23'));
  if (lost?.archive) lost.archive = { ...lost.archive, bytes: 'missing' };
  const failed = slots.find(({ dueAt }) => dueAt.startsWith('2026-03-25'));
  if (failed !== undefined) failed.seenAt = null;
  if (trouble === 'lost rows') loseRows(records.find(({ createdAt }) => createdAt.startsWith('2026-03-26')));
  tellChanges(records);
  return { records, slots: slots.filter(({ dueAt }) => Date.parse(dueAt) > first), settings, checkedUntil: storyNow };
}

/** What the newest backup has more than the one before, as if rows had only been added, and two had been edited. */
function tellChanges(records: readonly BackupRecord[]): void {
  const whole = records.filter(
    ({ status, scope, archive }) => status === 'completed' && scope === 'all' && archive?.bytes === 'present',
  );
  const [after, before] = whole.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  if (after === undefined || before === undefined) return;
  const compared = after.tables.map(({ table, rows }) => {
    const rowsBefore = before.tables.find((each) => each.table === table)?.rows ?? 0;
    const counts = {
      added: Math.max(0, rows - rowsBefore),
      removed: Math.max(0, rowsBefore - rows),
      changed: table === 'public.events' ? 2 : 0,
    };
    return { table, counts, rowsBefore, rowsAfter: rows, note: null };
  });
  const weight = ({ counts }: (typeof compared)[number]) => counts.added + counts.removed + counts.changed;
  after.changes = {
    since: before.id,
    sinceAt: before.createdAt,
    tables: compared.sort((a, b) => weight(b) - weight(a)),
  };
}

function loseRows(record: BackupRecord | undefined): void {
  if (record === undefined) return;
  record.tables = record.tables.map((table) =>
    table.table === 'public.payments' ? tableResult('payments', 3_104) : table,
  );
  record.totalRows = record.tables.reduce((sum, table) => sum + table.rows, 0);
}
