import { expect, vi } from 'vitest';
import type { Project } from '../supabase/startProject.ts';

/** Removes the helper, as in a project of which nothing but a backup is left, and waits until REST knows no function of it any more. */
export async function removeHelper({ sql, url, publishableKey }: Project): Promise<void> {
  const functions = await sql(
    `select oid::regprocedure::text as f from pg_proc where proname like 'holdfast%' and pronamespace = 'public'::regnamespace`,
  );
  await sql(`drop schema holdfast cascade; ${functions.map(({ f }) => `drop function if exists ${f} cascade;`).join(' ')}
    notify pgrst, 'reload schema'`);
  const ask = async () => {
    const answer = await fetch(`${url}/rest/v1/rpc/holdfast_version`, {
      method: 'POST',
      headers: { apikey: publishableKey },
    });
    return ((await answer.json()) as { code?: string }).code;
  };
  // Before it has read the schema anew it answers 404 too, and then for a moment nothing but 503.
  await vi.waitFor(async () => expect(await ask()).toBe('PGRST202'), { timeout: 30_000, interval: 50 });
}
