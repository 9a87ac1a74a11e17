import type { Identity } from './identity.ts';

/** The helper's SQL ready to paste: the file, and at its end the line that lists the signed-in user as an admin. */
export function helperSqlFor(sql: string, identity: Identity): string {
  const id = identity.userId.replaceAll("'", "''");
  const email = identity.email.replaceAll(/[\r\n]/g, ' ');
  return `${sql.trimEnd()}

-- You (${email}) become an admin of the backups. Remove a row from holdfast.admins to take the right away.
insert into holdfast.admins (user_id, permissions)
values ('${id}', array['create', 'download', 'delete', 'restore', 'settings'])
on conflict (user_id) do update set permissions = excluded.permissions;
`;
}
