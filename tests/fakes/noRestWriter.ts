import { HoldfastError } from '../../src/core/HoldfastError.ts';
import type { RestWriter } from '../../src/ports/RestWriter.ts';

/** What a project whose rows nobody may write says to every call. */
export function createNoRestWriter(): RestWriter {
  const denied = () => Promise.reject(new HoldfastError('denied', 'You may not write to this table.'));
  return {
    probe: denied,
    insert: denied,
    upsert: denied,
    update: denied,
    delete: denied,
    count: async () => 0,
    find: async () => [],
  };
}
