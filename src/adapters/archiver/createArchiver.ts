import type { Archiver } from '../../ports/Archiver.ts';
import { createArchiveChecker } from './archiveChecker.ts';
import { createArchiveWriter } from './archiveWriter.ts';
import { createWorkerWorkshop } from './workerWorkshop.ts';
import type { Workshop } from './workshop.ts';

/** Makes the archiver; its jobs are done by worker threads unless another workshop is given. */
export function createArchiver(workshop: Workshop = createWorkerWorkshop()): Archiver {
  return {
    write: (sink, options) => createArchiveWriter(workshop, sink, options),
    checker: (archive, signal) => createArchiveChecker(workshop, archive, signal),
    async check(archive, entry, signal) {
      const { content: _, ...checked } = await workshop.check({ archive, entry }, signal);
      return checked;
    },
    extract: (archive, entry, signal) => workshop.extract({ archive, entry }, signal),
  };
}
