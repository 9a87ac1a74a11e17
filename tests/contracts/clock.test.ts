import { createClock } from '../../src/adapters/browser/clock.ts';
import { clockContract } from './clock.contract.ts';

clockContract('of the machine, in Node', () => ({ clock: createClock(), pass: async () => undefined }));
