import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { startProject } from '../supabase/startProject.ts';
import { withBrowser } from './benchBrowser.ts';
import { measureHistory } from './historyMeasures.ts';
import { servePages } from './servePages.ts';
import { wholeNumber } from './wholeNumber.ts';

const usage = 'npm run bench:history -- [--backups N] [--repeats N] [--json]';

/** Builds a script for a page. */
async function buildScript(entry: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-script-'));
  try {
    await build({
      configFile: false,
      publicDir: false,
      envDir: false,
      logLevel: 'warn',
      build: {
        outDir: folder,
        emptyOutDir: true,
        lib: { entry, formats: ['iife'], name: 'script', fileName: () => 'script.js' },
      },
    });
    return await readFile(join(folder, 'script.js'), 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: {
    backups: { type: 'string', default: '10000' },
    repeats: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const backups = wholeNumber(values.backups, 'backups', 1, usage);
const repeats = wholeNumber(values.repeats, 'repeats', 1, usage);

// What is on the way goes to stderr, so that stdout holds nothing but the result.
const say = (line: string) => void process.stderr.write(`${line}\n`);
const [load = 0] = loadavg();
const cores = availableParallelism();
say(`Load ${load.toFixed(1)} on ${cores} cores. Building the app …`);
const watchScript = await buildScript(fileURLToPath(new URL('./historyFrames.ts', import.meta.url)));
const pageScript = await buildScript(fileURLToPath(new URL('./historyPage.ts', import.meta.url)));
const pages = await servePages();
try {
  const project = await startProject({ database: 'demo', rows: 2_000 });
  try {
    const setting = { appUrl: pages.appUrl, watchScript, pageScript, project, repeats, say };
    say('With no backup:');
    const none = await withBrowser((browser) => measureHistory({ ...setting, browser, backups: 0 }));
    say(`With ${backups.toLocaleString('en')} backups:`);
    const many = await withBrowser((browser) => measureHistory({ ...setting, browser, backups }));
    const result = {
      load: Number(load.toFixed(1)),
      first_rows_ms: Number((many.figures.cold_ms - none.figures.cold_ms).toFixed(1)),
      none: none.figures,
      many: { ...many.figures, ...many.long },
    };
    if (values.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    else {
      process.stdout.write(
        `First rows after a reload, beyond what an empty history takes: ${result.first_rows_ms} ms\n`,
      );
      for (const [name, value] of Object.entries(result.many)) {
        const without = Object.entries(none.figures).find(([other]) => other === name)?.[1];
        process.stdout.write(
          `${name.padEnd(32)}${String(value).padStart(12)}${without === undefined ? '' : String(without).padStart(12)}\n`,
        );
      }
    }
  } finally {
    await project.stop();
  }
} finally {
  await pages.close();
}
