import type { KeptLink } from '../../core/auditChain.ts';
import type { TextHash } from '../../core/chainText.ts';
import { ChainChecker } from '../../core/checkChain.ts';
import type { TrailCheck } from '../../ports/AuditLog.ts';
import type { Transaction } from './database.ts';

type Read = <T>(work: (tx: Transaction<'readonly'>) => Promise<T>) => Promise<T>;

/** Links that are read and checked in one turn of the main thread. */
const pageLinks = 1000;

/** Every chain that has a head or a link. */
async function chainsOf(tx: Transaction<'readonly'>, projectId: string): Promise<string[]> {
  const all = IDBKeyRange.bound([projectId], [projectId, []]);
  const chains = new Set((await tx.objectStore('auditHeads').getAllKeys(all)).map(([, chain]) => chain));
  let cursor = await tx.objectStore('auditEntries').openKeyCursor(all);
  while (cursor !== null) {
    const chain = cursor.key[1];
    chains.add(chain);
    // On to the next chain, whatever the links between are.
    cursor = await cursor.continue([projectId, chain, []] as unknown as KeptLinkKey);
  }
  return [...chains];
}

type KeptLinkKey = [string, string, number];

/** Checks all chains of a project; see `AuditLog.check`. @throws HoldfastError `storage-failed`; AbortError. */
export async function checkTrail(
  read: Read,
  hash: TextHash,
  projectId: string,
  signal?: AbortSignal,
  onChecked: (entries: number) => void = () => undefined,
): Promise<TrailCheck> {
  const chains = await read((tx) => chainsOf(tx, projectId));
  const faults: TrailCheck['faults'][number][] = [];
  let entries = 0;
  for (const chain of chains) {
    const checker = new ChainChecker(chain, hash);
    for (let after = 0; ; ) {
      signal?.throwIfAborted();
      // In one transaction, so that the head is that of these links.
      const [links, head] = await read(async (tx): Promise<[KeptLink[], Awaited<ReturnType<typeof headOf>>]> => {
        const range = IDBKeyRange.bound([projectId, chain, after], [projectId, chain, []], true);
        return [await tx.objectStore('auditEntries').getAll(range, pageLinks), await headOf(tx, projectId, chain)];
      });
      for (const link of links) checker.add(link);
      entries += links.length;
      onChecked(entries);
      after = links.at(-1)?.seq ?? after;
      if (links.length === pageLinks) continue;
      const own = head?.own === true;
      for (const fault of checker.finish(head)) faults.push({ ...fault, own });
      break;
    }
  }
  return { entries, chains: chains.length, faults };
}

async function headOf(tx: Transaction<'readonly'>, projectId: string, chain: string) {
  return (await tx.objectStore('auditHeads').get([projectId, chain])) ?? null;
}
