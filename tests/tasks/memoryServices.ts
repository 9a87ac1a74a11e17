import type { BackupRecord } from '../../src/core/backup.ts';
import type { Access } from '../../src/ports/Project.ts';
import type { BackupOptions } from '../../src/tasks/backupRun.ts';
import { createBackup } from '../../src/tasks/createBackup.ts';
import { createEagerClock } from '../fakes/eagerClock.ts';
import { createFakeServices, type FakeServices } from '../fakes/fakeServices.ts';
import { createMemoryProject, type MemoryTable } from '../fakes/memoryProject.ts';

const admin: Access = {
  admin: true,
  permissions: ['create', 'download', 'delete', 'restore', 'settings'],
  helperVersion: 1,
};

/** Rows with ids from 1 on. */
export function rowsFrom1(count: number): { id: number; note: string }[] {
  return Array.from({ length: count }, (_row, index) => ({ id: index + 1, note: `row ${index + 1}` }));
}

/** Everything in memory, with the admin signed in. */
export async function memoryServices(tables: readonly MemoryTable[], helper = true): Promise<FakeServices> {
  const identity = { userId: 'admin-id', email: 'admin@example.com', role: 'authenticated' };
  const project = createMemoryProject({ accounts: [{ identity, password: 'right', access: admin }], tables, helper });
  await project.signIn(identity.email, 'right');
  return createFakeServices(project, { clock: createEagerClock() });
}

export async function backUp(
  services: FakeServices,
  options: Partial<BackupOptions> = {},
  signal = new AbortController().signal,
): Promise<BackupRecord> {
  return await createBackup(services, { type: 'manual', reason: '', ...options }, signal, () => undefined);
}
