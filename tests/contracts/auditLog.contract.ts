import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEntry, AuditLog } from '../../src/ports/AuditLog.ts';
import { callsOf, type SharedUnderTest } from './sharedUnderTest.ts';

function entry(details: string, changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    projectId: 'https://one.example',
    at: '2026-01-25T14:30:45.123Z',
    who: { id: 'u1', email: 'admin@example.com' },
    action: 'download',
    backupId: 'b1',
    result: 'done',
    details,
    ...changes,
  };
}

/** What every audit trail promises. */
export function auditLogContract(name: string, make: () => Promise<SharedUnderTest<AuditLog>>): void {
  describe(`audit log: ${name}`, () => {
    let under: SharedUnderTest<AuditLog>;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close());

    test('entries come back as they were written, the last appended first, from every tab', async () => {
      const first = entry('first');
      const second = entry('second', { who: null, backupId: null, action: 'sign-in' });
      await under.here.append(first);
      await under.otherTab.append(second);
      expect(await under.here.list('https://one.example')).toEqual([second, first]);
    });

    test('the order is that of the appends, even when the wall clock was set back between them', async () => {
      await under.here.append(entry('before', { at: '2026-01-25T15:00:00.000Z' }));
      await under.here.append(entry('after', { at: '2026-01-25T14:00:00.000Z' }));
      expect((await under.here.list('https://one.example')).map(({ details }) => details)).toEqual(['after', 'before']);
    });

    test('equal entries are kept apart', async () => {
      await Promise.all([under.here.append(entry('same')), under.here.append(entry('same'))]);
      expect(await under.here.list('https://one.example')).toHaveLength(2);
    });

    test('the list is of one project and ends at the limit', async () => {
      for (const details of ['1', '2', '3']) await under.here.append(entry(details));
      await under.here.append(entry('foreign', { projectId: 'https://two.example' }));
      expect((await under.here.list('https://one.example', 2)).map(({ details }) => details)).toEqual(['3', '2']);
      expect(await under.here.list('https://one.example')).toHaveLength(3);
    });

    test('an append is told in this tab and in the other', async () => {
      const here = callsOf(under.here.subscribe);
      const there = callsOf(under.otherTab.subscribe);
      await under.here.append(entry('news'));
      await Promise.all([here.until(1), there.until(1)]);
      here.end();
      there.end();
    });
  });
}
