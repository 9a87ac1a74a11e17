import type { BackupRecord } from './backup.ts';

/** The part of a project's address that names it: its origin; the text itself where it is no address. */
function nameOf(projectUrl: string): string {
  return /^https?:\/\/[^/?#]+/i.exec(projectUrl)?.[0].toLowerCase() ?? projectUrl;
}

/**
 * Whether a backup is of the project with this address. An imported archive may be of another one: nothing follows from it for this
 * project.
 */
export function isOfProject({ projectUrl }: Pick<BackupRecord, 'projectUrl'>, url: string): boolean {
  return nameOf(projectUrl) === nameOf(url);
}
