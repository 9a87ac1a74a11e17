import { Anchor, Button } from '@mantine/core';
import { useState } from 'react';
import { sortTables } from '../../core/archiveFaults.ts';
import type { ArchiveFault, BackupRecord } from '../../core/backup.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { formatTableNames } from '../../ui/formatStatus.ts';
import { Notice } from '../../ui/Notice.tsx';
import classes from './FaultsNotice.module.css';

const fewFaults = 3;
const mostFaults = 100;

const sentence = ({ path, what }: ArchiveFault) => `${path ?? 'The archive as a whole'}: ${what}`;

/** What of it can still be used: "public.events and public.users are still good, and can be opened." */
function describeTables({ good, bad }: { good: string[]; bad: string[] }): string {
  const are = (names: string[]) => (names.length === 1 ? 'is' : 'are');
  if (bad.length === 0) return 'No table is damaged: all of them can still be opened.';
  if (good.length === 0) return 'No table of it can be relied on.';
  const lost = `${formatTableNames(bad)} ${are(bad)} damaged.`;
  return `${lost} ${formatTableNames(good)} ${are(good)} still good and can be opened.`;
}

/** A corrupt archive: what is damaged in it, what is still good, and what to do. */
export function FaultsNotice({ record, backupsHref }: { record: BackupRecord; backupsHref: string }) {
  const [all, setAll] = useState(false);
  const faults = record.archive?.faults ?? [];
  const shown = faults.slice(0, all ? mostFaults : fewFaults);
  const tables = record.tables.filter(({ parts }) => parts > 0).map(({ table }) => table);
  return (
    <Notice kind="error" title="The file is corrupt">
      {faults.length > 0 && <p className={classes.text}>{describeTables(sortTables(faults, tables))}</p>}
      {shown.length > 0 && (
        <ul className={classes.faults} aria-label="Faults">
          {shown.map((fault) => (
            <li key={sentence(fault)}>{sentence(fault)}</li>
          ))}
          {all && faults.length > mostFaults && <li>and {formatPlural(faults.length - mostFaults, 'more fault')}</li>}
        </ul>
      )}
      {!all && faults.length > fewFaults && (
        <Button size="xs" className={classes.more ?? ''} onClick={() => setAll(true)}>
          Show all {formatCount(faults.length)} faults
        </Button>
      )}
      <p className={classes.text}>
        Do not rely on it. If you have another copy of this file,{' '}
        <Anchor component={AppLink} to={backupsHref}>
          add it to the history
        </Anchor>
        : it takes the place of this one. Otherwise use an earlier backup; others are not affected.
      </p>
    </Notice>
  );
}
