/** Where a chain of audit entries breaks. */
export interface ChainFault {
  chain: string;
  /** Entries meant: from this one … */
  from: number;
  /** … to this one, included. */
  to: number;
  /**
   * changed: it is not what was written. missing: it was removed. added: it stands after the end, or twice. head: how the chain ends is not
   * known. differs: the project's copy says otherwise.
   */
  kind: 'changed' | 'missing' | 'added' | 'head' | 'differs';
  /** In plain words: "Entries 12 to 14 are missing." */
  message: string;
}
