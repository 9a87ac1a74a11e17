import type { SlotRecord } from '../core/slot.ts';

/** The slots of all schedules: claims of those who run them, and the log of what became of them. Shared by all tabs of this browser. */
export interface SlotLog {
  /** Slots of one project that were due at `from` or later (ms since the epoch), and all that have not ended; newest first. */
  list(projectId: string, from: number): Promise<SlotRecord[]>;
  get(projectId: string, id: string): Promise<SlotRecord | null>;
  /**
   * Claims a slot: stores the record, on disk (strict durability), unless there is one with this project and id. False when there is.
   * @throws HoldfastError `storage-full` or `storage-failed`, as do the others that write.
   */
  claim(record: SlotRecord): Promise<boolean>;
  /** As `claim` for many, in one transaction; those that are there already stay as they are. */
  claimAll(records: readonly SlotRecord[]): Promise<void>;
  /**
   * Replaces a record, on disk, if the stored one still has the token `heldToken`. False when it has another or is gone, and when it has
   * ended while `record` has not: whoever read it before its end cannot make it run again.
   */
  replace(record: SlotRecord, heldToken: number): Promise<boolean>;
  /** Forgets slots that were called missed. All others stay, whoever asks, since what ran must not run again. */
  remove(projectId: string, ids: readonly string[]): Promise<void>;
  /** All slots up to this instant (ms since the epoch) have a record; null before the scheduler first ran. */
  checkedUntil(projectId: string): Promise<number | null>;
  /** Notes it, without waiting for the disk: after a crash the same slots are looked at again. */
  setCheckedUntil(projectId: string, until: number): Promise<void>;
  /** Calls back after any change of a record, made here or in another tab. Returns the function that ends it. */
  subscribe(listener: () => void): () => void;
}
