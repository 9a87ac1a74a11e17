import type { BackupRecord } from '../../core/backup.ts';

/** What surrounds the app, as far as it helps to understand a run. */
export interface Environment {
  /** "0.1.0" */
  appVersion: string;
  /** The browser's own name for itself (its user agent). */
  browser: string;
}

interface Around extends Environment {
  helperVersion: number | null;
  /** Version of the project's Postgres; null while unknown. */
  serverVersion: string | null;
  /** ms since the epoch. */
  now: number;
}

// Messages come from servers, which may repeat what was sent to them; neither keys nor tokens may leave with them.
const secrets = /sb_(publishable|secret)_[\w-]+|eyJ[\w-]+\.[\w-]+(\.[\w-]*)?|(?<=bearer )\S+/gi;
// Postgres quotes row values in details: Key (email)=(ada@example.com), Failing row contains (…).
const rowValues = /(?<=\bkey \([^)]*\)=)\(.*?\)|(?<=\brow contains )\(.*\)/gi;

const withoutSecrets = (text: string) => text.replace(secrets, '[removed]').replace(rowValues, '([removed])');

/** JSON to send to somebody who helps: the record and its surroundings, without keys, tokens, addresses or row values. */
export function makeDiagnostics(record: BackupRecord, around: Around): string {
  const { createdBy, imported, ...facts } = record;
  const report = {
    app: `holdfast ${around.appVersion}`,
    browser: around.browser,
    helper_version: around.helperVersion,
    server_version: around.serverVersion,
    taken_at: new Date(around.now).toISOString(),
    backup: {
      ...facts,
      createdBy: { id: createdBy.id },
      imported: imported === null ? null : { at: imported.at, filename: imported.filename, by: { id: imported.by.id } },
    },
  };
  return JSON.stringify(report, (_key, value) => (typeof value === 'string' ? withoutSecrets(value) : value), 2);
}
