import { Button } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useMemo, useState } from 'react';
import type { BackupFinding, Findings, TableFinding } from '../../core/findings.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { formatPlural } from '../../ui/formatNumber.ts';
import { exactTime, formatMoment } from '../../ui/formatTime.ts';
import { FoundRows } from './FoundRows.tsx';
import type { FindCriteria } from './findStore.ts';
import { formatMatches, groupFindings } from './findWords.ts';
import classes from './ResultsCard.module.css';

interface Context {
  criteria: FindCriteria;
  /** Address of a row of a table in a backup; `row` counts from 0. */
  rowHref(backupId: string, place: { table: string; row: number; find: string }): string;
  backupHref(backupId: string): string;
  /** ms since the epoch. */
  now: number;
}

/** What kept tables from being searched wholly, tables with the same reason together. */
function Doubts({ tables }: { tables: readonly TableFinding[] }) {
  const byWhy = new Map<string, string[]>();
  for (const { table, why } of tables) if (why !== null) byWhy.set(why, [...(byWhy.get(why) ?? []), table]);
  if (byWhy.size === 0) return null;
  return (
    <ul className={classes.doubts}>
      {[...byWhy].map(([why, names]) => (
        <li key={why}>
          {names.length > 3 ? formatPlural(names.length, 'table') : names.join(', ')}: {why}
        </li>
      ))}
    </ul>
  );
}

function Having({ backup, opened, ...context }: Context & { backup: BackupFinding; opened: boolean }) {
  const [open, setOpen] = useState(opened);
  const id = useId();
  const moment = formatMoment(backup.createdAt, context.now).replace(', ', ' ');
  const { value, caseSensitive } = context.criteria;
  return (
    <li className={classes.backup}>
      <div className={classes.line}>
        <Button
          size="compact-xs"
          variant="subtle"
          className={classes.toggle ?? ''}
          aria-expanded={open}
          aria-controls={id}
          aria-label={`Rows in the backup of ${moment}`}
          onClick={() => setOpen(!open)}
        >
          {open ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
        </Button>
        <AppLink to={context.backupHref(backup.backupId)} className={classes.when} title={exactTime(backup.createdAt)}>
          {moment}
        </AppLink>
        <span className={classes.found}>{formatMatches(backup)}</span>
      </div>
      {/* What is folded away is not drawn: a history may hold thousands of rows. */}
      <div id={id} className={classes.content} hidden={!open}>
        {open &&
          backup.tables
            .filter(({ matches }) => matches > 0)
            .map((finding) => (
              <FoundRows
                key={finding.table}
                finding={finding}
                value={value}
                caseSensitive={caseSensitive}
                moment={moment}
                rowHref={(row) => context.rowHref(backup.backupId, { table: finding.table, row, find: value })}
              />
            ))}
        <Doubts tables={backup.tables} />
      </div>
    </li>
  );
}

/** "24 Mar 02:00", or of several neighbours "20 Mar 02:00 to 24 Mar 02:00, 5 backups". */
function period(group: readonly BackupFinding[], now: number): string {
  const say = (backup: BackupFinding | undefined) => formatMoment(backup?.createdAt ?? null, now).replace(', ', ' ');
  if (group.length === 1) return say(group[0]);
  return `${say(group.at(-1))} to ${say(group[0])}, ${formatPlural(group.length, 'backup')}`;
}

function describe({ state, why }: BackupFinding): string {
  if (state === 'waiting') return 'not searched yet';
  if (state === 'searching') return 'searching…';
  return state === 'not-searched' ? `could not be searched: ${why ?? ''}` : 'not there';
}

function Lacking({ group, now }: { group: readonly BackupFinding[]; now: number }) {
  const [first] = group;
  if (first === undefined) return null;
  return (
    <li className={classes.backup}>
      <div className={classes.line}>
        <span className={classes.space} />
        <span className={classes.when}>{period(group, now)}</span>
        <span className={classes.lacking} data-state={first.state}>
          {describe(first)}
        </span>
      </div>
      <div className={classes.content}>
        <Doubts tables={first.tables} />
      </div>
    </li>
  );
}

/** The backups that were searched, newest first, with what was found in each. */
export function ResultsCard({ findings, ...context }: Context & { findings: Findings }) {
  const groups = useMemo(() => groupFindings(findings.backups), [findings]);
  const newest = findings.backups.find(({ matches }) => matches > 0);
  return (
    <Card title="Backups">
      <ol className={classes.list} aria-label="Results">
        {groups.map((group) => {
          const [first] = group;
          if (first === undefined) return null;
          return first.matches > 0 ? (
            <Having key={first.backupId} backup={first} opened={first === newest} {...context} />
          ) : (
            <Lacking key={first.backupId} group={group} now={context.now} />
          );
        })}
      </ol>
      {findings.more && (
        <p className={classes.more}>Of tables with many matches only the first rows are listed; all are counted.</p>
      )}
    </Card>
  );
}
