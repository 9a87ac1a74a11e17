import type { Answer } from './answer.ts';
import { compareJobs } from './compareJobs.ts';
import { rowJobs } from './rowJobs.ts';

const partJobs = { ...rowJobs, ...compareJobs };

type PartJobs = typeof partJobs;
export type PartJobKind = keyof PartJobs;
export type PartJob<K extends PartJobKind> = Parameters<PartJobs[K]>[0];
export type PartAnswer<K extends PartJobKind> = Awaited<ReturnType<PartJobs[K]>>['value'];

/** One job on stored parts. */
export interface PartMessage<K extends PartJobKind = PartJobKind> {
  kind: 'part';
  name: K;
  job: PartJob<K>;
}

// Written out like this, TypeScript sees that a job and its answer belong to the same name.
const byName: { [K in PartJobKind]: (job: PartJob<K>) => Promise<Answer<PartAnswer<K>>> } = partJobs;

/** Does a job on stored parts that needs nothing but its message. */
export function runPartJob<K extends PartJobKind>({ name, job }: PartMessage<K>): Promise<Answer<PartAnswer<K>>> {
  return byName[name](job);
}
