import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultSettings } from '../../src/core/settings.ts';
import type { Settings } from '../../src/ports/Settings.ts';
import { callsOf, type SharedUnderTest } from './sharedUnderTest.ts';

const project = 'https://one.example';
const connection = { url: project, publishableKey: 'sb_publishable_abc', platform: 'Car audio' };

/** What every keeper of settings promises. */
export function settingsContract(name: string, make: () => Promise<SharedUnderTest<Settings>>): void {
  describe(`settings: ${name}`, () => {
    let under: SharedUnderTest<Settings>;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close());

    test('a project that nobody has set up has the defaults', async () => {
      expect(await under.here.load(project)).toEqual(defaultSettings);
    });

    test('settings are kept per project and seen in every tab', async () => {
      const wanted = { ...defaultSettings, level: 9, schemas: ['public', 'shop'] };
      await under.here.save(project, wanted);
      expect(await under.otherTab.load(project)).toEqual(wanted);
      expect(await under.here.load('https://two.example')).toEqual(defaultSettings);
    });

    test('a project that is called like the connection has settings of its own', async () => {
      await under.here.saveConnection(connection);
      expect(await under.here.load('connection')).toEqual(defaultSettings);
      await under.here.save('connection', { ...defaultSettings, level: 1 });
      expect(await under.here.loadConnection()).toEqual(connection);
    });

    test.each([
      { level: 0 },
      { level: 10 },
      { concurrency: 0 },
      { concurrency: 1.5 },
    ])('values out of range are refused and the old ones stay: %o', async (wrong) => {
      await under.here.save(project, { ...defaultSettings, level: 3 });
      const saving = under.here.save(project, { ...defaultSettings, ...wrong });
      await expect(saving).rejects.toMatchObject({ code: 'bad-settings' });
      expect((await under.here.load(project)).level).toBe(3);
    });

    test('the connection is kept until it is taken away', async () => {
      expect(await under.here.loadConnection()).toBeNull();
      await under.here.saveConnection(connection);
      expect(await under.otherTab.loadConnection()).toEqual(connection);
      await under.here.saveConnection(null);
      expect(await under.otherTab.loadConnection()).toBeNull();
    });

    test('changes are told in this tab and in the other', async () => {
      const here = callsOf(under.here.subscribe);
      const there = callsOf(under.otherTab.subscribe);
      await under.here.save(project, defaultSettings);
      await Promise.all([here.until(1), there.until(1)]);
      await under.otherTab.saveConnection(connection);
      await Promise.all([here.until(2), there.until(2)]);
      here.end();
      there.end();
    });
  });
}
