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
  backup: { pattern: '/admin/backup/:id', build: (id: string) => `/admin/backup/${encodeURIComponent(id)}` },
  compare: {
    pattern: '/admin/compare',
    /** `after` is a backup's id or `live`, the project as it is now. */
    build: (before?: string, after?: string) => `/admin/compare${query({ before, after })}`,
  },
  find: {
    pattern: '/admin/find',
    build: (value?: string, backup?: string) => `/admin/find${query({ value, backup })}`,
  },
  audit: { pattern: '/admin/audit', build: (backup?: string) => `/admin/audit${query({ search: backup })}` },
  schedules: { pattern: '/admin/schedules', build: () => '/admin/schedules' },
  retention: { pattern: '/admin/retention', build: () => '/admin/retention' },
  settings: { pattern: '/admin/settings', build: () => '/admin/settings' },
} as const;
