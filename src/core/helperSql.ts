import type { Identity } from './identity.ts';

/** The version of public/holdfast.sql, the helper that comes with this app. */
export const helperVersionShipped = 3;

/** The first version of the helper that keeps the audit trail in the project. */
export const trailHelperVersion = 2;

/** The first version of the helper that can read all tables at one moment. */
export const snapshotHelperVersion = 3;

/** The first version of the helper that restores. */
export const restoreHelperVersion = 3;

/**
 * How the installed helper stands to the one that comes with this app. An older one goes on working without what came later, and so does
 * a newer one. `version` is what the project says (`Access.helperVersion`); null where there is none.
 */
export function helperState(version: number | null): 'missing' | 'older' | 'current' | 'newer' {
  if (version === null) return 'missing';
  if (version === helperVersionShipped) return 'current';
  return version < helperVersionShipped ? 'older' : 'newer';
}

/** The statement that lists somebody as an admin of the backups, with every permission; the helper has to be there. */
export function adminSqlFor({ userId }: Identity): string {
  return `insert into holdfast.admins (user_id, permissions)
values ('${userId.replaceAll("'", "''")}', array['create', 'download', 'delete', 'restore', 'settings'])
on conflict (user_id) do update set permissions = excluded.permissions;
`;
}

/** The helper's SQL ready to paste: the file, and at its end the line that lists the signed-in user as an admin. */
export function helperSqlFor(sql: string, identity: Identity): string {
  const email = identity.email.replaceAll(/[\r\n]/g, ' ');
  return `${sql.trimEnd()}

-- You (${email}) become an admin of the backups. Remove a row from holdfast.admins to take the right away.
${adminSqlFor(identity)}`;
}
