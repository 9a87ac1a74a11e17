import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The import table. `own`: the folder of the same feature or adapter. Packages stand for all of their paths. */
const table: Record<string, { folders: string[]; packages: string[] }> = {
  core: { folders: ['core'], packages: ['zod', 'lossless-json', 'hash-wasm', 'croner', 'cronstrue'] },
  ports: { folders: ['core', 'ports'], packages: [] },
  tasks: { folders: ['core', 'ports', 'tasks'], packages: [] },
  adapters: {
    folders: ['core', 'ports', 'own'],
    packages: ['@supabase/supabase-js', 'idb', 'jszip', 'file-saver', 'zod', 'hash-wasm'],
  },
  // The table that several features show is made of TanStack's parts, so they are at home here too.
  ui: { folders: ['core', 'ui'], packages: ['react', 'react-dom', '@mantine', '@tanstack', '@tabler/icons-react'] },
  features: {
    folders: ['core', 'ports', 'tasks', 'ui', 'own'],
    packages: ['react', 'react-dom', '@mantine', 'zustand', '@tanstack', '@tabler/icons-react', 'zod'],
  },
};

/** What a pure file may not touch: it gets the time, chance and the network as arguments. */
const forbiddenNames = new Set(['fetch', 'document', 'window', 'globalThis', 'self']);
const forbiddenMembers = new Set(['Date.now', 'Math.random', 'performance.now']);

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

function nodesOf(file: string): Node[] {
  const text = readFileSync(join(root, file), 'utf8');
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const all: Node[] = [];
  const visit = (value: unknown): void => {
    if (isNode(value)) all.push(value);
    else if (!Array.isArray(value)) return;
    for (const child of Object.values(value)) visit(child);
  };
  visit(program);
  return all;
}

function literal(value: unknown): string | null {
  return isNode(value) && value.type === 'Literal' && typeof value.value === 'string' ? value.value : null;
}

/** The module that a node names: static, type-only, re-exporting and dynamic imports, and the workers of `new URL(…)`. */
function specifierOf(node: Node): string | null {
  if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type) || node.type === 'ImportExpression')
    return literal(node.source);
  if (node.type === 'TSImportType') return literal(node.source) ?? literal(node.argument);
  if (node.type !== 'NewExpression' || !isNode(node.callee) || node.callee.name !== 'URL') return null;
  const args = node.arguments as unknown[];
  return args.length === 2 ? literal(args[0]) : null;
}

function importsOf(file: string): string[] {
  return nodesOf(file).flatMap((node) => specifierOf(node) ?? []);
}

/** The name of a package without the path inside it. */
function packageOf(specifier: string): string {
  const [scope = '', name] = specifier.split('/');
  return scope.startsWith('@') && name !== undefined ? `${scope}/${name}` : scope;
}

const isRelative = (specifier: string) => specifier.startsWith('.');

/** `features/backups` for a file of that feature. */
function homeOf(file: string): { folder: string; own: string } {
  const [, folder = '', own = ''] = file.split('/');
  return { folder, own: `${folder}/${own}` };
}

/** Why a file may not have this import; null when it may. */
function refusal(file: string, specifier: string): string | null {
  const { folder, own } = homeOf(file);
  const rule = table[folder];
  if (!isRelative(specifier)) {
    const name = packageOf(specifier);
    const allowed = rule?.packages.some((each) => each === name || each === name.split('/')[0]) ?? true;
    return allowed ? null : `${file} imports the package ${name}`;
  }
  const target = join(dirname(file), specifier).split(sep).join('/');
  if (!target.startsWith('src/')) return `${file} imports ${target}, which is outside of src`;
  if (rule === undefined) return null;
  const to = homeOf(target);
  const allowed = rule.folders.includes(to.folder) || (rule.folders.includes('own') && to.own === own);
  return allowed ? null : `${file} imports ${target}`;
}

/** What a file reaches for that it should be handed: `Date.now`, `new Date()`, `fetch`, … */
function ambientUses(file: string): string[] {
  const nodes = nodesOf(file);
  const named = new Set<unknown>(); // identifiers that are the name of a property, not a use of a variable
  for (const node of nodes) {
    if (node.type === 'MemberExpression' && node.computed === false) named.add(node.property);
    if (/Property|Method/.test(node.type) && node.computed === false && node.shorthand !== true) named.add(node.key);
  }
  return nodes.flatMap((node) => {
    if (node.type === 'Identifier' && !named.has(node) && forbiddenNames.has(String(node.name)))
      return `${file} uses ${node.name}`;
    if (node.type === 'NewExpression' && isNode(node.callee) && node.callee.name === 'Date')
      return (node.arguments as unknown[]).length === 0 ? `${file} uses new Date()` : [];
    if (node.type !== 'MemberExpression' || !isNode(node.object) || !isNode(node.property)) return [];
    const member = `${node.object.name}.${node.property.name}`;
    return forbiddenMembers.has(member) ? `${file} uses ${member}` : [];
  });
}

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => `src/${file.split(sep).join('/')}`)
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'));

describe('the architecture', () => {
  it('knows every folder of src', () => {
    const folders = new Set(files.filter((file) => file.split('/').length > 2).map((file) => homeOf(file).folder));
    expect([...folders].sort()).toEqual([...Object.keys(table), 'app'].sort());
    expect(files.filter((file) => file.split('/').length === 2)).toEqual(['src/main.tsx']);
  });

  it.each([...Object.keys(table), 'app', 'main.tsx'])('lets src/%s import only what the table allows', (folder) => {
    const own = files.filter((file) => homeOf(file).folder === folder);
    expect(own).not.toEqual([]);
    expect(own.flatMap((file) => importsOf(file).flatMap((specifier) => refusal(file, specifier) ?? []))).toEqual([]);
  });

  it.each(['core', 'ports', 'tasks'])('hands src/%s the time, chance and the network as arguments', (folder) => {
    const own = files.filter((file) => homeOf(file).folder === folder);
    expect(own.flatMap(ambientUses)).toEqual([]);
  });

  it('keeps the router in the app', () => {
    const routed = files.filter((file) => importsOf(file).some((name) => packageOf(name) === 'react-router-dom'));
    expect(routed.filter((file) => !file.startsWith('src/app/') && file !== 'src/main.tsx')).toEqual([]);
  });

  it('sees imports of types, re-exports, dynamic imports and workers', () => {
    const found = importsOf('src/adapters/archiver/workerWorkshop.ts');
    expect(found).toContain('./worker.ts');
    expect(importsOf('src/tasks/deleteBackups.ts')).toContain('../ports/Services.ts');
    expect(refusal('src/core/page.ts', '../ports/Clock.ts')).not.toBeNull();
    expect(refusal('src/features/backup/x.tsx', '../backups/runWords.ts')).not.toBeNull();
    expect(refusal('src/tasks/x.ts', 'idb')).not.toBeNull();
    expect(refusal('src/app/x.ts', '../../tests/chromium.ts')).not.toBeNull();
    expect(ambientUses('src/adapters/browser/clock.ts')).not.toEqual([]);
  });
});

describe('the top level of the repository', () => {
  it('holds the files that it should, dotfiles aside, and nothing else', () => {
    // `safe.directory`: the checkout may belong to somebody else than who runs the tests.
    const listed = execFileSync(
      'git',
      ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard'],
      { cwd: root, encoding: 'utf8' },
    );
    const names = new Set(listed.split('\n').flatMap((path) => path.split('/')[0] || []));
    expect([...names].filter((name) => !name.startsWith('.')).sort()).toEqual(
      [
        'README.md',
        'index.html',
        'package-lock.json',
        'package.json',
        'public',
        'src',
        'tests',
        'tsconfig.json',
        'vite.config.ts',
      ].sort(),
    );
  });
});
