import { expect, test } from 'vitest';
import { toStorageError } from '../../src/adapters/store/storageError.ts';
import { HoldfastError } from '../../src/core/HoldfastError.ts';

test.each([
  ['Chromium', new DOMException('No space available for this operation', 'QuotaExceededError')],
  ['Firefox, quota', new DOMException('', 'NS_ERROR_DOM_QUOTA_REACHED')],
  ['Firefox, disk', new DOMException('', 'NS_ERROR_FILE_NO_DEVICE_SPACE')],
  ['Chromium, LevelDB', new DOMException('Internal error: FILE_ERROR_NO_SPACE', 'UnknownError')],
  ['Chromium, SQLite', new DOMException('database or disk is full', 'UnknownError')],
  ['Safari', new DOMException('Encountered full disk while opening backing store', 'QuotaExceededError')],
  ['a cause', new Error('Write failed.', { cause: new DOMException('', 'QuotaExceededError') })],
  ['the legacy code', Object.assign(new Error('?'), { code: 22 })],
])('a full disk is recognised as %s reports it', (_, error) => {
  const translated = toStorageError(error, 'write');
  expect(translated).toMatchObject({ code: 'storage-full', cause: error });
  expect(translated.hint).toMatch(/delete older backups/);
});

test('a tab whose app is older than the database is told to reload', () => {
  const cause = new DOMException('The requested version (1) is less than the existing version (2).', 'VersionError');
  expect(toStorageError(cause, 'read the list of backups')).toMatchObject({
    code: 'storage-failed',
    message: 'A newer version of Holdfast is open in another tab. Reload this page.',
    cause,
  });
});

test('other errors say what could not be done and why', () => {
  const error = toStorageError(new DOMException('Denied.', 'SecurityError'), 'open the archive');
  expect(error).toMatchObject({ code: 'storage-failed', message: 'The browser could not open the archive: Denied.' });
  expect(toStorageError('odd', 'write').message).toBe('The browser could not write: odd');
});

test('errors that were translated already pass as they are', () => {
  const error = new HoldfastError('bad-settings', 'No.');
  expect(toStorageError(error, 'write')).toBe(error);
});
