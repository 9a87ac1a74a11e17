import { createArchiver } from '../../src/adapters/archiver/createArchiver.ts';
import { archiverContract } from './archiver.contract.ts';

archiverContract('in workers', () => createArchiver());
