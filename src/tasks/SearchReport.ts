import type { BackupRecord } from '../core/backup.ts';
import type { BackupFinding, Findings, FoundRow, TableFinding } from '../core/findings.ts';
import { type BackupTables, planTables } from '../core/planTables.ts';
import type { Clock } from '../ports/Clock.ts';

/** Least time between two reports, ms. */
const reportMs = 150;
const defaultRows = { rowsPerTable: 20, rowsInAll: 2000 };

interface Asked {
  tables: readonly string[] | null;
  rowsPerTable?: number;
  rowsInAll?: number;
}

/** What a search tells of one backup. */
export interface BackupReport {
  /** None of it can be searched. */
  skip(why: string): void;
  /** Takes the tables from the manifest, which has the last word, and returns those to be searched. */
  begin(known: BackupTables): TableFinding[];
  /** How many more rows of a table can be handed out. */
  wanted(table: string): number;
  /** A piece of a table was searched; `first` are the first rows in it that match. */
  found(table: string, piece: { count: number; first: readonly FoundRow[]; bytes: number }): void;
  /** A piece of a table could not be read. */
  unread(table: string, piece: { bytes: number }): void;
  /** All that could be searched of a table was. `why` as in TableFinding, where something new is to be said. */
  endTable(table: string, state: 'searched' | 'not-searched', why: string | null): void;
  end(): void;
}

const joined = (...words: (string | null)[]) => words.filter((each) => each !== null).join(' ') || null;

/** Gathers what a search finds and reports it, not too often. */
export class SearchReport {
  private readonly backups: BackupFinding[];
  private readonly everyTable: Set<string>;
  private readonly asked: Required<Asked>;
  private readonly clock: Pick<Clock, 'monotonic'>;
  private readonly onFound: (findings: Findings) => void;
  private handedOut = 0;
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(
    records: readonly BackupRecord[],
    asked: Asked,
    clock: Pick<Clock, 'monotonic'>,
    onFound: (findings: Findings) => void,
  ) {
    this.asked = { ...defaultRows, ...asked };
    this.clock = clock;
    this.onFound = onFound;
    this.everyTable = new Set(records.flatMap(({ tables }) => tables.map(({ table }) => table)));
    this.backups = records.map((record) => ({
      backupId: record.id,
      filename: record.filename,
      createdAt: record.createdAt,
      state: 'waiting',
      why: null,
      matches: 0,
      tables: this.plan({
        tables: record.tables,
        coverage: record.coverage ?? 'declared',
        left_out: [],
        archive: record.archive,
      }),
    }));
  }

  backup(place: number): BackupReport {
    const change = (changes: Partial<BackupFinding>) => {
      this.backups[place] = { ...this.at(place), ...changes };
      this.tell();
    };
    const changeTable = (name: string, changes: (table: TableFinding) => Partial<TableFinding>) => {
      const { tables } = this.at(place);
      change({ tables: tables.map((table) => (table.table === name ? { ...table, ...changes(table) } : table)) });
    };
    return {
      skip: (why) => change({ state: 'not-searched', why, tables: [] }),
      begin: (known) => {
        const tables = this.plan(known);
        change({ state: 'searching', tables });
        return tables.filter(({ state }) => state === 'waiting');
      },
      wanted: (name) => {
        const had = this.at(place).tables.find(({ table }) => table === name)?.first.length ?? 0;
        return Math.max(0, Math.min(this.asked.rowsPerTable - had, this.asked.rowsInAll - this.handedOut));
      },
      found: (name, { count, first, bytes }) => {
        changeTable(name, (table) => {
          const room = Math.min(this.asked.rowsPerTable - table.first.length, this.asked.rowsInAll - this.handedOut);
          const rows = first.slice(0, Math.max(0, room));
          this.handedOut += rows.length;
          return {
            state: 'searching',
            matches: table.matches + count,
            first: rows.length === 0 ? table.first : [...table.first, ...rows],
            bytesDone: table.bytesDone + bytes,
          };
        });
        if (count > 0) change({ matches: this.at(place).matches + count });
      },
      unread: (name, { bytes }) =>
        changeTable(name, (table) => ({ state: 'searching', bytesDone: table.bytesDone + bytes })),
      endTable: (name, state, why) => changeTable(name, (table) => ({ state, why: joined(table.why, why) })),
      end: () => change({ state: 'searched' }),
    };
  }

  /** Reports what there is, unless it did just now. */
  tell(atOnce = false): void {
    const now = this.clock.monotonic();
    if (!atOnce && now - this.toldAt < reportMs) return;
    this.toldAt = now;
    this.onFound(this.findings(false));
  }

  /** The last report. */
  finish(): Findings {
    const findings = this.findings(true);
    this.onFound(findings);
    return findings;
  }

  private at(place: number): BackupFinding {
    return this.backups[place] as BackupFinding;
  }

  private plan(known: BackupTables): TableFinding[] {
    return planTables(known, this.asked.tables, this.everyTable);
  }

  private findings(done: boolean): Findings {
    const tables = this.backups.flatMap((backup) => backup.tables);
    const sum = (value: (table: TableFinding) => number) => tables.reduce((total, table) => total + value(table), 0);
    return {
      backups: [...this.backups],
      matches: sum(({ matches }) => matches),
      more: tables.some(({ matches, first }) => matches > first.length),
      bytesDone: sum(({ bytesDone }) => bytesDone),
      bytes: sum(({ bytes }) => bytes),
      done,
    };
  }
}
