import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright';

/** How Playwright starts the browser that the tests run in. */
export interface ChromiumLaunch {
  executablePath: string;
  /** The whole environment of the browser; the own process' one when absent. */
  env?: Record<string, string>;
  args?: string[];
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const macPaths = ['Chromium', 'Google Chrome'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);

function installedPaths(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...macPaths, chromium.executablePath()].filter((path) => existsSync(path));
}

/** Some systems have a `chromium-browser` that only tells how to install one: a browser is what can say its version. */
async function starts(executablePath: string, env?: Record<string, string>): Promise<boolean> {
  try {
    await promisify(execFile)(executablePath, ['--version'], {
      timeout: 60_000,
      ...(env === undefined ? {} : { env }),
    });
    return true;
  } catch (error) {
    console.warn(`${executablePath} does not start: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

function ownEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

/**
 * Unpacks the browser of the npm package into `folder`.
 * The package looks at these variables when it is imported and unpacked, and changes others, which our own children must not inherit:
 * its `LD_LIBRARY_PATH` would reach Postgres. The name of a Lambda runtime makes it unpack the system libraries that a bare machine lacks.
 */
async function unpackInto(folder: string): Promise<void> {
  const before = { ...process.env };
  process.env.TMPDIR = folder;
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs20.x';
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    await packaged.executablePath();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** A folder that belongs to this user alone, so that nobody else can put a browser there. */
async function privateFolder(): Promise<string> {
  const { uid, username } = userInfo();
  const folder = join(tmpdir(), `holdfast-browser-${uid < 0 ? username : uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const owner = await lstat(folder);
  if (!owner.isDirectory() || (uid >= 0 && owner.uid !== uid)) {
    throw new Error(`${folder} belongs to somebody else. Remove it, or set TMPDIR to a folder of your own.`);
  }
  return folder;
}

async function packagedVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const text = await readFile(join(entry, '../../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** The package looks for its fonts where a Lambda has them; without any, a page has no text at all. */
async function writeFontConfig(folder: string): Promise<string> {
  const file = join(folder, 'holdfast-fonts.conf');
  const fonts = join(folder, 'fonts');
  const cache = join(folder, 'fonts-cache');
  const config = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${fonts}</dir><dir>/usr/share/fonts</dir><cachedir>${cache}</cachedir></fontconfig>\n`;
  const draft = `${file}.${randomUUID()}`; // the configuration of each project of the tests looks for the browser, at once
  await writeFile(draft, config);
  await rename(draft, file);
  return file;
}

/** The browser of the npm package `@sparticuz/chromium`, unpacked once per user and version: it needs no system library. */
async function packagedChromium(): Promise<ChromiumLaunch> {
  const home = await privateFolder();
  const folder = join(home, await packagedVersion());
  if (!existsSync(folder)) {
    // Unpacked beside and then renamed, so that a run that is killed meanwhile leaves no half browser behind.
    const unpacking = join(home, `unpacking-${randomUUID()}`);
    await mkdir(unpacking, { recursive: true });
    await unpackInto(unpacking);
    await rename(unpacking, folder).catch(async (error: unknown) => {
      await rm(unpacking, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    });
  }
  const env = {
    ...ownEnvironment(),
    LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
    FONTCONFIG_FILE: await writeFontConfig(folder),
  };
  // Its own default arguments switch web security off: none of them.
  return { executablePath: join(folder, 'chromium'), env, args: [] };
}

/**
 * Finds a Chromium or Chrome: `$CHROMIUM_PATH`, else an installed one, else the npm package `@sparticuz/chromium`.
 * Playwright starts it without its sandbox, which root and most containers need.
 * @param only `packaged` skips the browsers of this machine.
 * @throws Error that says what to install, when none starts.
 */
export async function findChromium(only?: 'packaged'): Promise<ChromiumLaunch> {
  const chosen = process.env.CHROMIUM_PATH;
  if (only === undefined && chosen !== undefined && chosen !== '') {
    if (await starts(chosen)) return { executablePath: chosen };
    throw new Error(`CHROMIUM_PATH is ${chosen}, which is not a Chromium that starts.`);
  }
  for (const executablePath of only === undefined ? installedPaths() : []) {
    if (await starts(executablePath)) return { executablePath };
  }
  const packaged = await packagedChromium();
  if (await starts(packaged.executablePath, packaged.env)) return packaged;
  throw new Error(
    'The tests need a browser: install Chromium or Chrome, or set CHROMIUM_PATH to one that is installed.',
  );
}

/**
 * The browser of the tests: `$CHROMIUM_PATH`, else the npm package's, which has no window and is the same on every machine, else an installed one.
 * @throws Error that says what to install, when none starts.
 */
export async function findTestChromium(): Promise<ChromiumLaunch> {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen !== undefined && chosen !== '') return await findChromium();
  try {
    return await findChromium('packaged');
  } catch (error) {
    console.warn('The browser of the npm package does not start; looking for an installed one.', error);
    return await findChromium();
  }
}
