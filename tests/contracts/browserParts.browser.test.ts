import { createClock } from '../../src/adapters/browser/clock.ts';
import { createHost } from '../../src/adapters/browser/host.ts';
import { createJobLock } from '../../src/adapters/browser/jobLock.ts';
import { clockContract } from './clock.contract.ts';
import { hostContract } from './host.contract.ts';
import { jobLockContract } from './jobLock.contract.ts';

jobLockContract('Web Locks', () => ({ here: createJobLock(), otherTab: createJobLock() }));
clockContract('of the machine', () => ({ clock: createClock(), pass: async () => undefined }));
hostContract('browser', createHost);
