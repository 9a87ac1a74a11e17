/** Where the SQL editor of a hosted project is; null for projects at other addresses, whose dashboard nobody can guess. */
export function sqlEditorUrl(projectUrl: string): string | null {
  const host = URL.canParse(projectUrl) ? new URL(projectUrl).hostname : '';
  const ref = /^([a-z0-9]+)\.supabase\.co$/.exec(host)?.[1];
  return ref === undefined ? null : `https://supabase.com/dashboard/project/${ref}/sql/new`;
}
