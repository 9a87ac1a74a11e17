import { createProject } from '../../src/adapters/supabase/createProject.ts';
import type { TrailEntry } from '../../src/core/auditEntry.ts';
import type { Project } from '../../src/ports/Project.ts';
import { createProjectInspector, type ProjectInspector } from '../../src/tasks/projectInspector.ts';
import { recordAct } from '../../src/tasks/recordAct.ts';
import { createTrailSync, type TrailSync } from '../../src/tasks/trailSync.ts';
import { createEagerClock } from '../fakes/eagerClock.ts';
import { createFakeServices, type FakeServices } from '../fakes/fakeServices.ts';
import { createMemoryAuditLog, type MemoryAuditLog } from '../fakes/memoryAuditLog.ts';
import type { Account } from '../supabase/accounts.ts';
import type { Project as SampleProject } from '../supabase/startProject.ts';

// supabase-js wants a WebSocket class to exist, also where nothing listens; Node has one from 22 on.
globalThis.WebSocket ??= class {} as unknown as typeof WebSocket;

/** A browser with the app in it: its own storage, and somebody signed in to the real project. */
export interface TrailBrowser {
  project: Project;
  services: FakeServices;
  audit: MemoryAuditLog;
  inspector: ProjectInspector;
  sync: TrailSync;
  /** Leaves entries with these details, one after the other. */
  write(...details: string[]): Promise<void>;
  /** Details of all that it knows, oldest first. */
  read(): Promise<string[]>;
  entries(): Promise<TrailEntry[]>;
  stop(): Promise<void>;
}

/** Opens the app as it is when nobody has touched it yet: signed in, its trail not exchanged before the first act or `sync.refresh`. */
export async function openTrailBrowser(
  { url, publishableKey }: SampleProject,
  { email, password }: Account,
  audit = createMemoryAuditLog(),
): Promise<TrailBrowser> {
  const clock = createEagerClock();
  const project = createProject({ url, publishableKey, clock });
  await project.ready();
  await project.signIn(email, password);
  const services = createFakeServices(project, { clock, audit });
  const inspector = createProjectInspector(services);
  const sync = createTrailSync(services, inspector);
  await inspector.refresh();
  return {
    project,
    services,
    audit,
    inspector,
    sync,
    async write(...details) {
      for (const each of details) await recordAct(services, 'pin', null, 'done', each);
    },
    read: async () => (await audit.list(project.id)).map(({ details }) => details).reverse(),
    entries: () => audit.list(project.id),
    async stop() {
      sync.stop();
      inspector.stop();
      await project.signOut();
    },
  };
}
