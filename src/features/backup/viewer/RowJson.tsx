import { prettyRow } from '../../../core/prettyRow.ts';
import type { Cell } from '../../../core/rowCells.ts';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { formatPlural } from '../../../ui/formatNumber.ts';
import classes from './RowJson.module.css';

/** Characters of one value that are put on the page; all of it can be copied. */
const shownLength = 20_000;
/** Objects and arrays up to this length stand on one line, as the server wrote them. */
const oneLine = 80;

const encoder = new TextEncoder();

function valueText({ kind, json }: Cell): string {
  const nested = kind === 'object' || kind === 'array';
  if (!nested || json.length <= oneLine || json.length > shownLength) return json;
  return prettyRow(encoder.encode(json)).replaceAll('\n', '\n  ');
}

function Line({ cell, last, onCopy }: { cell: Cell; last: boolean; onCopy(text: string): Promise<void> }) {
  const text = valueText(cell);
  const cut = text.length - shownLength;
  // What the server wrote is the null of JSON, whatever stands for it.
  const kind = cell.kind === 'override' && cell.json === 'null' ? 'null' : cell.kind;
  return (
    <div className={classes.line}>
      <span className={classes.name}>{`  ${JSON.stringify(cell.column)}`}</span>
      {': '}
      <span data-kind={kind}>{cut > 0 ? `${text.slice(0, shownLength)}…` : text}</span>
      {last ? '' : ','}
      {cell.kind !== 'null' && (
        <span className={classes.copy}>
          <CopyButton label={`Copy value of ${cell.column}`} iconOnly onCopy={() => onCopy(cell.text)} />
        </span>
      )}
      {cut > 0 && (
        <div className={classes.note}>{formatPlural(cut, 'more character')}; Copy value gives all of it.</div>
      )}
      {cell.kind === 'override' && (
        <div className={classes.note}>
          JSON cannot carry this value: <span className={classes.exact}>{cell.text}</span>
        </div>
      )}
    </div>
  );
}

/** One row as JSON, a line for each column, every digit as the server wrote it. */
export function RowJson({ cells, onCopy }: { cells: readonly Cell[]; onCopy(text: string): Promise<void> }) {
  return (
    <>
      <section className={classes.json} aria-label="Row as JSON">
        <div>{'{'}</div>
        {cells.map((cell, index) => (
          <Line key={cell.column} cell={cell} last={index === cells.length - 1} onCopy={onCopy} />
        ))}
        <div>{'}'}</div>
      </section>
      <p className={classes.explanation}>
        Digits are shown as the server wrote them. Line breaks are added for reading. Copy row gives the original bytes.
      </p>
    </>
  );
}
