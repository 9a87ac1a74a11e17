/** Every address of the app: the pattern for the router, and beside it what builds a link that matches it. */
export const paths = {
  home: { pattern: '/', build: () => '/' },
  connect: { pattern: '/connect', build: () => '/connect' },
  signIn: { pattern: '/sign-in', build: () => '/sign-in' },
  overview: { pattern: '/admin', build: () => '/admin' },
  backups: { pattern: '/admin/backup', build: () => '/admin/backup' },
  backup: { pattern: '/admin/backup/:id', build: (id: string) => `/admin/backup/${encodeURIComponent(id)}` },
  schedules: { pattern: '/admin/schedules', build: () => '/admin/schedules' },
  retention: { pattern: '/admin/retention', build: () => '/admin/retention' },
  settings: { pattern: '/admin/settings', build: () => '/admin/settings' },
} as const;
