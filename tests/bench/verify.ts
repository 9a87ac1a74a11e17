import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { collectGarbage, withBrowser } from './benchBrowser.ts';
import { servePages } from './servePages.ts';
import { longestTaskMs } from './watchMainThread.ts';
import { wholeNumber } from './wholeNumber.ts';

const usage = 'npm run bench:verify -- [--megabytes N] [--repeats N] [--json]';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '1000' },
    repeats: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const megabytes = wholeNumber(values.megabytes, 'megabytes', 10, usage);
const repeats = wholeNumber(values.repeats, 'repeats', 1, usage);

const say = (line: string) => void process.stderr.write(`${line}\n`);
const middle = (figures: readonly number[]) => [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
const round = (value: number, digits = 0) => Number(value.toFixed(digits));

const [load = 0] = loadavg();
say(`Load ${load.toFixed(1)} on ${availableParallelism()} cores. Building the pages …`);
const pages = await servePages();
try {
  const result = await withBrowser(async ({ memory, open }) => {
    const maker = await open(pages.benchUrl);
    say(`Making an archive of ${megabytes} MB of JSON …`);
    const made = await maker.evaluate((bytes) => bench.makeArchive(bytes), megabytes * 1e6);
    await maker.close(); // with its memory

    const page = await open(pages.benchUrl);
    const id = made.id;
    await page.evaluate(() => bench.unconnected());
    await collectGarbage(page);
    const restBytes = memory.now();
    const runs: Awaited<ReturnType<typeof bench.verify>>[] = [];
    const floors: Awaited<ReturnType<typeof bench.verifyFloor>>[] = [];
    let peak = 0;
    for (let run = 1; run <= repeats; run += 1) {
      const sampling = memory.sample();
      const verified = await page.evaluate((backup) => bench.verify(backup), id);
      const bytes = sampling.stop() ?? 0;
      peak = Math.max(peak, bytes);
      runs.push(verified);
      const floor = await page.evaluate((backup) => bench.verifyFloor(backup), id);
      floors.push(floor);
      const above = restBytes === null ? 'not known' : `${Math.round((bytes - restBytes) / 1e6)} MB`;
      say(
        `run ${run}: verified in ${Math.round(verified.ms)} ms, memory ${above}; read and inflated ${Math.round(floor.inflateMs)} ms, hashed ${Math.round(floor.hashMs)} ms`,
      );
    }
    const verifiedMs = middle(runs.map(({ ms }) => ms));
    const inflateMs = middle(floors.map((floor) => floor.inflateMs));
    const hashMs = middle(floors.map((floor) => floor.hashMs));
    const rate = (ms: number) => round(made.jsonBytes / 1000 / ms, 1);
    return {
      load: round(load, 1),
      json_mb: round(made.jsonBytes / 1e6, 1),
      zip_mb: round(made.zipBytes / 1e6, 1),
      parts: made.parts,
      verified_ms: round(verifiedMs),
      verified_mb_per_s: rate(verifiedMs),
      floor_inflated_ms: round(inflateMs),
      floor_inflated_mb_per_s: rate(inflateMs),
      floor_hashed_ms: round(hashMs),
      floor_hashed_mb_per_s: rate(hashMs),
      verified_to_both_floors: round(verifiedMs / (inflateMs + hashMs), 2),
      longest_task_ms: round(Math.max(...runs.map(({ mainThread }) => longestTaskMs(mainThread))), 1),
      peak_memory_mb: restBytes === null || peak === 0 ? null : round((peak - restBytes) / 1e6),
    };
  });
  if (values.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else {
    for (const [name, value] of Object.entries(result)) {
      process.stdout.write(`${name.padEnd(26)}${String(value).padStart(12)}\n`);
    }
  }
} finally {
  await pages.close();
}
