import { overridesFolder } from '../core/archiveNames.ts';
import { ByteBudget } from '../core/ByteBudget.ts';
import type { ArchiveFault } from '../core/backup.ts';
import type { ExpectedFile, ExpectedFiles } from '../core/expectedFiles.ts';
import { formatTable } from '../core/tableName.ts';
import type { ZipEntry } from '../core/zipDirectory.ts';
import type { ArchiveChecker, Archiver, CheckedFile } from '../ports/Archiver.ts';
import { unlessDamaged } from './unlessDamaged.ts';

/** Files that are checked at once; the archiver's workers take them one by one. */
const checksAtOnce = 4;
/** Bytes, inflated or not, that the files being checked hold together: several usual parts, or one large one. */
const bytesAtOnce = 64 * 1024 * 1024;

/** Checks all files that have to be there and are, and adds up what belongs together. */
export class FileChecks {
  /** Parts that were good. */
  parts = 0;
  private checkedBytes = 0;
  private readonly expected: ExpectedFiles;
  private readonly find: (fault: ArchiveFault) => void;
  private readonly report: (share: number) => void;
  /** Tables of which a file was found bad: what their files come to together says nothing. */
  private readonly spoilt = new Set<string>();
  private readonly overrides = new Map<string, number>();

  constructor(expected: ExpectedFiles, find: (fault: ArchiveFault) => void, report: (share: number) => void) {
    this.expected = expected;
    this.find = find;
    this.report = report;
  }

  /** @returns the CRC-32 of what each good file takes in the archive, by path. */
  async run(
    archiver: Archiver,
    archive: Blob,
    entries: readonly ZipEntry[],
    outer: AbortSignal,
  ): Promise<Map<string, number>> {
    const failed = new AbortController();
    const signal = AbortSignal.any([outer, failed.signal]);
    const checker = archiver.checker(archive, signal);
    const byPath = new Map(entries.map((entry) => [entry.path, entry]));
    const sums = new Map<string, number>();
    const total = [...this.expected.files.keys()].reduce((sum, path) => sum + (byPath.get(path)?.bytes ?? 0), 0);
    const budget = new ByteBudget(checksAtOnce, bytesAtOnce);
    const check = async (file: ExpectedFile): Promise<void> => {
      const entry = byPath.get(file.path);
      if (entry === undefined) return this.spoil(file);
      await budget.run(entry.bytes + entry.compressedBytes, async () => {
        signal.throwIfAborted();
        const found = await this.checkFile(checker, entry, file);
        if (found !== null) sums.set(entry.path, found.storedCrc32);
      });
      this.checkedBytes += entry.bytes;
      this.report(total === 0 ? 1 : this.checkedBytes / total);
    };
    try {
      await Promise.all([...this.expected.files.values()].map(check));
      await this.checkTables(checker);
    } catch (error) {
      failed.abort();
      throw error;
    } finally {
      checker.close();
    }
    return sums;
  }

  /** Null when it is bad. */
  private async checkFile(checker: ArchiveChecker, entry: ZipEntry, file: ExpectedFile): Promise<CheckedFile | null> {
    const { path, table } = file;
    const name = table === null ? null : formatTable(table);
    const tell = (what: string) => {
      this.spoil(file);
      this.find({ path, table: name, what });
    };
    const isPart = file.rows !== null;
    const inTurn = isPart && table !== null && table.parts.length > 1 ? name : null;
    const found = await unlessDamaged(
      table !== null && path.startsWith(overridesFolder)
        ? checker.checkOverrides(entry, new Map(table.parts.map((part) => [part.path, part.rows])))
        : checker.check(entry, inTurn ?? undefined),
      (clause) => tell(sayIt(clause, path)),
    );
    if (found === null) return null;
    const why = whyDifferent(file, found);
    if (why !== null) {
      tell(why);
      return null;
    }
    if (isPart) this.parts += 1;
    if (name !== null) this.overrides.set(name, (this.overrides.get(name) ?? 0) + (found.overrides ?? 0));
    return found;
  }

  private spoil({ table }: ExpectedFile): void {
    if (table !== null) this.spoilt.add(formatTable(table));
  }

  /** What the files of a table come to together. */
  private async checkTables(checker: ArchiveChecker): Promise<void> {
    const tables = new Set([...this.expected.files.values()].map(({ table }) => table));
    for (const table of tables) {
      if (table === null || this.spoilt.has(formatTable(table))) continue;
      const name = formatTable(table);
      const tell = (what: string) => this.find({ path: null, table: name, what });
      const overrides = this.overrides.get(name) ?? 0;
      if (overrides !== table.overrides) tell(`it has ${overrides} overrides instead of ${table.overrides}`);
      if (table.parts.length > 1 && (await checker.streamDigest(name)) !== table.content_sha256)
        tell('its parts together do not have its content digest');
    }
  }
}

/** A clause about a file as one that stands behind the file's name. */
function sayIt(clause: string, path: string): string {
  return ` ${clause} `.replace(` ${path} `, ' it ').trim();
}

function whyDifferent(wanted: ExpectedFile, found: CheckedFile): string | null {
  if (found.bytes !== wanted.bytes) return `it has ${found.bytes} bytes instead of ${wanted.bytes}`;
  if (found.sha256 !== wanted.sha256) return 'its SHA-256 digest does not match';
  if (wanted.rows !== null && found.rows !== wanted.rows)
    return found.rows === null ? 'it is no list of rows' : `it has ${found.rows} rows instead of ${wanted.rows}`;
  return null;
}
