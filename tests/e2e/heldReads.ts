import type { Project } from '../supabase/startProject.ts';

/** Reads that wait in front of the server, so that a run stands still in the middle. */
export interface HeldReads {
  /** Resolves when the first of them waits. */
  held: Promise<void>;
  /** Lets them and all later ones through. */
  release(): void;
}

/** Holds every read through the helper's export function: of the table, or of all of them. */
export function holdReads(project: Project, table = ''): HeldReads {
  let arrived: () => void = () => undefined;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  project.intercept(async ({ method, path, body }) => {
    if (method !== 'POST' || !path.endsWith('/holdfast_export') || !body.includes(table)) return null;
    arrived();
    await released;
    return null;
  });
  return {
    held,
    release() {
      project.intercept(null);
      release();
    },
  };
}
