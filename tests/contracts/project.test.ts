import { createProject } from '../../src/adapters/supabase/createProject.ts';
import type { Access } from '../../src/ports/Project.ts';
import { createEagerClock } from '../fakes/eagerClock.ts';
import { createMemoryProject, type MemoryAccount } from '../fakes/memoryProject.ts';
import { startProject } from '../supabase/startProject.ts';
import { projectContract } from './project.contract.ts';

globalThis.WebSocket ??= class {} as unknown as typeof WebSocket; // supabase-js wants the class to exist; Node has it from 22 on

const everything: Access = {
  admin: true,
  permissions: ['create', 'download', 'delete', 'restore', 'settings'],
  helperVersion: 1,
};
const nothing: Access = { admin: false, permissions: [], helperVersion: null };

function account(email: string, access: Access): MemoryAccount {
  return { identity: { userId: `id of ${email}`, email, role: 'authenticated' }, password: 'right', access };
}

for (const helper of [true, false]) {
  projectContract(`in memory ${helper ? 'with' : 'without'} the helper`, async () => {
    const accounts = [
      account('admin@x.example', everything),
      account('other@x.example', everything),
      account('user@x.example', nothing),
    ];
    const rows = Array.from({ length: 300 }, (_row, index) => ({ id: index * 3 - 100, note: `row ${index}` }));
    const logins = accounts.map(({ identity, password }) => ({ email: identity.email, password }));
    const [admin, otherAdmin, user] = logins as [(typeof logins)[0], (typeof logins)[0], (typeof logins)[0]];
    return {
      project: createMemoryProject({ accounts, tables: [{ name: 'things', rows }], helper }),
      admin,
      otherAdmin,
      user,
      table: 'things',
      ids: rows.map(({ id }) => String(id)),
      helper,
      close: async () => undefined,
    };
  });

  projectContract(`hosted ${helper ? 'with' : 'without'} the helper`, async () => {
    const sample = await startProject({ helper, rows: 5_000 });
    const { url, publishableKey, admin, otherAdmin, user } = sample;
    const project = createProject({ url, publishableKey, clock: createEagerClock() });
    const rows = await sample.sql('select id from public.payments order by id');
    return {
      project,
      admin,
      otherAdmin,
      user,
      table: 'payments',
      ids: rows.map(({ id }) => id ?? ''),
      helper,
      async close() {
        await project.signOut();
        await sample.stop();
      },
    };
  });
}
