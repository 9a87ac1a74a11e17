import { createInlineArchiver } from '../fakes/inlineArchiver.ts';
import { archiverContract } from './archiver.contract.ts';

archiverContract('without workers', createInlineArchiver);
