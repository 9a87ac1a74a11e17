import { readFileSync } from 'node:fs';
import { type Project, type ProjectOptions, startProject } from '../supabase/startProject.ts';
import { elementsOf, membersOf } from './jsonText.ts';

/** A sample project with the helper and the tables of `fixture.sql`, which are hard to read exactly. */
export async function startHardProject(options: ProjectOptions = {}): Promise<Project> {
  const project = await startProject({ database: 'empty', ...options, helper: false });
  try {
    await project.sql(readFileSync(new URL('./fixture.sql', import.meta.url), 'utf8'));
    await project.sql('analyze');
    await project.installHelper();
    return project;
  } catch (error) {
    await project.stop();
    throw error;
  }
}

/** An answer of REST: status and the body as it came. */
export interface Answer {
  status: number;
  body: string;
}

/** Calls a function over REST as the bearer of a token; without one as anon. */
export async function call(project: Project, token: string | null, name: string, args: object = {}): Promise<Answer> {
  return await post(project, token, name, JSON.stringify(args));
}

/** Calls a function with a body that is written already. REST that has lost the schema for a moment is asked again. */
export async function post(project: Project, token: string | null, name: string, json: string): Promise<Answer> {
  const headers = {
    apikey: project.publishableKey,
    'Content-Type': 'application/json',
    ...(token ? { Authorization: `Bearer ${token}` } : {}),
  };
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`${project.url}/rest/v1/rpc/${name}`, { method: 'POST', headers, body: json });
    const answer = { status: response.status, body: await response.text() };
    // While functions come and go it fails now and then to read the schema, and answers this until it has. No function was called.
    if (attempt === 600 || !answer.body.includes('"PGRST002"')) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A token of a signed-in user, valid until 2033. */
export function tokenOf(project: Project, userId: string, claims: object = {}): string {
  return project.signToken({ role: 'authenticated', sub: userId, exp: 2_000_000_000, ...claims });
}

/** Calls a function as the admin and gives the body. @throws when the answer is not 200. */
export async function callAsAdmin(project: Project, name: string, args: object = {}): Promise<string> {
  const { status, body } = await call(project, tokenOf(project, project.admin.id), name, args);
  if (status !== 200) throw new Error(`${name} ${JSON.stringify(args)} answered ${status}: ${body}`);
  return body;
}

/** A table of the catalog, as far as the tests look at it. */
export interface CatalogTable {
  schema: string;
  name: string;
  kind: string;
  readable: boolean;
  rls_filters: boolean;
  countable: boolean;
  primary_key: string[];
  key: string[];
  paging: string;
  columns: {
    name: string;
    type: string;
    nullable: boolean;
    generated: string;
    identity: string;
    default: string | null;
  }[];
  foreign_keys: { columns: string[]; references: string; referenced_columns: string[] }[];
  bytes: number;
  estimated_rows: number | null;
}

/** What `holdfast_catalog` answers. */
export interface Catalog {
  helper_version: number;
  server_version: string;
  database_bytes: number;
  schemas: string[];
  tables: CatalogTable[];
  left_out: { schema: string; name: string; reason: string }[];
  sequences: { name: string; last_value: string | null; is_called: boolean }[];
  enums: { name: string; values: string[] }[];
}

/** Reads the catalog as the admin. */
export async function readCatalog(project: Project, schemas: string[] | null = null): Promise<Catalog> {
  return JSON.parse(await callAsAdmin(project, 'holdfast_catalog', { schemas })) as Catalog;
}

/** A name in double quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** How SQL and the helper's functions name a table. */
export function sqlName(table: { schema: string; name: string }): string {
  return `${quoted(table.schema)}.${quoted(table.name)}`;
}

/** What `holdfast_export` answers: one row, which PostgREST writes as an array of one object. */
export interface Page {
  /** That object as it came. */
  text: string;
  count: number;
  next: string[] | null;
  overrides: { row: number; column: string; text: string }[];
}

/** Reads one page as the admin. @throws when the answer is not one page whose rows come first. */
export async function readPage(project: Project, table: string, args: object = {}): Promise<Page> {
  const body = await callAsAdmin(project, 'holdfast_export', { table_name: table, ...args });
  if (!body.startsWith('[{"rows":[') || !body.endsWith('}]')) throw new Error(`Not a page: ${body.slice(0, 200)}`);
  const text = body.slice(1, -1);
  const members = membersOf(text);
  const read = (name: string) => JSON.parse(members.get(name) ?? 'null') as unknown;
  return {
    text,
    count: read('count') as number,
    next: read('next') as string[] | null,
    overrides: read('overrides') as Page['overrides'],
  };
}

/** Reads a range of a table, or all of it, page by page. */
export async function readPages(
  project: Project,
  table: string,
  pageRows: number,
  range: { after?: string[]; until?: string[] } = {},
): Promise<Page[]> {
  const pages: Page[] = [];
  let after = range.after ?? null;
  do {
    const page = await readPage(project, table, { after, page_rows: pageRows, until: range.until ?? null });
    pages.push(page);
    after = page.next;
  } while (after);
  return pages;
}

/** The rows of pages, each as its own text. */
export function rowsOf(pages: readonly Page[]): string[] {
  return pages.flatMap((page) => elementsOf(membersOf(page.text).get('rows') ?? ''));
}

/** The headers of the admin's plain REST requests. */
export function adminHeaders(project: Project, profile = 'public'): Record<string, string> {
  return {
    apikey: project.publishableKey,
    Authorization: `Bearer ${tokenOf(project, project.admin.id)}`,
    'Accept-Profile': profile,
  };
}

/** The rows of a table as plain REST gives them for `select=*`, each as its own text. */
export async function rowsOverRest(project: Project, table: CatalogTable): Promise<string[]> {
  const rows: string[] = [];
  for (;;) {
    const response = await fetch(
      `${project.url}/rest/v1/${encodeURIComponent(table.name)}?select=*&limit=1000&offset=${rows.length}`,
      { headers: adminHeaders(project, table.schema) },
    );
    const body = await response.text();
    if (response.status !== 200) throw new Error(`${sqlName(table)} answered ${response.status}: ${body}`);
    const parts = elementsOf(body);
    rows.push(...parts);
    if (parts.length < 1000) return rows;
  }
}
