import type { BackupRecord } from '../core/backup.ts';
import type { BackupProgress, RunPhase, TableProgress } from '../core/backupProgress.ts';
import { isAbort } from '../core/HoldfastError.ts';
import type { BackupCatalog } from '../ports/BackupCatalog.ts';
import type { Services } from '../ports/Services.ts';

/** Time between two reports to the screen, ms: about four a second. */
const reportMs = 250;
/** Time between two updates of the record, for other tabs, ms. */
const recordMs = 1000;
/** Over how long the rate of rows is taken, ms. */
const rateWindowMs = 5000;
/** Share of the progress bar that reading takes; verifying takes the rest. */
const readingShare = 0.9;

/** Where the progress is kept for other tabs, and the time. */
type ProgressServices = Pick<Services, 'clock'> & { backups: Pick<BackupCatalog, 'put'> };

/** Follows a run and tells the screen of this tab, and through the record the other tabs. */
export class RunProgress {
  private readonly services: ProgressServices;
  private readonly report: (progress: BackupProgress) => void;
  private readonly tables = new Map<string, TableProgress>();
  private readonly samples: { atMs: number; rows: number }[] = [];
  private record: BackupRecord;
  private phase: RunPhase = 'preparing';
  private resumePhase: RunPhase = 'preparing';
  private rows = 0;
  private bytes = 0;
  private estimated = true;
  private verified = 0;
  private fraction = 0;
  private reportedMs = Number.NEGATIVE_INFINITY;
  private recordedMs = Number.NEGATIVE_INFINITY;
  private writing: Promise<void> = Promise.resolve();
  /** Aborted when the run has ended: nothing is reported after that. */
  private readonly ended = new AbortController();
  private reportIsDue = false;

  constructor(services: ProgressServices, record: BackupRecord, report: (progress: BackupProgress) => void) {
    this.services = services;
    this.record = record;
    this.report = report;
  }

  enter(phase: RunPhase): void {
    this.phase = phase;
    this.changed(true);
  }

  /** The run waits for its user to sign in, or goes on where it was. Several requests may say so at once. */
  waitForSignIn(waiting: boolean): void {
    if (waiting && this.phase !== 'sign-in') {
      this.resumePhase = this.phase;
      this.enter('sign-in');
    } else if (!waiting && this.phase === 'sign-in') this.enter(this.resumePhase);
  }

  /** Names the tables to read, with the rows that each is expected to have. */
  expect(tables: readonly { table: string; expectedRows: number | null }[]): void {
    for (const { table, expectedRows } of tables) {
      this.tables.set(table, { table, state: 'waiting', rows: 0, expectedRows, bytes: 0, note: null });
    }
    this.changed(true);
  }

  /** Replaces estimates by counted rows. */
  counted(counts: ReadonlyMap<string, { visible: number | null }>): void {
    for (const [table, { visible }] of counts) if (visible !== null) this.set(table, { expectedRows: visible });
    this.estimated = [...counts.values()].some(({ visible }) => visible === null);
    this.changed(true);
  }

  set(table: string, change: Partial<TableProgress>): void {
    const known = this.tables.get(table);
    if (known !== undefined) this.tables.set(table, { ...known, ...change });
    this.changed(false);
  }

  addRows(table: string, rows: number, bytes: number): void {
    const known = this.tables.get(table);
    this.rows += rows;
    this.bytes += bytes;
    this.set(table, {
      state: 'reading',
      note: null,
      rows: (known?.rows ?? 0) + rows,
      bytes: (known?.bytes ?? 0) + bytes,
    });
  }

  /** @param share verified part of the archive, 0 to 1. */
  verifiedShare(share: number): void {
    this.verified = share;
    this.changed(false);
  }

  /** The bytes and rows read so far. */
  get totals(): { rows: number; bytes: number } {
    return { rows: this.rows, bytes: this.bytes };
  }

  /** Ends the reports. Resolves when no update of the record is under way any more. */
  async settle(): Promise<void> {
    this.ended.abort();
    await this.writing;
  }

  private expectedRows(): number | null {
    let sum = 0;
    for (const { expectedRows, rows } of this.tables.values()) {
      if (expectedRows === null) return null;
      sum += Math.max(expectedRows, rows);
    }
    return this.tables.size === 0 ? null : sum;
  }

  private changed(now: boolean): void {
    const atMs = this.services.clock.monotonic();
    if (now || atMs - this.reportedMs >= reportMs) {
      this.reportedMs = atMs;
      this.report(this.snapshot(atMs));
    }
    if (atMs - this.recordedMs >= recordMs && this.phase !== 'waiting') {
      this.recordedMs = atMs;
      this.updateRecord();
    } else void this.reportLater(); // never rejects
  }

  /** Reports once a second at least: what happened right after the last report, and that nothing moves any more. */
  private async reportLater(): Promise<void> {
    if (this.reportIsDue) return;
    this.reportIsDue = true;
    try {
      await this.services.clock.sleep(recordMs, this.ended.signal);
    } catch (error) {
      if (isAbort(error)) return; // the run has ended
      throw error;
    }
    this.reportIsDue = false;
    this.changed(true);
  }

  private updateRecord(): void {
    const done = [...this.tables.values()].filter(({ state }) => state === 'exported' || state === 'partial');
    const known = this.record;
    if (known.totalRows === this.rows && known.tablesBackedUp === done.length && known.tablesTotal !== null) return;
    this.record = {
      ...this.record,
      totalRows: this.rows,
      totalBytes: this.bytes,
      expectedRows: this.expectedRows(),
      tablesTotal: this.tables.size || null,
      tablesBackedUp: done.length,
    };
    const { record } = this;
    this.writing = this.writing.then(() => this.store(record));
  }

  /** Figures for other tabs: when one update fails, the next second's may succeed, and the run goes on either way. */
  private async store(record: BackupRecord): Promise<void> {
    try {
      await this.services.backups.put(record, { relaxed: true });
    } catch (error) {
      console.warn('The progress of the backup could not be stored for other tabs.', error);
    }
  }

  private snapshot(atMs: number): BackupProgress {
    const expectedRows = this.expectedRows();
    this.samples.push({ atMs, rows: this.rows });
    while ((this.samples[0]?.atMs ?? atMs) < atMs - rateWindowMs) this.samples.shift();
    const oldest = this.samples[0];
    const elapsedMs = oldest === undefined ? 0 : atMs - oldest.atMs;
    const rate =
      this.phase === 'reading' && elapsedMs >= 500 ? ((this.rows - (oldest?.rows ?? 0)) * 1000) / elapsedMs : null;
    const left = expectedRows === null || rate === null || rate === 0 ? null : (expectedRows - this.rows) / rate;
    const read = expectedRows === null ? 0 : expectedRows === 0 ? 1 : Math.min(1, this.rows / expectedRows);
    const fraction =
      this.phase === 'verifying' ? readingShare + (1 - readingShare) * this.verified : readingShare * read;
    this.fraction = Math.max(this.fraction, fraction);
    return {
      backupId: this.record.id,
      type: this.record.type,
      reason: this.record.reason,
      phase: this.phase,
      fraction: this.fraction,
      rows: this.rows,
      expectedRows,
      estimated: this.estimated,
      bytes: this.bytes,
      rowsPerSecond: rate,
      secondsLeft: left,
      tables: [...this.tables.values()],
    };
  }
}
