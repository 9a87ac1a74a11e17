import type { ChainLink } from '../core/auditEntry.ts';
import type { Catalog, CatalogTable } from '../core/catalog.ts';
import type { Identity } from '../core/identity.ts';
import type { KeyRange, Page } from '../core/page.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { TableName } from '../core/tableName.ts';
import type { RestoreServer } from './RestoreServer.ts';
import type { RestWriter } from './RestWriter.ts';
import type { SnapshotServer } from './SnapshotServer.ts';

export type Permission = 'create' | 'download' | 'delete' | 'restore' | 'settings';

/** What the signed-in person may do here, as the project says. */
export interface Access {
  admin: boolean;
  permissions: Permission[];
  /** Version of the installed helper; null when it is not installed. */
  helperVersion: number | null;
}

/** Rows that the caller sees and rows that exist, counted at one moment; null where unknown. */
export interface TableCount {
  visible: number | null;
  total: number | null;
}

/** One way of reading tables: by the helper's export function, by plain REST, or out of a snapshot. */
export interface TableReader {
  /** How it finds the pages of tables that have a key; of a snapshot, those of all tables. */
  readonly paging: 'export' | 'keyset' | 'snapshot';
  /** Of a snapshot: the ISO instant whose state it gives. Others give the rows as they are when asked. */
  readonly takenAt?: string;
  /**
   * Ranges in rising key order that together hold every row of the table once, each about `pageRows` rows.
   * One unbounded range where cutting is impossible or not worth it. Never fails for want of a good cut.
   */
  split(table: CatalogTable, pageRows: number, signal: AbortSignal): Promise<KeyRange[]>;
  /**
   * The next at most `pageRows` rows of a range, in key order. `next` is null when the range has no more rows.
   * Repeating a call is safe.
   * @throws HoldfastError `denied`, `timed-out`, `rate-limited`, `server`, `network`, `bad-answer` (cut short or not JSON),
   *   `key-not-usable`, `sign-in-required`, `identity-changed`; AbortError.
   */
  readPage(table: CatalogTable, range: KeyRange, pageRows: number, signal: AbortSignal): Promise<Page>;
  /**
   * Counts tables in one request. Keys of the answer are `schema.table`; a count that cannot be had is null.
   * @throws HoldfastError as `readPage`.
   */
  count(tables: readonly CatalogTable[], signal: AbortSignal): Promise<Map<string, TableCount>>;
  /** Columns of a table that was read, of which some values may have lost something on the wire; sorted. */
  inexactColumns(table: CatalogTable): string[];
}

/** A link of the project's audit trail. */
export interface SharedLink extends ChainLink {
  /** Rises in the order of the uploads, from 1. */
  id: number;
}

/** Everything that one run reads, bound to the identity it started with: no request of it is ever sent as anybody else. */
export interface ProjectSession {
  readonly identity: Identity;
  /** The helper's catalog; null when the helper is not installed. @throws as `TableReader.readPage`. */
  catalog(schemas: readonly string[] | null, signal: AbortSignal): Promise<Catalog | null>;
  /** What can be known of a declared table without the helper. @throws as `TableReader.readPage`. */
  describeDeclared(table: TableName, key: readonly string[], signal: AbortSignal): Promise<CatalogTable>;
  /**
   * The reader for the helper's export function, for plain REST, or for a snapshot; that one gives the pages of the export function, in sizes
   * that were fixed when the snapshot was taken, and throws `snapshot-gone` beside what a reader throws.
   */
  reader(kind: 'export' | 'rest' | Snapshot): TableReader;
  /** The helper's snapshots: all tables at one moment. */
  readonly snapshots: SnapshotServer;
  /**
   * Adds links to the project's audit trail, all of them or none; those that it has already are passed over, so repeating a call is safe.
   * Those of one chain stand in order. Needs version 2 of the helper and an admin.
   * @throws HoldfastError `trail-gap` when the project lacks what comes before, `trail-forked` when it has other links in their place,
   *   `trail-refused` when a digest is not that of its content, `helper-missing`; as `TableReader.readPage`.
   */
  appendTrail(links: readonly ChainLink[], signal: AbortSignal): Promise<void>;
  /**
   * Links of the project's audit trail with a greater id than `after`, rising, at most `limit` (1,000): all that had been added
   * when a greater one was. Needs version 2 of the helper and an admin. @throws HoldfastError `helper-missing`; as `TableReader.readPage`.
   */
  readTrail(after: number, limit: number, signal: AbortSignal): Promise<SharedLink[]>;
  /** The helper's part of restoring. */
  readonly restore: RestoreServer;
  /** Writes rows without the helper. */
  readonly writer: RestWriter;
  /**
   * Resolves when the run's own user is signed in with a live token.
   * @throws HoldfastError `identity-changed` when somebody else signs in; AbortError.
   */
  waitForSignIn(signal: AbortSignal): Promise<void>;
}

export type SignInResult =
  | { ok: true; identity: Identity }
  | { ok: false; reason: 'invalid-credentials' | 'unreachable' | 'refused'; message: string };

/** One hosted Supabase project and the person signed in to it. */
export interface Project {
  /** Stable id that every record carries: the origin of the project's URL. */
  readonly id: string;
  readonly url: string;
  /** Who is signed in; null when nobody is. */
  identity(): Identity | null;
  /** Resolves once a stored session was looked for. */
  ready(): Promise<void>;
  /** Calls back after sign-in, sign-out and change of user. */
  onIdentityChange(listener: (identity: Identity | null) => void): () => void;
  signIn(email: string, password: string): Promise<SignInResult>;
  signOut(): Promise<void>;
  /** Asks the project who the signed-in person is. @throws HoldfastError `sign-in-required`, `network`, `server`; AbortError. */
  access(signal?: AbortSignal): Promise<Access>;
  /** Begins reading as the person signed in now. @throws HoldfastError `sign-in-required`. */
  openSession(): ProjectSession;
}
