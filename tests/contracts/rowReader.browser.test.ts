import { createRowReader } from '../../src/adapters/archiver/createRowReader.ts';
import { createWorkerWorkshop } from '../../src/adapters/archiver/workerWorkshop.ts';
import { rowReaderContract } from './rowReader.contract.ts';

rowReaderContract('in workers', () => createRowReader(createWorkerWorkshop()));
