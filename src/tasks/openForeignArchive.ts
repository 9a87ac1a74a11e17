import { clauseOf } from '../core/archiveDamage.ts';
import { manifestPath } from '../core/archiveFaults.ts';
import { expectFiles } from '../core/expectedFiles.ts';
import { type ErrorCode, HoldfastError } from '../core/HoldfastError.ts';
import { findInconsistencies, type Manifest } from '../core/manifest.ts';
import type { ZipEntry } from '../core/zipDirectory.ts';
import { localHeaderBytes } from '../core/zipRecord.ts';
import type { Archiver } from '../ports/Archiver.ts';
import { readEntries, readManifest } from './archiveFiles.ts';

/** A file of which directory and manifest make sense. Its contents were not looked at. */
export interface ForeignArchive {
  name: string;
  blob: Blob;
  manifest: Manifest;
  manifestSha256: string;
}

const hints: Partial<Record<ErrorCode, string>> = {
  'not-an-archive': 'Choose a file that Holdfast has made, such as manual-backup-2026-01-25T14-30-45-123Z.zip.',
  'archive-newer': 'Reload this page to get the newest version, then add it again.',
  'archive-damaged':
    'Nothing was stored. If you have another copy of this file, add that one, or copy it again from where it came.',
};

function refuse(code: ErrorCode, message: string, cause?: unknown): HoldfastError {
  const hint = hints[code];
  return new HoldfastError(code, message, { ...(hint === undefined ? {} : { hint }), cause });
}

/** How ZIP files begin, with a file or without any (APPNOTE.TXT 4.3.7, 4.3.16). */
const zipBeginnings = ['PK\u0003\u0004', 'PK\u0005\u0006'];
/** How the first file of an archive of ours is called. */
const ownFiles = /^(?:tables\/|overrides\/|README\.txt|manifest\.json)/;

/**
 * Opens a file that somebody says is an archive.
 * @throws HoldfastError, in words for them: `not-an-archive`, `archive-newer`, `archive-damaged` when nothing in it can be trusted,
 *   `storage-failed` when it cannot be read; AbortError.
 */
export async function openForeignArchive(
  archiver: Archiver,
  { name, blob }: { name: string; blob: Blob },
  signal: AbortSignal,
): Promise<ForeignArchive> {
  const beginning = await readBeginning(blob);
  if (!zipBeginnings.includes(beginning.slice(0, 4))) throw refuse('not-an-archive', `${name} is not a ZIP file.`);
  const entries = await readEntries(blob).catch((error: unknown) => {
    if (!(error instanceof HoldfastError) || error.code !== 'archive-damaged') throw error;
    const own = ownFiles.test(beginning.slice(localHeaderBytes));
    throw own
      ? refuse('archive-damaged', `${name} cannot be added: ${clauseOf(error)}.`, error)
      : refuse('not-an-archive', `${name} is not a Holdfast archive: ${clauseOf(error)}.`, error);
  });
  if (!entries.some(({ path }) => path === manifestPath))
    throw refuse('not-an-archive', `${name} is a ZIP file, but not a Holdfast archive: it has no ${manifestPath}.`);
  const { manifest, sha256 } = await readForeignManifest(archiver, name, blob, entries, signal);
  const wrong = whyUnusable(manifest);
  if (wrong !== null)
    throw refuse('archive-damaged', `${name} cannot be added: its ${manifestPath} was changed, ${wrong}.`);
  return { name, blob, manifest, manifestSha256: sha256 };
}

/** The first bytes as text, a character for each; enough for the header of a first file and the beginning of its name. */
async function readBeginning(blob: Blob): Promise<string> {
  try {
    return String.fromCharCode(...new Uint8Array(await blob.slice(0, 100).arrayBuffer()));
  } catch (cause) {
    throw new HoldfastError('storage-failed', 'The browser could not read this file.', {
      hint: 'It may have been moved or changed since it was chosen. Choose it again.',
      cause,
    });
  }
}

async function readForeignManifest(
  archiver: Archiver,
  name: string,
  blob: Blob,
  entries: readonly ZipEntry[],
  signal: AbortSignal,
): Promise<{ manifest: Manifest; sha256: string }> {
  try {
    return await readManifest(archiver, blob, entries, signal);
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error;
    if (error.code === 'archive-newer')
      throw refuse('archive-newer', `${name} was made by a newer version of Holdfast. ${error.message}`, error);
    if (error.code === 'not-an-archive')
      throw refuse('not-an-archive', `${name} is a ZIP file, but not a Holdfast archive: ${clauseOf(error)}.`, error);
    if (error.code === 'archive-damaged')
      throw refuse('archive-damaged', `${name} cannot be added: ${clauseOf(error)}.`, error);
    throw error;
  }
}

/** Why nothing of what a manifest says can be relied on, as a clause; null when it can. */
function whyUnusable(manifest: Manifest): string | null {
  const [first] = [...findInconsistencies(manifest), ...expectFiles(manifest).impossible];
  if (first !== undefined) return first;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(manifest.backup_id)) return 'its backup has no id';
  const createdAt = Date.parse(manifest.created_at);
  // As a Date, an ISO instant is the same in UTC everywhere; others may mean something else on another computer.
  return /^\d{4}-\d\d-\d\dT/.test(manifest.created_at) && !Number.isNaN(createdAt) ? null : 'its backup has no date';
}
