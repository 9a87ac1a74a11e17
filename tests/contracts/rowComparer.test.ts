import { createRowComparer } from '../../src/adapters/archiver/createRowComparer.ts';
import { createInlineArchiver, inlineWorkshop } from '../fakes/inlineArchiver.ts';
import { rowComparerContract } from './rowComparer.contract.ts';

rowComparerContract('without workers', () => ({
  archiver: createInlineArchiver(),
  comparer: createRowComparer(inlineWorkshop),
}));
