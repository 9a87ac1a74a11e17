import type { IDBPDatabase, IDBPTransaction } from 'idb';
import { appendEntry, type ChainHead, emptyHead } from '../../core/auditChain.ts';
import type { AuditEntry } from '../../core/auditEntry.ts';
import type { TextHash } from '../../core/chainText.ts';
import type { Schema, StoreName } from './schema.ts';

/**
 * Makes chains of the entries of versions 1 and 2 of the database, which had no digests, one for each project, in the order in which they
 * were written; then removes their old store. From here on they are as hard to change unnoticed as all others.
 */
export async function chainEntries(
  db: IDBPDatabase<Schema>,
  tx: IDBPTransaction<Schema, StoreName[], 'versionchange'>,
  hash: TextHash,
): Promise<void> {
  const old = (tx as unknown as IDBPTransaction<unknown, string[], 'versionchange'>).objectStore('audit');
  const heads = new Map<string, ChainHead>();
  const entries: AuditEntry[] = await old.getAll();
  const writes: Promise<unknown>[] = [];
  for (const entry of entries) {
    const head = heads.get(entry.projectId) ?? emptyHead(entry.projectId, crypto.randomUUID(), true);
    const added = appendEntry(head, entry, hash);
    heads.set(entry.projectId, added.head);
    writes.push(tx.objectStore('auditEntries').put(added.kept));
  }
  for (const head of heads.values()) writes.push(tx.objectStore('auditHeads').put(head));
  await Promise.all(writes);
  (db as unknown as IDBPDatabase).deleteObjectStore('audit');
}
