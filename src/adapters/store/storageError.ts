import { HoldfastError } from '../../core/HoldfastError.ts';

/**
 * The names and words under which browsers report a full disk or an exhausted quota: DOMException names of Chromium and Safari, Firefox'
 * own codes, and LevelDB's or SQLite's words behind Chromium's UnknownError and AbortError.
 */
const full =
  /quota|NS_ERROR_FILE_NO_DEVICE_SPACE|NS_ERROR_DOM_QUOTA_REACHED|FileNoSpace|NO_SPACE|no space|disk.{0,10}full|not enough (disk )?space|ENOSPC/i;

function saysFull(error: unknown): boolean {
  if (!(error instanceof Error) && !(error instanceof DOMException)) return false;
  // 22 is the legacy code of QuotaExceededError, all that old Safari set.
  if ('code' in error && error.code === 22) return true;
  return full.test(error.name) || full.test(error.message) || saysFull(error.cause);
}

/** The error of a disk or quota that has no room left. */
export function storageFull(cause: unknown): HoldfastError {
  return new HoldfastError('storage-full', "The browser's storage is full.", {
    hint: 'Download and delete older backups, or free space on this disk, then try again.',
    cause,
  });
}

/** The error of a tab that must upgrade the database while another one keeps it open. */
export function olderVersionOpen(): HoldfastError {
  return new HoldfastError(
    'storage-failed',
    'An older version of Holdfast is open in another tab and does not make way.',
    {
      hint: 'Close the other tabs of Holdfast, then reload this page.',
      retryable: true,
    },
  );
}

/** The error of a tab whose app is older than the database: another one has upgraded it. */
function newerVersionOpen(cause: unknown): HoldfastError {
  return new HoldfastError('storage-failed', 'A newer version of Holdfast is open in another tab. Reload this page.', {
    cause,
  });
}

/**
 * Turns whatever a storage interface threw into a HoldfastError; HoldfastErrors pass as they are.
 * @param doing what failed, for the message: "write the archive".
 */
export function toStorageError(error: unknown, doing: string): HoldfastError {
  if (error instanceof HoldfastError) return error;
  if (saysFull(error)) return storageFull(error);
  if (error instanceof DOMException && error.name === 'VersionError') return newerVersionOpen(error);
  const why = error instanceof Error ? error.message : String(error);
  return new HoldfastError('storage-failed', `The browser could not ${doing}: ${why}`, {
    hint: 'Reload the page and try again. Private windows and full disks are common causes.',
    cause: error,
  });
}
