import { createProject } from '../../src/adapters/supabase/createProject.ts';
import type { Project } from '../../src/ports/Project.ts';
import { createEagerClock } from '../fakes/eagerClock.ts';
import { createFakeServices, type FakeServices } from '../fakes/fakeServices.ts';
import { type ProjectOptions, type Project as SampleProject, startProject } from '../supabase/startProject.ts';

// supabase-js wants a WebSocket class to exist, also where nothing listens; Node has one from 22 on.
globalThis.WebSocket ??= class {} as unknown as typeof WebSocket;

export interface Connected {
  sample: SampleProject;
  project: Project;
  services: FakeServices;
  stop(): Promise<void>;
}

/** A sample project with its admin signed in through the real adapter, and everything else in memory. */
export async function connect(options: ProjectOptions = {}, stallMs?: number): Promise<Connected> {
  const sample = await startProject(options);
  const clock = createEagerClock();
  const { url, publishableKey } = sample;
  const project = createProject({ url, publishableKey, clock, ...(stallMs === undefined ? {} : { stallMs }) });
  await project.ready();
  const signedIn = await project.signIn(sample.admin.email, sample.admin.password);
  if (!signedIn.ok) throw new Error(`The admin could not sign in: ${signedIn.message}`);
  const services = createFakeServices(project, { clock });
  return {
    sample,
    project,
    services,
    async stop() {
      await project.signOut();
      await sample.stop();
    },
  };
}
