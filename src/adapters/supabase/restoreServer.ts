import { HoldfastError } from '../../core/HoldfastError.ts';
import type { RestoreServer } from '../../ports/RestoreServer.ts';
import type { GuardedFetch } from './guardedFetch.ts';

/** The helper's part of restoring, by its functions `holdfast_restore_…`. */
export function createRestoreServer(_send: GuardedFetch): RestoreServer {
  const missing = () => Promise.reject(new HoldfastError('helper-missing', 'The helper cannot restore yet.'));
  return {
    facts: missing,
    digests: missing,
    begin: missing,
    put: missing,
    rehearse: missing,
    apply: missing,
    status: missing,
    list: missing,
    undo: missing,
    end: missing,
    setMaintenance: missing,
    maintenance: missing,
  };
}
