import type { Catalog, CatalogTable } from '../../src/core/catalog.ts';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { helperVersionShipped } from '../../src/core/helperSql.ts';
import type { Identity } from '../../src/core/identity.ts';
import type { KeyRange, Page } from '../../src/core/page.ts';
import { RowScanner } from '../../src/core/rowScanner.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { formatTable } from '../../src/core/tableName.ts';
import type { Access, Project, ProjectSession, TableReader } from '../../src/ports/Project.ts';
import { createMemoryTrail } from './memoryTrail.ts';
import { createNoRestoreServer } from './noRestoreServer.ts';
import { createNoRestWriter } from './noRestWriter.ts';

/** One person of the project and what they may do. */
export interface MemoryAccount {
  identity: Identity;
  password: string;
  access: Access;
}

/** A table with a whole-number key `id`; rows beyond `visible` are hidden from everyone. */
export interface MemoryTable {
  name: string;
  rows: readonly { id: number; [column: string]: unknown }[];
  visible?: number;
}

const rawPattern = /"raw:([^"\\]*):raw"/g;

/** A value that is written as this JSON, such as digits that no number of JavaScript can hold. Without quotes and backslashes. */
export function rawJson(json: string): string {
  return `raw:${json}:raw`;
}

interface MemoryProjectOptions {
  accounts: readonly MemoryAccount[];
  tables: readonly MemoryTable[];
  helper?: boolean;
}

/** A project in memory, read as the real one is: signed in or not at all, a page at a time. */
export function createMemoryProject({ accounts, tables, helper = true }: MemoryProjectOptions): Project {
  const listeners = new Set<(identity: Identity | null) => void>();
  const trail = createMemoryTrail();
  const snapshots = new Map<string, { by: string; snapshot: Snapshot }>();
  let current: MemoryAccount | null = null;

  function become(account: MemoryAccount | null): void {
    current = account;
    for (const listener of [...listeners]) listener(account?.identity ?? null);
  }

  function demand(identity: Identity, signal: AbortSignal): void {
    signal.throwIfAborted();
    if (current === null) throw new HoldfastError('sign-in-required', 'Sign in again to go on.', { retryable: true });
    if (current.identity.userId === identity.userId) return;
    throw new HoldfastError('identity-changed', `Somebody else signed in: ${current.identity.email}.`);
  }

  function demandTrail(identity: Identity, signal: AbortSignal): void {
    demand(identity, signal);
    if (!helper) throw new HoldfastError('helper-missing', 'The helper is not installed in this project.');
    if (current?.access.admin !== true) throw new HoldfastError('denied', 'Only Holdfast admins may do this.');
  }

  function find(name: string): MemoryTable {
    const table = tables.find((each) => each.name === name);
    if (table === undefined) throw new HoldfastError('not-found', 'The project has no such table.');
    return table;
  }

  const seen = (table: MemoryTable) => [...table.rows].sort((one, other) => one.id - other.id).slice(0, table.visible);

  function describeTable(table: MemoryTable): CatalogTable {
    const columns = Object.keys(table.rows[0] ?? { id: 0 });
    return {
      schema: 'public',
      name: table.name,
      kind: 'table',
      readable: true,
      rls_filters: table.visible !== undefined,
      countable: true,
      primary_key: ['id'],
      key: ['id'],
      paging: 'export',
      columns: columns.map((name) => ({
        name,
        type: name === 'id' ? 'bigint' : 'text',
        nullable: name !== 'id',
        generated: 'never',
        identity: 'never',
      })),
      foreign_keys: [],
      bytes: JSON.stringify(table.rows).length,
      estimated_rows: table.rows.length,
    };
  }

  function describeProject(): Catalog {
    const rest = {
      helper_version: helperVersionShipped,
      server_version: '17.1',
      database_bytes: 1,
      schemas: ['public'],
    };
    return { ...rest, tables: tables.map(describeTable), left_out: [], sequences: [], enums: [] };
  }

  /** The rows never change here, so a snapshot only has to be there, and to be one's own. */
  function readSnapshot(snapshot: Snapshot, identity: Identity, reader: () => TableReader): TableReader {
    return {
      ...reader(),
      paging: 'snapshot',
      takenAt: snapshot.taken_at,
      split: async () => [{ after: null, until: null }],
      async readPage(table, range, _pageRows, signal) {
        demand(identity, signal);
        if (snapshots.get(snapshot.id)?.by === identity.userId) return pageOf(find(table.name), range, 1_000_000);
        throw new HoldfastError('snapshot-gone', 'The snapshot is not there any more.');
      },
    };
  }

  function pageOf(table: MemoryTable, { after, until }: KeyRange, pageRows: number): Page {
    const left = seen(table).filter(
      ({ id }) => (after === null || id > Number(after[0])) && (until === null || id <= Number(until[0])),
    );
    const rows = left.slice(0, pageRows);
    const bytes = new TextEncoder().encode(JSON.stringify(rows).replaceAll(rawPattern, '$1'));
    const scanner = new RowScanner();
    scanner.push(bytes);
    const last = rows.at(-1);
    const next = rows.length < left.length && last !== undefined ? [String(last.id)] : null;
    return { bytes, starts: scanner.starts, ends: scanner.ends, overrides: [], next };
  }

  function readerFor(identity: Identity, paging: TableReader['paging']): TableReader {
    return {
      paging,
      async split(table, pageRows, signal) {
        demand(identity, signal);
        const cuts = seen(find(table.name)).filter((_row, index) => (index + 1) % pageRows === 0);
        const bounds = [null, ...cuts.map(({ id }) => [String(id)]), null];
        return bounds.slice(1).map((until, index) => ({ after: bounds[index] ?? null, until }));
      },
      async readPage(table, range, pageRows, signal) {
        demand(identity, signal);
        return pageOf(find(table.name), range, pageRows);
      },
      async count(wanted, signal) {
        demand(identity, signal);
        const total = (table: MemoryTable) => (paging === 'export' ? table.rows.length : null);
        return new Map(
          wanted.map((each) => [
            formatTable(each),
            { visible: seen(find(each.name)).length, total: total(find(each.name)) },
          ]),
        );
      },
      inexactColumns: () => [],
    };
  }

  function openSession(): ProjectSession {
    if (current === null) throw new HoldfastError('sign-in-required', 'Sign in again to go on.', { retryable: true });
    const { identity } = current;
    return {
      identity,
      async catalog(_schemas, signal): Promise<Catalog | null> {
        demand(identity, signal);
        return helper ? describeProject() : null;
      },
      async describeDeclared(table, _key, signal) {
        demand(identity, signal);
        return { ...describeTable(find(table.name)), rls_filters: true, countable: false };
      },
      reader(kind) {
        if (typeof kind !== 'string') return readSnapshot(kind, identity, () => readerFor(identity, 'export'));
        return readerFor(identity, kind === 'export' ? 'export' : 'keyset');
      },
      snapshots: {
        async begin({ id, tables: wanted, mostBytes }, signal) {
          demandTrail(identity, signal);
          const known = snapshots.get(id);
          if (known?.by === identity.userId) return known.snapshot;
          const held = wanted.map(({ name }) => {
            const table = find(name);
            const counted = { visible: seen(table).length, total: table.rows.length };
            return { table: `"public"."${name}"`, rows: counted.visible, chunks: 1, ...counted, error: null };
          });
          const bytes = wanted.reduce((sum, { name }) => sum + JSON.stringify(find(name).rows).length, 0);
          if (bytes > mostBytes) throw new HoldfastError('snapshot-too-large', `The tables take up ${bytes} bytes.`);
          const catalog = describeProject();
          const snapshot = { id, taken_at: '2026-03-26T13:32:00.000Z', tables: held, catalog };
          snapshots.set(id, { by: identity.userId, snapshot });
          return snapshot;
        },
        async find(id, signal) {
          demandTrail(identity, signal);
          const known = snapshots.get(id);
          return known?.by === identity.userId ? known.snapshot : null;
        },
        async end(id, signal) {
          demandTrail(identity, signal);
          if (snapshots.get(id)?.by === identity.userId) snapshots.delete(id);
        },
      },
      async appendTrail(links, signal) {
        demandTrail(identity, signal);
        await trail.append(links);
      },
      async readTrail(after, limit, signal) {
        demandTrail(identity, signal);
        return trail.read(after, limit);
      },
      restore: createNoRestoreServer(),
      writer: createNoRestWriter(),
      async waitForSignIn(signal) {
        while (current === null) await change(signal);
        demand(identity, signal);
      },
    };
  }

  function change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const listener = () => {
        listeners.delete(listener);
        resolve();
      };
      listeners.add(listener);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }

  return {
    id: 'https://memory.example',
    url: 'https://memory.example',
    identity: () => current?.identity ?? null,
    ready: async () => undefined,
    onIdentityChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async signIn(email, password) {
      const account = accounts.find((each) => each.identity.email === email && each.password === password);
      if (account === undefined)
        return { ok: false, reason: 'invalid-credentials', message: 'Email or password is not right.' };
      become(account);
      return { ok: true, identity: account.identity };
    },
    async signOut() {
      become(null);
    },
    async access(signal = new AbortController().signal) {
      const account = current;
      if (account === null) throw new HoldfastError('sign-in-required', 'Sign in again to go on.', { retryable: true });
      demand(account.identity, signal);
      return { ...account.access, helperVersion: helper && account.access.admin ? helperVersionShipped : null };
    },
    openSession,
  };
}
