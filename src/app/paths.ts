/** The question mark and what is known; empty when nothing is. */
function query(values: Record<string, string | undefined>): string {
  const known = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return known.length === 0 ? '' : `?${new URLSearchParams(known)}`;
}

/** Every address of the app: the pattern for the router, and beside it what builds a link that matches it. */
export const paths = {
  home: { pattern: '/', build: () => '/' },
  connect: { pattern: '/connect', build: () => '/connect' },
  signIn: { pattern: '/sign-in', build: () => '/sign-in' },
  overview: { pattern: '/admin', build: () => '/admin' },
  backups: { pattern: '/admin/backup', build: () => '/admin/backup' },
  backup: {
    pattern: '/admin/backup/:id',
    /**
     * With a place, the viewer opens at it: `table` is `schema.table`, `row` counts from 0 in the whole table, `find` is what is looked for
     * in it.
     */
    build: (id: string, { table, row, find }: { table?: string; row?: number; find?: string } = {}) =>
      `/admin/backup/${encodeURIComponent(id)}${query({ table, row: row?.toString(), find })}`,
  },
  compare: {
    pattern: '/admin/compare',
    /** `after` is a backup's id or `live`, the project as it is now; `table` is `schema.table`, whose rows are shown. */
    build: (before?: string, after?: string, table?: string) => `/admin/compare${query({ before, after, table })}`,
  },
  find: {
    pattern: '/admin/find',
    /** `backup` is an id, `table` `schema.table`: all of them where left out. `whole`: a whole value is this text; `exact`: case counts. */
    build: (value?: string, backup?: string, table?: string, how: { whole?: boolean; exact?: boolean } = {}) =>
      `/admin/find${query({ value, backup, table, match: how.whole ? 'whole' : undefined, case: how.exact ? 'exact' : undefined })}`,
  },
  restore: {
    pattern: '/admin/restore',
    /** `backup` is an id, each table `schema.table`: all of them where left out. */
    build: (backup?: string, tables: readonly string[] = [], mode?: 'add' | 'merge' | 'replace') => {
      const asked = new URLSearchParams(backup === undefined ? [] : [['backup', backup]]);
      for (const table of tables) asked.append('table', table);
      if (mode !== undefined) asked.set('mode', mode);
      return `/admin/restore${asked.size === 0 ? '' : `?${asked}`}`;
    },
  },
  restores: {
    pattern: '/admin/restore/history',
    /** `show` is the id of a restore whose report is opened. */
    build: (show?: string) => `/admin/restore/history${query({ show })}`,
  },
  audit: { pattern: '/admin/audit', build: (backup?: string) => `/admin/audit${query({ search: backup })}` },
  schedules: { pattern: '/admin/schedules', build: () => '/admin/schedules' },
  retention: { pattern: '/admin/retention', build: () => '/admin/retention' },
  settings: { pattern: '/admin/settings', build: () => '/admin/settings' },
} as const;
