import { createRowReader } from '../../src/adapters/archiver/createRowReader.ts';
import { inlineWorkshop } from '../fakes/inlineArchiver.ts';
import { rowReaderContract } from './rowReader.contract.ts';

rowReaderContract('without workers', () => createRowReader(inlineWorkshop));
