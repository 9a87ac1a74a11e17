import type { ChainLink } from '../../src/core/auditEntry.ts';
import { linkDigest, loadTextHash, noDigest, readText } from '../../src/core/chainText.ts';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import type { SharedLink } from '../../src/ports/Project.ts';

const loading = loadTextHash();

/** A project's audit trail in memory, which takes and refuses what the helper does. */
export function createMemoryTrail() {
  let trail: SharedLink[] = [];

  function refuseUnfit(links: readonly SharedLink[], { chain, seq, previous }: ChainLink): void {
    const last = links.filter((each) => each.chain === chain).at(-1);
    if (seq <= (last?.seq ?? 0))
      throw new HoldfastError('trail-forked', 'The project has other entries in their place.');
    if (seq > (last?.seq ?? 0) + 1) throw new HoldfastError('trail-gap', 'The project lacks earlier entries.');
    if (previous !== (last?.digest ?? noDigest)) throw new HoldfastError('trail-forked', 'It follows another entry.');
  }

  return {
    /** @throws HoldfastError as `ProjectSession.appendTrail`. */
    async append(links: readonly ChainLink[]): Promise<void> {
      const hash = await loading;
      const next = [...trail];
      for (const link of links) {
        const said = readText(link.text);
        if (said?.chain !== link.chain || said.seq !== link.seq || linkDigest(link, hash) !== link.digest)
          throw new HoldfastError('trail-refused', 'An entry is not what was digested.');
        if (next.some(({ digest }) => digest === link.digest)) continue;
        refuseUnfit(next, link);
        next.push({ ...link, id: next.length + 1 });
      }
      trail = next;
    },
    read: (after: number, limit: number): SharedLink[] => trail.filter(({ id }) => id > after).slice(0, limit),
  };
}
