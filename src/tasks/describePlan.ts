import { isUnproven, notesOf, type RestoreGround } from '../core/planRestore.ts';
import type {
  RehearsedTable,
  RestorePlan,
  RestoreRequest,
  RestoreWay,
  TableReference,
  TableTrigger,
} from '../core/restore.ts';
import type { Project } from '../ports/Project.ts';
import type { RestoreFacts } from '../ports/RestoreServer.ts';
import type { Found, RestoreSides } from './rehearse.ts';
import { countsOf, type RestoreChanges } from './restoreChanges.ts';

interface Input {
  request: RestoreRequest;
  way: RestoreWay;
  sides: RestoreSides;
  ground: RestoreGround;
  changes: RestoreChanges;
  facts: readonly RestoreFacts[];
  /** Null when nobody was asked: the restore is refused, or nothing changes. */
  found: Found | null;
}

/** What a restore would do, in the words of its plan; refusals are the caller's. */
export function describePlan(
  project: Pick<Project, 'id' | 'url'>,
  { request, way, sides: { live, backup }, ground, changes, facts, found }: Input,
): Omit<RestorePlan, 'refusals'> {
  const tables = describeTables(ground, changes, found);
  const { platform, project_url: projectUrl } = backup.manifest;
  return {
    request,
    way,
    backup: {
      ...{ id: backup.side.id, filename: backup.side.filename ?? '', createdAt: backup.side.at },
      ...{ platform, projectUrl },
    },
    target: { projectId: project.id, projectUrl: project.url, platform: live.manifest.platform },
    tables,
    conflicts: found?.conflicts ?? [],
    drift: changes.drift,
    triggers: triggersOf(facts, tables),
    references: referencesOf(facts, new Set(changes.tables.map(({ table }) => table))),
    outside: found?.outside ?? [],
    sequences: found?.sequences ?? [],
    limits: found?.limits ?? [],
    afterwards: found?.afterwards ?? [],
    comparedAt: live.side.at,
  };
}

/** Marks a table of which rows are hidden, or may be. */
function sightOf(ground: RestoreGround, table: string): Pick<RehearsedTable, 'hidden' | 'unproven'> {
  if (ground.live.tables.get(table)?.outcome === 'partial') return { hidden: true };
  return isUnproven(ground, table) ? { unproven: true } : {};
}

function keptIn(changes: RestoreChanges, table: string): Pick<RehearsedTable, 'keptDiffering'> {
  const rows = changes.keptDiffering.get(table);
  return rows === undefined ? {} : { keptDiffering: rows };
}

function describeTables(ground: RestoreGround, changes: RestoreChanges, found: Found | null): RehearsedTable[] {
  const changed = changes.tables.map((change): RehearsedTable => {
    const { table, key, all: wholeTable, rowsInBackup, rowsNow } = change;
    const { rowsNow: counted = null, ...counts } = found?.tables.get(table) ?? {};
    const described = { table, key, wholeTable, rowsInBackup, rowsNow, counts: { ...countsOf(change), ...counts } };
    const notes = notesOf(ground, described);
    if (counted !== null && counted !== rowsNow) {
      notes.push('Somebody wrote to it while this was rehearsed, so the numbers may be off.');
    }
    return { ...described, ...sightOf(ground, table), ...keptIn(changes, table), notes };
  });
  const unchanged = changes.unchanged.map(({ table, key, rowsInBackup, rowsNow }): RehearsedTable => {
    const counts = { insert: 0, update: 0, delete: 0, unchanged: rowsNow, conflict: 0 };
    const described = { table, key, wholeTable: false, rowsInBackup, rowsNow, counts };
    const notes = notesOf(ground, described);
    return { ...described, ...sightOf(ground, table), ...keptIn(changes, table), notes };
  });
  return [...changed, ...unchanged];
}

/** Triggers that what is written concerns. */
function triggersOf(facts: readonly RestoreFacts[], tables: readonly RehearsedTable[]): TableTrigger[] {
  return tables.flatMap(({ table, counts, hidden = false }) => {
    const triggers = facts.find((each) => each.table === table)?.triggers ?? [];
    return triggers.flatMap((trigger): TableTrigger[] => {
      const kinds = (['insert', 'update', 'delete'] as const).filter((kind) => trigger.events.includes(kind));
      const rows = kinds.reduce((sum, kind) => sum + counts[kind], 0);
      if (rows === 0) return [];
      const { name, enabled, timing, level, events, function: called } = trigger;
      const about = { table, name, enabled, timing: timingOf(timing), events, function: called };
      return [{ ...about, rows: level === 'row' && !hidden ? rows : null }];
    });
  });
}

function timingOf(text: string): TableTrigger['timing'] {
  return text === 'before' || text === 'instead of' ? text : 'after';
}

/** Foreign keys out of the tables that are written, and those into them. */
function referencesOf(facts: readonly RestoreFacts[], written: ReadonlySet<string>): TableReference[] {
  const found = new Map<string, TableReference>();
  for (const { table, foreignKeys, referencedBy } of facts) {
    if (!written.has(table)) continue;
    const all = [
      ...foreignKeys.map(({ deferrable: _, ...key }) => ({ ...key, table })),
      ...referencedBy.map((key) => ({ ...key, references: table })),
    ];
    for (const key of all) found.set(JSON.stringify([key.table, key.name]), key);
  }
  return [...found.values()];
}
