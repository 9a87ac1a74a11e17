import { ActionIcon, SegmentedControl } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { RowDifference } from '../../core/comparison.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { formatCount } from '../../ui/formatNumber.ts';
import { CellsTable } from './CellsTable.tsx';
import { nameRow } from './cellWords.ts';
import classes from './DifferenceDetail.module.css';
import { ChangeMark } from './DifferenceLine.tsx';

/** A side of the comparison, as the detail of a row names it. */
export interface DetailSide {
  /** "the backup of 19 Mar 02:00" */
  name: string;
  /** Address of a row of the shown table in the viewer of that backup, by its number; null for the live project. */
  hrefOfRow: ((row: number) => string) | null;
}

interface Props {
  row: RowDifference;
  /** Its number in the list, from 0, and how many there are. */
  number: number;
  count: number;
  before: DetailSide;
  after: DetailSide;
  narrow: boolean;
  /** The column that is looked for; null for none in particular. */
  column: string | null;
  onMove(number: number): void;
  onClose(): void;
  onCopy(text: string): Promise<void>;
}

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

interface SideActsProps {
  label: 'before' | 'after';
  side: DetailSide;
  bytes: Uint8Array | null;
  rowNumber: number | null;
  onCopy(text: string): Promise<void>;
}

function SideActs({ label, side, bytes, rowNumber, onCopy }: SideActsProps) {
  if (bytes === null) return null;
  return (
    <span className={classes.act}>
      <CopyButton label={`Copy row ${label}`} size="xs" onCopy={() => onCopy(textOf(bytes))} />
      {side.hrefOfRow !== null && rowNumber !== null && (
        <AppLink className={classes.link} to={side.hrefOfRow(rowNumber)}>
          Show in {side.name}
        </AppLink>
      )}
    </span>
  );
}

/** One row that differs: its columns side by side, exactly as the server wrote them. */
export function DifferenceDetail({
  row,
  number,
  count,
  before,
  after,
  narrow,
  column,
  onMove,
  onClose,
  onCopy,
}: Props) {
  const [only, setOnly] = useState('all');
  const changed = row.change === 'changed';
  return (
    <section className={classes.detail} aria-label="Row, before and after">
      <div className={classes.head}>
        <h3 className={classes.title}>
          <ChangeMark change={row.change} /> <span className={classes.key}>{nameRow(row)}</span>
        </h3>
        {changed && (
          <SegmentedControl
            aria-label="Columns"
            className={classes.columns ?? ''}
            value={only}
            onChange={setOnly}
            data={[
              { value: 'all', label: 'All' },
              { value: 'changed', label: 'Changed' },
            ]}
          />
        )}
        <span className={classes.acts}>
          <span className={classes.place}>
            {formatCount(number + 1)} of {formatCount(count)}
          </span>
          <ActionIcon aria-label="Previous row" disabled={number === 0} onClick={() => onMove(number - 1)}>
            <IconChevronUp size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon aria-label="Next row" disabled={number + 1 >= count} onClick={() => onMove(number + 1)}>
            <IconChevronDown size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon aria-label="Close row" onClick={onClose}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </span>
      </div>
      <CellsTable row={row} column={column} onlyChanged={changed && only === 'changed'} narrow={narrow} />
      <div className={classes.foot}>
        <SideActs label="before" side={before} bytes={row.before} rowNumber={row.rowBefore} onCopy={onCopy} />
        <SideActs label="after" side={after} bytes={row.after} rowNumber={row.rowAfter} onCopy={onCopy} />
      </div>
    </section>
  );
}
