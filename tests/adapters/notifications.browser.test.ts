import { afterEach, expect, test, vi } from 'vitest';
import { createHost } from '../../src/adapters/browser/host.ts';

const notice = { title: 'Backup failed', body: 'The project did not answer.', tag: 'daily-backup' };
const browserNotification = window.Notification;

afterEach(() => {
  vi.restoreAllMocks();
  Object.defineProperty(window, 'Notification', { value: browserNotification, configurable: true, writable: true });
  Reflect.deleteProperty(navigator, 'serviceWorker');
});

interface Shown {
  title: string;
  options: NotificationOptions | undefined;
  closed: boolean;
  onclick: (() => void) | null;
}

/** A browser that answers so, and shows notifications by their constructor, or only by a service worker as Chrome on Android does. */
function browserWith(permission: NotificationPermission, { constructs = true, answer = permission } = {}): Shown[] {
  const shown: Shown[] = [];
  class FakeNotification implements Shown {
    static permission = permission;
    static async requestPermission(): Promise<NotificationPermission> {
      FakeNotification.permission = answer;
      return answer;
    }
    readonly title: string;
    readonly options: NotificationOptions | undefined;
    closed = false;
    onclick: (() => void) | null = null;
    constructor(title: string, options?: NotificationOptions) {
      if (!constructs) throw new TypeError('Illegal constructor. Use ServiceWorkerRegistration.showNotification().');
      this.title = title;
      this.options = options;
      shown.push(this);
    }
    close(): void {
      this.closed = true;
    }
  }
  Object.defineProperty(window, 'Notification', { value: FakeNotification, configurable: true, writable: true });
  return shown;
}

function serviceWorkerThat(showNotification: (title: string, options: NotificationOptions) => Promise<void>): void {
  const container = { getRegistration: async () => ({ showNotification }) };
  Object.defineProperty(navigator, 'serviceWorker', { value: container, configurable: true });
}

test('a permitted notification is shown, and a click on it brings the page to the front', () => {
  const shown = browserWith('granted');
  const focused = vi.spyOn(window, 'focus').mockReturnValue();
  createHost().notify(notice);
  expect(shown).toMatchObject([
    { title: 'Backup failed', options: { body: 'The project did not answer.', tag: 'daily-backup' }, closed: false },
  ]);
  shown[0]?.onclick?.();
  expect(focused).toHaveBeenCalledOnce();
  expect(shown[0]?.closed).toBe(true);
});

test.each(['denied', 'default'] as const)('nothing is shown while the permission is %s', (permission) => {
  const shown = browserWith(permission);
  createHost().notify(notice);
  expect(shown).toEqual([]);
});

test('the answer of the person counts from then on', async () => {
  const shown = browserWith('default', { answer: 'granted' });
  const host = createHost();
  expect(host.notificationPermission()).toBe('default');
  expect(await host.askForNotifications()).toBe('granted');
  expect(host.notificationPermission()).toBe('granted');
  host.notify(notice);
  expect(shown).toHaveLength(1);
});

test('where only a service worker may show notifications, it does', async () => {
  browserWith('granted', { constructs: false });
  const told = vi.fn(async () => undefined);
  serviceWorkerThat(told);
  createHost().notify(notice);
  await expect.poll(() => told.mock.calls).toEqual([['Backup failed', { body: notice.body, tag: notice.tag }]]);
});

test('a notification that cannot be shown is a line in the console, not an error', async () => {
  browserWith('granted', { constructs: false });
  const warned = vi.spyOn(console, 'warn').mockReturnValue();
  serviceWorkerThat(() => Promise.reject(new TypeError('No notification permission.')));
  createHost().notify(notice);
  await expect.poll(() => warned.mock.calls.length).toBe(1);
});

test('a browser without notifications says so and does not fail', async () => {
  Reflect.deleteProperty(window, 'Notification');
  const host = createHost();
  expect(host.notificationPermission()).toBe('unsupported');
  expect(await host.askForNotifications()).toBe('unsupported');
  expect(() => host.notify(notice)).not.toThrow();
});
