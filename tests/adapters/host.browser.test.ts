import { afterEach, expect, test, vi } from 'vitest';
import { createHost } from '../../src/adapters/browser/host.ts';
import { createJobLock } from '../../src/adapters/browser/jobLock.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const name of ['locks', 'storage', 'clipboard']) Reflect.deleteProperty(navigator, name);
});

function without(name: 'locks' | 'storage' | 'clipboard', value?: unknown): void {
  Object.defineProperty(navigator, name, { value, configurable: true });
}

test('a download is offered under its name, and its object URL is revoked', () => {
  vi.useFakeTimers();
  const clicked: { href: string; download: string }[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'dispatchEvent').mockImplementation(function (this: HTMLAnchorElement) {
    clicked.push({ href: this.href, download: this.download });
    return true;
  });
  const created = vi.spyOn(URL, 'createObjectURL');
  const revoked = vi.spyOn(URL, 'revokeObjectURL');
  createHost().download(new Blob(['zip']), 'manual-backup.zip');
  vi.advanceTimersByTime(1000);
  const url = created.mock.results[0]?.value as string;
  expect(clicked).toEqual([{ href: url, download: 'manual-backup.zip' }]);
  expect(revoked).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_000);
  expect(revoked).toHaveBeenCalledWith(url);
});

test('a clipboard that is refused is an error that says what to do', async () => {
  without('clipboard', { writeText: () => Promise.reject(new DOMException('Denied', 'NotAllowedError')) });
  await expect(createHost().copyText('text')).rejects.toMatchObject({ code: 'denied', hint: expect.any(String) });
  without('clipboard');
  await expect(createHost().copyText('text')).rejects.toMatchObject({ code: 'denied' });
});

test('a browser that does not tell its storage gives nulls', async () => {
  without('storage');
  expect(await createHost().storage()).toEqual({ usedBytes: null, quotaBytes: null, persistent: false });
  expect(await createHost().requestPersistence()).toBe(false);
});

test('a browser that fails to tell its storage gives nulls too, and no error that would keep a backup from being made', async () => {
  const fail = () => Promise.reject(new TypeError('Internal error.'));
  without('storage', { estimate: fail, persisted: fail });
  expect(await createHost().storage()).toEqual({ usedBytes: null, quotaBytes: null, persistent: false });
});

test('without Web Locks every use says that the page is not secure, and the job does not run', async () => {
  without('locks');
  let ran = false;
  const job = async () => {
    ran = true;
  };
  await expect(createJobLock().run('a', job)).rejects.toMatchObject({
    code: 'insecure-context',
    hint: expect.stringContaining('https'),
  });
  await expect(createJobLock().isHeld('a')).rejects.toMatchObject({ code: 'insecure-context' });
  expect(ran).toBe(false);
});
