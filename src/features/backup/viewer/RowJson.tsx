import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { prettyRow } from '../../../core/prettyRow.ts';
import type { Cell } from '../../../core/rowCells.ts';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { formatCount, formatPlural } from '../../../ui/formatNumber.ts';
import classes from './RowJson.module.css';

/** Characters of one value that are shown at first, and at most; all of it can be copied. */
const firstLength = 1_000;
const mostLength = 200_000;
/** Objects and arrays up to this length stand on one line, as the server wrote them. */
const oneLine = 80;

const encoder = new TextEncoder();

function valueText({ kind, json }: Cell): string {
  const nested = kind === 'object' || kind === 'array';
  if (!nested || json.length <= oneLine || json.length > mostLength) return json;
  return prettyRow(encoder.encode(json)).replaceAll('\n', '\n  ');
}

interface LineProps {
  cell: Cell;
  last: boolean;
  /** What was looked for stands in it. */
  hit: boolean;
  onCopy(text: string): Promise<void>;
}

function Line({ cell, last, hit, onCopy }: LineProps) {
  const [all, setAll] = useState(false);
  const line = useRef<HTMLDivElement>(null);
  const text = valueText(cell);
  const shown = text.slice(0, all ? mostLength : firstLength);
  const cut = text.length - shown.length;
  // What the server wrote is the null of JSON, whatever stands for it.
  const kind = cell.kind === 'override' && cell.json === 'null' ? 'null' : cell.kind;

  useEffect(() => {
    if (hit) line.current?.scrollIntoView({ block: 'nearest' });
  }, [hit]);

  return (
    <div ref={line} className={classes.line} data-hit={hit || undefined}>
      <span className={classes.name}>{`  ${JSON.stringify(cell.column)}`}</span>
      {': '}
      <span className={classes.value} data-kind={kind}>
        {cut > 0 ? `${shown}…` : text}
      </span>
      {last ? '' : ','}
      {cell.kind !== 'null' && (
        <span className={classes.copy}>
          <CopyButton label={`Copy value of ${cell.column}`} iconOnly onCopy={() => onCopy(cell.text)} />
        </span>
      )}
      {cut > 0 && !all && (
        <Button size="compact-xs" className={classes.more ?? ''} onClick={() => setAll(true)}>
          Show all {formatCount(text.length)} characters
        </Button>
      )}
      {cut > 0 && all && (
        <div className={classes.note}>
          {formatPlural(cut, 'more character')}: the button at its right copies all of it.
        </div>
      )}
      {cell.kind === 'override' && (
        <div className={classes.note}>
          JSON cannot carry this value: <span className={classes.exact}>{cell.text}</span>
        </div>
      )}
    </div>
  );
}

interface Props {
  cells: readonly Cell[];
  /** The column in which what was looked for stands first. */
  hitColumn: string | null;
  onCopy(text: string): Promise<void>;
}

/** One row as JSON, a line for each column, every digit as the server wrote it. */
export function RowJson({ cells, hitColumn, onCopy }: Props) {
  return (
    <>
      <section className={classes.json} aria-label="Row as JSON">
        <div>{'{'}</div>
        {cells.map((cell, index) => (
          <Line
            key={cell.column}
            cell={cell}
            last={index === cells.length - 1}
            hit={cell.column === hitColumn}
            onCopy={onCopy}
          />
        ))}
        <div>{'}'}</div>
      </section>
      <p className={classes.explanation}>
        Digits are shown as the server wrote them. Line breaks are added for reading. Copy row gives the original bytes.
      </p>
    </>
  );
}
