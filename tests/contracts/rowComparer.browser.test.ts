import { createArchiver } from '../../src/adapters/archiver/createArchiver.ts';
import { createRowComparer } from '../../src/adapters/archiver/createRowComparer.ts';
import { createWorkerWorkshop } from '../../src/adapters/archiver/workerWorkshop.ts';
import { rowComparerContract } from './rowComparer.contract.ts';

const workshop = createWorkerWorkshop();
rowComparerContract('in workers', () => ({
  archiver: createArchiver(workshop),
  comparer: createRowComparer(workshop),
}));
