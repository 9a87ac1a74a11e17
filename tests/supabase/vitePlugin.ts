import { loadEnv, type Plugin } from 'vite';
import { MissingBinaryError } from './binaries.ts';
import { freePortLike } from './freePort.ts';
import { type Project, startProject } from './startProject.ts';

/** Where the demo is by preference, so that a browser finds its backups again after a restart. */
const PREFERRED_PORT = 54_321;

/**
 * The running demo. It survives a restart of the server, which loads this module anew: so it hangs on the process.
 */
const running = globalThis as { holdfastDemo?: Promise<Project> | undefined };

/**
 * Starts the sample project with the development server, unless a project is configured by VITE_SUPABASE_URL (in the
 * environment or a .env file), and hands the app its address and key.
 * `SAMPLE_ROWS` scales the demo; `SAMPLE_HELPER=0` leaves the helper out, so that its installation can be tried.
 */
export function sampleProject(): Plugin {
  let project: Project | null = null;
  let missing: string | null = null;
  return {
    name: 'holdfast-sample-project',
    apply: (_config, { command, isPreview }) => command === 'serve' && !isPreview && !process.env.VITEST,

    async config(config, { mode }) {
      const envDir = config.envDir === false ? false : (config.envDir ?? config.root ?? process.cwd());
      const configured = envDir === false ? process.env : loadEnv(mode, envDir, 'VITE_');
      if (configured.VITE_SUPABASE_URL && !running.holdfastDemo) return;
      try {
        project = await startDemo();
      } catch (error) {
        if (!(error instanceof MissingBinaryError)) throw error;
        missing = error.message;
        return;
      }
      // Before Vite reads its environment; what is set here wins over .env files.
      process.env.VITE_SUPABASE_URL = project.url;
      process.env.VITE_SUPABASE_PUBLISHABLE_KEY = project.publishableKey;
      process.env.VITE_PLATFORM_NAME ??= configured.VITE_PLATFORM_NAME ?? 'Car Audio Competition Platform';
    },

    configureServer(server) {
      const { logger } = server.config;
      const printUrls = server.printUrls.bind(server);
      server.printUrls = () => {
        printUrls();
        if (missing) logger.warn(`\n  ${missing}\n`);
        if (project) logger.info(describe(project));
      };
      if (!project) return;
      // A restart ends the old server in another way, so this is the end for good.
      const close = server.close.bind(server);
      server.close = async () => {
        await close();
        await stopDemo();
      };
    },
  };
}

async function startDemo(): Promise<Project> {
  running.holdfastDemo ??= freePortLike(PREFERRED_PORT).then((serveOn) =>
    startProject({ serveOn, helper: process.env.SAMPLE_HELPER !== '0', logRequests: false }),
  );
  try {
    return await running.holdfastDemo;
  } catch (error) {
    running.holdfastDemo = undefined;
    throw error;
  }
}

async function stopDemo(): Promise<void> {
  const demo = running.holdfastDemo;
  if (!demo) return;
  running.holdfastDemo = undefined;
  for (const name of ['VITE_SUPABASE_URL', 'VITE_SUPABASE_PUBLISHABLE_KEY']) delete process.env[name];
  await (await demo).stop();
}

function describe(project: Project): string {
  const lines: [string, string][] = [
    ['Sample project', project.url],
    ['Admin', `${project.admin.email}  password: ${project.admin.password}`],
    ['Ordinary user', `${project.user.email}  password: ${project.user.password}`],
    ['Helper', process.env.SAMPLE_HELPER === '0' ? 'not installed (SAMPLE_HELPER=0)' : 'installed'],
    // The owner's address, as the SQL editor of a hosted project: to install the helper by hand.
    ['SQL', `psql "${project.ownerUrl}"`],
  ];
  return `\n${lines.map(([name, value]) => `  ➜  ${`${name}:`.padEnd(16)}${value}`).join('\n')}\n`;
}
