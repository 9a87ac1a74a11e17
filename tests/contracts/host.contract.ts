import { describe, expect, test } from 'vitest';
import type { Host } from '../../src/ports/Host.ts';

/** What every host promises that can be seen from inside. */
export function hostContract(name: string, make: () => Host): void {
  describe(`host: ${name}`, () => {
    test('new ids are UUIDs, and never the same', () => {
      const host = make();
      const ids = Array.from({ length: 100 }, () => host.newId());
      expect(new Set(ids).size).toBe(100);
      for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    });

    test('random numbers lie in [0, 1) and differ', () => {
      const host = make();
      const numbers = Array.from({ length: 100 }, () => host.random());
      for (const number of numbers) expect(number >= 0 && number < 1).toBe(true);
      expect(new Set(numbers).size).toBeGreaterThan(90);
    });

    test('storage figures are bytes or null, and say the same as the answer to a request for persistence', async () => {
      const host = make();
      const granted = await host.requestPersistence();
      const { usedBytes, quotaBytes, persistent } = await host.storage();
      expect(persistent).toBe(granted);
      for (const figure of [usedBytes, quotaBytes]) expect(figure === null || figure >= 0).toBe(true);
    });

    test('asking for notifications gives the answer that is kept', async () => {
      const host = make();
      const answer = await host.askForNotifications();
      expect(['granted', 'denied', 'default', 'unsupported']).toContain(answer);
      expect(host.notificationPermission()).toBe(answer);
    });

    test('a notification throws nothing, permitted or not', async () => {
      const host = make();
      const notice = { title: 'Backup failed', body: 'The project did not answer.', tag: 'daily-backup' };
      expect(() => host.notify(notice)).not.toThrow();
      await host.askForNotifications();
      expect(() => host.notify(notice)).not.toThrow();
    });

    test('a page on this machine is a secure context', () => {
      expect(make().secureContext).toBe(true);
    });
  });
}
