import { Button } from '@mantine/core';
import { IconArrowBackUp, IconCircleCheckFilled } from '@tabler/icons-react';
import { asSentence } from '../../core/asSentence.ts';
import { nameLeftRows } from '../../core/leftRows.ts';
import type { RestoreRecord, RestoreState } from '../../core/restore.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import { formatMoment } from '../../ui/formatTime.ts';
import { Notice, type NoticeProps } from '../../ui/Notice.tsx';
import classes from './ReportCard.module.css';
import { describeDone, isWholly, meaningOf, titleOf } from './restoreWords.ts';

const kinds: Record<RestoreState, NoticeProps['kind']> = {
  running: 'info',
  restored: 'info',
  'nothing-written': 'warning',
  'rolled-back': 'warning',
  'in-between': 'error',
  unknown: 'error',
  undone: 'quiet',
};

function kindOf(record: RestoreRecord): NoticeProps['kind'] {
  return record.state === 'restored' && !isWholly(record) ? 'warning' : kinds[record.state];
}

function icon(record: RestoreRecord) {
  const { state } = record;
  if (isWholly(record)) return <IconCircleCheckFilled size={16} color="var(--hf-green-solid)" />;
  return state === 'undone' ? <IconArrowBackUp size={16} /> : undefined;
}

interface Props {
  record: RestoreRecord;
  /** The project is being asked. */
  settling: boolean;
  now: number;
  onSettle(): void;
}

/** What a state means to the tables, in plain words, with the reason and what to do. */
export function StateNotice({ record, settling, now, onSettle }: Props) {
  const { state, error, tables, undoneAt, left = [], afterwards = [], keptDiffering = [] } = record;
  const title = titleOf(record);
  const done = state === 'restored' ? `${describeDone(tables)}. ` : '';
  return (
    <Notice
      kind={kindOf(record)}
      icon={icon(record)}
      alert={state === 'in-between' || state === 'unknown'}
      title={state === 'undone' && undoneAt !== null ? `${title} on ${formatMoment(undoneAt, now)}` : title}
      action={
        (state === 'unknown' || state === 'running') && (
          <Button size="xs" loading={settling} onClick={onSettle}>
            Ask the project
          </Button>
        )
      }
    >
      {done}
      {meaningOf(record)}
      {error !== null && (
        <>
          {' '}
          {asSentence(error.message)} {error.hint}
        </>
      )}
      {state === 'restored' && keptDiffering.length > 0 && (
        <ul className={classes.left} aria-label="Rows that differ and stayed">
          {keptDiffering.map(({ table, rows }) => (
            <li key={table}>
              <b>{table}</b>: {formatPlural(rows, 'row')}
            </li>
          ))}
        </ul>
      )}
      {state === 'restored' &&
        afterwards.map((sentence) => (
          <p key={sentence} className={classes.afterwards}>
            {sentence}
          </p>
        ))}
      {state === 'in-between' && left.length > 0 && (
        <ul className={classes.left} aria-label="What could not be taken back">
          {left.map((rows) => (
            <li key={rows.table}>
              <b>{rows.table}</b>: {nameLeftRows(rows)}. {rows.reason}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
