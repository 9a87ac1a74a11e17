import type { ErrorCode } from './HoldfastError.ts';
import type { Keep } from './schedule.ts';
import { scopeOf } from './tableChoice.ts';

export type BackupType = 'manual' | 'automatic' | 'pre-restore' | 'imported';

/** Of a whole backup. Only `completed` promises that every row of every table is in it. */
export type BackupStatus =
  | 'in progress'
  | 'completed'
  | 'unproven'
  | 'partial'
  | 'failed'
  | 'cancelled'
  | 'interrupted';

/** Of one table in one backup. `excluded` is by setting and spoils nothing. */
export type TableOutcome = 'exported' | 'partial' | 'denied' | 'failed' | 'excluded';

/** How the pages of a table were found; `blocks` means it has no key. */
export type Paging = 'export' | 'keyset' | 'offset' | 'blocks' | 'snapshot';

/** catalog: the helper listed every table; declared: only the listed tables, others unknown. */
export type Coverage = 'catalog' | 'declared';

interface RecordedError {
  code: ErrorCode | null;
  message: string;
  hint: string | null;
}

/** What became of one table. Counts are null where unknown. */
export interface TableResult {
  /** `schema.table` */
  table: string;
  outcome: TableOutcome;
  /** Why the outcome is not `exported`, in plain words. */
  error: string | null;
  rows: number;
  rowsVisible: number | null;
  rowsTotal: number | null;
  /** Bytes of JSON, before compression. */
  bytes: number;
  parts: number;
  paging: Paging | null;
  contentSha256: string | null;
  overrides: number;
  inexactColumns: string[];
}

/** One fault that a verification found. */
export interface ArchiveFault {
  /** The file in the archive; null where the archive as a whole is meant. */
  path: string | null;
  /** The table that cannot be relied on because of it (`schema.table`); null where no single one is meant. */
  table: string | null;
  /** A clause: "its checksum does not match". */
  what: string;
  /** True where all contents were found whole in spite of it: no table is hurt. */
  harmless?: boolean;
}

/** The archive's bytes in this browser. */
export interface ArchiveState {
  bytes: 'present' | 'missing' | 'corrupt';
  /** Size of the ZIP file. */
  sizeBytes: number;
  /** ISO instant of the last verification that found it good; null when never. */
  verifiedAt: string | null;
  /** Parts whose digests matched at the last verification. */
  partsVerified: number;
  /** ISO instant of the last verification, whatever it found; null when never. */
  checkedAt: string | null;
  /** What the last verification found; empty when it was good. */
  faults: readonly ArchiveFault[];
  /**
   * SHA-256 of manifest.json, which holds the digests of everything else: the digest of the whole content. Null before the first
   * verification by a version that keeps it. A manifest that has another was changed.
   */
  manifestSha256: string | null;
  /**
   * Digest of the file as it was when it was found good (`core/fileDigest`), to see changes that hurt nothing that is read. Left out before
   * the first verification by a version that keeps it.
   */
  fileDigest?: string | null;
}

/** Where an imported archive came from. */
interface Import {
  /** ISO instant. */
  at: string;
  by: { id: string; email: string };
  /** The name that the file had. */
  filename: string;
}

/** How the rows of one table differ between two backups. */
export interface TableChanges {
  /** `schema.table` */
  table: string;
  /** Null where they were not compared; `note` says why. */
  counts: { added: number; removed: number; changed: number } | null;
  rowsBefore: number | null;
  rowsAfter: number | null;
  /** "new in this backup", "not in this backup", "its columns changed"; null when there is nothing to say. */
  note: string | null;
}

/** What changed since an earlier backup. */
export interface BackupChanges {
  /** Id and instant of the backup that it was compared with. */
  since: string;
  sinceAt: string;
  /** Tables with changes first, most first; equal ones too. */
  tables: TableChanges[];
}

/** The record of one run, kept whether or not the run produced an archive. Instants are ISO 8601 in UTC. */
export interface BackupRecord {
  id: string;
  projectId: string;
  projectUrl: string;
  platform: string;
  type: BackupType;
  status: BackupStatus;
  reason: string;
  filename: string;
  createdAt: string;
  finishedAt: string | null;
  createdBy: { id: string; email: string };
  coverage: Coverage | null;
  consistency: 'page' | 'table' | 'snapshot';
  /** Tables that the run set out to read, excluded ones not counted; null until known. */
  tablesTotal: number | null;
  /** Tables read so far, and in the end tables in the archive. */
  tablesBackedUp: number;
  totalRows: number;
  /** Rows that the run expects to read, as counted or estimated; null while unknown. */
  expectedRows: number | null;
  /** Bytes of JSON read. */
  totalBytes: number;
  tables: TableResult[];
  archive: ArchiveState | null;
  error: RecordedError | null;
  /** Which tables were asked for (`scopeOf`): only runs of the same scope are compared with one another. */
  scope: string;
  /** The schedule that ran it, and the slot; null for what a person started. */
  schedule: { id: string; name: string; slotId: string | null } | null;
  /** How long it stays, as its schedule said; null as the policy says for its type. */
  keep: Keep;
  /** Never removed by retention, and never counted by it. */
  pin: Pin | null;
  /** A tombstone: bytes are gone, the record stays to say when and why. */
  removed: Removal | null;
  /** When a person said that cleanup may go on in spite of how this run ended. */
  acceptedAt: string | null;
  /** Null for what was made in this browser. */
  imported: Import | null;
  /** Compared with the backup before it; null while that was not done. */
  changes: BackupChanges | null;
}

/** The record of a backup whose archive is not in this browser (any more). */
export function withoutBytes(record: BackupRecord): BackupRecord {
  return record.archive === null ? record : { ...record, archive: { ...record.archive, bytes: 'missing' } };
}

export interface Pin {
  /** ISO instant. */
  at: string;
  /** `retention`: pinned when cleanup paused, as the last good backup. */
  by: 'person' | 'retention';
  note: string;
}

export interface Removal {
  /** ISO instant. */
  at: string;
  by: 'person' | 'retention';
  /** Plain words: "Over 30 days, no other rule keeps it". */
  reason: string;
}

/** What records of earlier versions lack. */
type ArchiveOfVersion2 = Omit<ArchiveState, 'checkedAt' | 'faults' | 'manifestSha256'>;
export type RecordOfVersion2 = Omit<BackupRecord, 'imported' | 'changes' | 'archive'> & {
  archive: ArchiveOfVersion2 | null;
};
export type RecordOfVersion1 = Omit<RecordOfVersion2, 'scope' | 'schedule' | 'keep' | 'pin' | 'removed' | 'acceptedAt'>;

/** A record as an earlier version wrote it, with what has come since. Which tables were asked for shows in those left out. */
export function upgradeToVersion2(record: RecordOfVersion1): RecordOfVersion2 {
  const names = record.tables.filter(({ outcome }) => outcome === 'excluded').map(({ table }) => table);
  return {
    scope: scopeOf({ mode: 'except', names }),
    schedule: null,
    keep: null,
    pin: null,
    removed: null,
    acceptedAt: null,
    ...record,
  };
}

/** A record of version 2 with what came with verification, imports and comparisons. */
export function upgradeToVersion3(record: RecordOfVersion2): BackupRecord {
  const { archive } = record;
  return {
    imported: null,
    changes: null,
    ...record,
    archive: archive === null ? null : { checkedAt: archive.verifiedAt, faults: [], manifestSha256: null, ...archive },
  };
}

/** The first eight characters of a backup's id, enough to tell backups apart on screen. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
