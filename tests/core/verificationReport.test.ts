import { describe, expect, it } from 'vitest';
import { describeVerification, type VerificationReport } from '../../src/core/verificationReport.ts';

const nothing: VerificationReport = { verified: 0, corrupt: [], missing: [], known: 0, failed: [] };

describe('what a verification came to, in words', () => {
  it.each<[Partial<VerificationReport>, string]>([
    [{}, 'There was no archive to verify.'],
    [{ verified: 1 }, '1 archive verified.'],
    [{ verified: 1200, known: 1 }, '1,200 archives verified. 1 archive that was corrupt or missing before still is.'],
    [
      { corrupt: ['a.zip'], verified: 2 },
      '1 archive is corrupt: a.zip. Open the backup to see which tables are still good. 2 archives verified.',
    ],
    [
      { missing: ['a.zip', 'b.zip', 'c.zip', 'd.zip', 'e.zip'], known: 2 },
      '5 archives are no longer in this browser: a.zip, b.zip, c.zip and 2 more. 2 archives that were corrupt or missing before still are.',
    ],
    [
      { failed: [{ filename: 'a.zip', why: 'The disk did not answer.' }] },
      '1 archive could not be examined: a.zip (The disk did not answer).',
    ],
  ])('%j', (change, words) => {
    expect(describeVerification({ ...nothing, ...change })).toBe(words);
  });
});
