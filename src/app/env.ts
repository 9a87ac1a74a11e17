import { z } from 'zod';
import { projectOrigin } from '../adapters/supabase/checkConnection.ts';
import { type EnvProblem, secretVariables, settingsDefaults } from '../core/envDefaults.ts';
import { kindOfKey } from '../core/identity.ts';
import { secretVariableProblem } from '../core/secretKey.ts';
import type { ProjectSettings } from '../core/settings.ts';
import type { Connection } from '../ports/Settings.ts';

const text = z.string().trim().optional().default('');
const variables = z.object({
  VITE_SUPABASE_URL: text,
  VITE_SUPABASE_PUBLISHABLE_KEY: text,
  VITE_SUPABASE_ANON_KEY: text,
  VITE_PLATFORM_NAME: text,
});

/** What the app was built or started with. */
export interface Env {
  /** Null when the environment names no project: the Connect page asks for it. */
  connection: Connection | null;
  /** The settings of a project that nobody has set up in this browser. */
  defaults: ProjectSettings;
  /** Reasons not to start, for the person who deploys the app. */
  problems: EnvProblem[];
}

/** Reads and checks every `VITE_` variable at once, so that all that is wrong is said at once. */
export function readEnv(
  raw: Readonly<Record<string, unknown>> = import.meta.env,
  computersZone: string = Intl.DateTimeFormat().resolvedOptions().timeZone,
): Env {
  const env = variables.parse(raw);
  const { defaults, problems: unreadable } = settingsDefaults(raw, computersZone);
  const problems = [...secretVariables(raw).map(secretVariableProblem), ...unreadable];
  const publishableKey = env.VITE_SUPABASE_PUBLISHABLE_KEY || env.VITE_SUPABASE_ANON_KEY;
  if (env.VITE_SUPABASE_URL === '' && publishableKey === '') return { connection: null, defaults, problems };
  const url = projectOrigin(env.VITE_SUPABASE_URL);
  if (url === null) {
    problems.push({
      title: 'VITE_SUPABASE_URL is not a project URL',
      message: 'It looks like https://abcdefgh.supabase.co.',
    });
  }
  if (kindOfKey(publishableKey) === 'unknown') {
    problems.push({
      title: 'VITE_SUPABASE_PUBLISHABLE_KEY is not a publishable key',
      message: 'It begins with sb_publishable_ (older ones, in VITE_SUPABASE_ANON_KEY, with eyJ).',
    });
  }
  const platform = env.VITE_PLATFORM_NAME || (url === null ? '' : new URL(url).host);
  const connection = url === null || problems.length > 0 ? null : { url, publishableKey, platform };
  return { connection, defaults, problems };
}
