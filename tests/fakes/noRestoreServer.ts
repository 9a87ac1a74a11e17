import { HoldfastError } from '../../src/core/HoldfastError.ts';
import type { RestoreServer } from '../../src/ports/RestoreServer.ts';

/** What a project without the helper says to every call. */
export function createNoRestoreServer(): RestoreServer {
  const missing = () =>
    Promise.reject(new HoldfastError('helper-missing', 'The helper is not installed in this project.'));
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
