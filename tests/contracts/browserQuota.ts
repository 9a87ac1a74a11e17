import { cdp } from 'vitest/browser';

/**
 * Sets the quota of this origin, in bytes; null takes the limit away.
 * What is stored already counts, and deleted things may count for a while longer, so small quotas only are sure to be exceeded.
 */
export async function limitStorage(quotaBytes: number | null): Promise<void> {
  const session = cdp() as unknown as { send(method: string, params: Record<string, unknown>): Promise<unknown> };
  await session.send('Storage.overrideQuotaForOrigin', {
    origin: location.origin,
    ...(quotaBytes === null ? {} : { quotaSize: quotaBytes }),
  });
}
