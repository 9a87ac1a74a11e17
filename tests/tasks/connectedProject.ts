import { createProject } from '../../src/adapters/supabase/createProject.ts';
import type { Project } from '../../src/ports/Project.ts';
import { createEagerClock } from '../fakes/eagerClock.ts';
import { createFakeServices, type FakeServices } from '../fakes/fakeServices.ts';
import { type ProjectOptions, type Project as SampleProject, startProject } from '../supabase/startProject.ts';

// supabase-js wants a WebSocket class to exist, also where nothing listens; Node has one from 22 on.
globalThis.WebSocket ??= class {} as unknown as typeof WebSocket;

/** The admin, signed in through the real adapter, with everything else in memory. */
interface SignedIn {
  project: Project;
  services: FakeServices;
}

export interface Connected extends SignedIn {
  sample: SampleProject;
  stop(): Promise<void>;
}

/** A sample project with its admin signed in. */
export async function connect(options: ProjectOptions = {}): Promise<Connected> {
  const sample = await startProject(options);
  const signedIn = await signIn(sample);
  return {
    sample,
    ...signedIn,
    async stop() {
      await signedIn.project.signOut();
      await sample.stop();
    },
  };
}

/** @param stallMs how long an answer may be silent before it counts as stalled; as in the app where it is left out */
export async function signIn(sample: SampleProject, stallMs?: number): Promise<SignedIn> {
  const clock = createEagerClock();
  const { url, publishableKey } = sample;
  const project = createProject({ url, publishableKey, clock, ...(stallMs === undefined ? {} : { stallMs }) });
  await project.ready();
  const signedIn = await project.signIn(sample.admin.email, sample.admin.password);
  if (!signedIn.ok) throw new Error(`The admin could not sign in: ${signedIn.message}`);
  return { project, services: createFakeServices(project, { clock }) };
}
