import type { BackupRecord } from '../../core/backup.ts';
import type {
  KeptRows,
  RehearsedTable,
  RestoreCounts,
  RestoredTable,
  RestoreMode,
  RestorePhase,
  RestorePhaseName,
  RestorePlan,
  RestoreRecord,
  RestoreScope,
  RestoreState,
  RestoreWay,
} from '../../core/restore.ts';
import { isAsPlanned, phaseOf, wasTakingBackTried } from '../../core/restoreRecord.ts';
import { formatCount, formatList, formatPlural } from '../../ui/formatNumber.ts';
import { typeWords } from '../../ui/formatStatus.ts';
import { formatNearMoment } from '../../ui/formatTime.ts';
import { helpWithConflicts } from './conflictHelp.ts';
import { countPicked, type RestoreStep, tablesOf } from './restoreDraft.ts';
import { everyRow, rowNoun } from './tickedWords.ts';

export const stepWords: Record<RestoreStep, string> = {
  backup: 'Backup',
  tables: 'Tables',
  how: 'How',
  rehearsal: 'Rehearsal',
  restore: 'Restore',
};

export const modeWords: Record<RestoreMode, { name: string; about: string }> = {
  add: {
    name: 'Add missing rows',
    about:
      'Rows that the project lacks are inserted. Every row that is there now stays as it is, even where it differs from the backup.',
  },
  merge: {
    name: 'Merge',
    about: 'Missing rows are inserted, and rows that differ become as in the backup. No row is deleted.',
  },
  replace: {
    name: 'Replace',
    about: 'The tables become exactly as in the backup. Rows that came since are deleted.',
  },
};

/** What a mode does. Where triggers fire, they may change any row. */
export function aboutMode(mode: RestoreMode, triggersFire: boolean): string {
  const { about } = modeWords[mode];
  return triggersFire ? `${about} Triggers that fire may change more.` : about;
}

/** Whether triggers of the project fire for what a restore writes: over REST nothing keeps them off. */
export function letsTriggersFire({ way, request }: Pick<RestoreRecord, 'way' | 'request'>): boolean {
  return way === 'rest' || request.triggers === 'on';
}

export const modeShort: Record<RestoreMode, string> = { add: 'Add missing', merge: 'Merge', replace: 'Replace' };

/** "4 of 10", "All 10", "3 rows" */
export function describeScope(scope: RestoreScope, record: BackupRecord | undefined): string {
  if (scope.kind === 'rows') return formatPlural(countPicked(scope.rows), 'row');
  if (record === undefined) return scope.tables === null ? 'All' : formatCount(scope.tables.length);
  const of = record.tables.length;
  const chosen = tablesOf(record, scope).length;
  return chosen === of ? `All ${formatCount(of)}` : `${formatCount(chosen)} of ${formatCount(of)}`;
}

/** "automatic backup of today 02:00" */
export function nameBackup(record: Pick<BackupRecord, 'type' | 'createdAt'>, now: number): string {
  return `${typeWords[record.type].toLowerCase()} backup of ${formatNearMoment(record.createdAt, now)}`;
}

export const countKinds = ['insert', 'update', 'delete', 'unchanged', 'conflict'] as const;

export const countWords: Record<keyof RestoreCounts, string> = {
  insert: 'Insert',
  update: 'Update',
  delete: 'Delete',
  unchanged: 'Unchanged',
  conflict: 'Conflict',
};

export function sumCounts(tables: readonly { counts: RestoreCounts }[]): RestoreCounts {
  const sum = (kind: keyof RestoreCounts) => tables.reduce((total, { counts }) => total + counts[kind], 0);
  return {
    insert: sum('insert'),
    update: sum('update'),
    delete: sum('delete'),
    unchanged: sum('unchanged'),
    conflict: sum('conflict'),
  };
}

/** Whether rows of a table are written. */
export const isWritten = ({ counts }: { counts: RestoreCounts }) => counts.insert + counts.update + counts.delete > 0;

/** Rows of a restore that could not be written. */
export const sumLeftOut = (tables: readonly Pick<RestoredTable, 'leftOut'>[]) =>
  tables.reduce((sum, { leftOut }) => sum + leftOut, 0);

/** Rows that differ from the backup and that a restore leaves so, by table; none of tables of which rows are hidden. */
export const keptIn = (tables: readonly Pick<RehearsedTable, 'table' | 'keptDiffering' | 'hidden'>[]): KeptRows[] =>
  tables.flatMap(({ table, keptDiffering: rows = 0, hidden }) => (rows > 0 && !hidden ? [{ table, rows }] : []));

export const sumKept = (kept: readonly KeptRows[] = []) => kept.reduce((sum, { rows }) => sum + rows, 0);

/** Before a restore: "3,000 rows are there with other values than in the backup, and stay as they are. Merge would change them." */
export function describeKept({ way, request, tables }: Pick<RestorePlan, 'way' | 'request' | 'tables'>): string | null {
  const rows = sumKept(keptIn(tables));
  if (rows === 0) return null;
  const [are, stay, them] = rows === 1 ? ['is', 'stays as it is', 'it'] : ['are', 'stay as they are', 'them'];
  const fired = letsTriggersFire({ way, request }) ? ', apart from what triggers change' : '';
  return `${formatPlural(rows, rowNoun(request.scope))} ${are} there with other values than in the backup, and ${stay}${fired}. Merge would change ${them}.`;
}

/** After a restore that only added rows: what became of those that were there. Of old records it is not known how many differed. */
function describeKeptBy({ way, request, keptDiffering }: RestoreRecord): string | null {
  if (request.mode !== 'add') return null;
  const fired = letsTriggersFire({ way, request }) ? ', apart from what triggers changed' : '';
  if (keptDiffering === undefined)
    return `Rows that were there were left as they were${fired}, also where they differed from the backup.`;
  const rows = sumKept(keptDiffering);
  if (rows === 0) return null;
  const [were, they, them] = rows === 1 ? ['was', 'it was', 'it'] : ['were', 'they were', 'them'];
  return `${formatPlural(rows, rowNoun(request.scope))} ${were} there with other values than in the backup, and ${were} left as ${they}${fired}. Merge would change ${them}.`;
}

export const phaseWords: Record<RestorePhaseName, string> = {
  verify: 'Check the archive',
  'maintenance on': 'Maintenance on',
  'pre-restore backup': 'Pre-restore backup',
  compare: 'Compare again',
  send: 'Send the rows',
  apply: 'Write the rows',
  recount: 'Count again',
  'roll back': 'Take back what was written',
  'maintenance off': 'Maintenance off',
};

export const phaseStates: Record<RestorePhase['state'], string> = {
  waiting: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  skipped: 'Skipped',
};

/** Of a restore over REST that was taken back: what others did in between was not looked at. */
const takenBack =
  'The rows that it had written are as they were before. What others changed since in other rows is still there.';

/** Of a restore that was undone while triggers had been let fire; `triggersStay` belongs to it. */
const ownRowsAsBefore = 'The rows that it wrote are as they were before it.';
const triggersStay = 'What triggers changed in other rows, also of these tables, stays.';

/** What undoing means where nobody knows whether triggers had fired: another browser made the restore. */
export const undoneUnseen = `${ownRowsAsBefore} If triggers were on, what they changed in other rows stays.`;

/** What a state means: a word for lists, a title, and what it means to the tables. */
export const stateWords: Record<RestoreState, { word: string; title: string; meaning: string }> = {
  running: { word: 'Running', title: 'The restore is on', meaning: 'It is at work right now.' },
  restored: { word: 'Restored', title: 'Restored', meaning: 'Everything was written as the rehearsal said.' },
  'nothing-written': {
    word: 'Nothing written',
    title: 'Nothing was restored',
    meaning: 'No row was written: the tables are as they were before.',
  },
  'rolled-back': {
    word: 'Taken back',
    title: 'The restore was taken back',
    meaning: `It failed after rows had been written, and all of them were taken back. ${takenBack}`,
  },
  'in-between': {
    word: 'In between',
    title: 'The tables are neither as before nor as planned',
    meaning: 'It failed after rows had been written, and not all of them could be taken back.',
  },
  unknown: {
    word: 'Unknown',
    title: 'It is not known what became of it',
    meaning: 'The answer of the project was lost. It was written either as a whole or not at all; the project knows.',
  },
  undone: { word: 'Undone', title: 'The restore was undone', meaning: 'The tables are as they were before it.' },
};

/** Whether what was written is gone again, so that what was counted behind it is no longer so. */
export const isTakenBack = (state: RestoreState | 'applied') => state === 'undone' || state === 'rolled-back';

/** Whether every row was written, none is known to differ from the backup, and nothing is otherwise than the rehearsal said. */
export function isWholly(record: RestoreRecord): boolean {
  const { state, tables, keptDiffering } = record;
  return state === 'restored' && isAsPlanned(record) === 'yes' && sumLeftOut(tables) + sumKept(keptDiffering) === 0;
}

/** The title of a report: "Restored" alone only where `isWholly`. */
export function titleOf(record: RestoreRecord): string {
  const { title } = stateWords[record.state];
  if (record.state !== 'restored') return title;
  const left = sumLeftOut(record.tables);
  const all = record.tables.reduce((sum, { inserted, updated }) => sum + inserted + updated, left);
  const kept = sumKept(record.keptDiffering);
  const buts = [
    ...{ yes: [], no: ['not as planned'], unknown: ['not checked'] }[isAsPlanned(record)],
    ...(left > 0
      ? [`${formatCount(left)} of ${formatPlural(all, 'row')} ${left === 1 ? 'was' : 'were'} left out`]
      : []),
    ...(kept > 0
      ? [
          `${formatPlural(kept, rowNoun(record.request.scope))} that ${kept === 1 ? 'differs' : 'differ'} from the backup stayed`,
        ]
      : []),
  ];
  return buts.length === 0 ? title : `${title}, but ${buts.join(', and ')}`;
}

function meaningOfRestored(record: RestoreRecord): string {
  const found = whatWasFound(record);
  const left = sumLeftOut(record.tables);
  const leftOut =
    left === 0
      ? []
      : ['Rows that are left out could not be written as things stood.', helpWithConflicts(record.conflicts, left)];
  return [...leftOut, found, describeKeptBy(record)].filter((sentence) => sentence !== null).join(' ');
}

/** What was found when the tables were looked at after a restore. */
function whatWasFound(record: RestoreRecord): string {
  const check = phaseOf(record, 'recount');
  const found = check?.message ?? null;
  switch (isAsPlanned(record)) {
    case 'yes': {
      const all = record.request.mode === 'add' ? `${everyRow(record.request)} was` : 'Everything was';
      const what = sumLeftOut(record.tables) > 0 ? 'All others were' : all;
      const known = `${what} written as the rehearsal said${record.way === 'rest' ? ', and read again' : ''}.`;
      return record.way === 'rest' ? `${known} What triggers did in other tables is not known.` : known;
    }
    case 'no':
      return (record.asPlanned === false ? found : null) ?? describeDiffering(record.tables, record.way) ?? '';
    case 'unknown': {
      const rows = sumLeftOut(record.tables) > 0 ? 'Every other row' : everyRow(record.request);
      const why = `${rows} was sent and taken by the project, but the tables were not read again since`;
      const missing = 'so nobody knows what triggers made of the rows. Compare the backup with the project.';
      return `${why}, ${missing}${found !== null && found !== 'As planned.' ? ` ${found}` : ''}`;
    }
  }
}

/** What a state means to the tables, by the way that was taken: over REST nothing is whole by itself. */
export function meaningOf(record: RestoreRecord): string {
  const { state, way, request } = record;
  if (state === 'restored') return meaningOfRestored(record);
  if (state === 'unknown' && way === 'rest') {
    return 'It stopped while rows were written one request after the other. Ask the project how far it came.';
  }
  if (state === 'in-between' && !wasTakingBackTried(record)) {
    return 'It stopped while it wrote. Nothing that it wrote was taken back yet.';
  }
  if (!isTakenBack(state) || !letsTriggersFire({ way, request })) return stateWords[state].meaning;
  const undone = way === 'rest' ? takenBack : ownRowsAsBefore;
  return `${state === 'undone' ? undone : stateWords[state].meaning} ${triggersStay}`;
}

/** "3 rows of public.events are not as in the backup: triggers changed them."; null where all are. */
export function describeDiffering(
  tables: readonly Pick<RestoredTable, 'table' | 'differing'>[],
  way: RestoreWay,
): string | null {
  const differing = tables.filter(({ differing: rows = 0 }) => rows > 0);
  const rows = differing.reduce((sum, { differing: more = 0 }) => sum + more, 0);
  if (rows === 0) return null;
  const [verb, them] = rows === 1 ? ['is', 'it'] : ['are', 'them'];
  const names = formatList(differing.map(({ table }) => table));
  const who = way === 'helper' ? 'triggers' : 'triggers, or somebody who wrote meanwhile,';
  return `${formatPlural(rows, 'row')} of ${names} ${verb} not as in the backup: ${who} changed ${them}.`;
}

/** "12 rows inserted, 3 updated and 2 deleted in 4 tables": what was done. */
export function describeDone(tables: readonly { inserted: number; updated: number; deleted: number }[]): string {
  const sum = (kind: 'inserted' | 'updated' | 'deleted') => tables.reduce((total, table) => total + table[kind], 0);
  const parts = (['inserted', 'updated', 'deleted'] as const).filter((kind) => sum(kind) > 0);
  const [first, ...rest] = parts;
  if (first === undefined) return 'No row was written';
  const words = [
    `${formatPlural(sum(first), 'row')} ${first}`,
    ...rest.map((kind) => `${formatCount(sum(kind))} ${kind}`),
  ];
  const touched = tables.filter((table) => table.inserted + table.updated + table.deleted > 0).length;
  return `${formatList(words)} in ${formatPlural(touched, 'table')}`;
}
