import { type KeyboardEvent, memo, useEffect, useId, useLayoutEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import type { Cell } from '../../../core/rowCells.ts';
import { HitText } from '../../../ui/HitText.tsx';
import { useRowWindow } from '../../../ui/useRowWindow.ts';
import { nextPlace } from './gridKeys.ts';
import classes from './RowGrid.module.css';
import type { RowOrder } from './rowOrder.ts';
import { cellText, type ViewerColumn } from './viewerColumns.ts';
import type { ViewerStore } from './viewerStore.ts';

const rowHeight = 30;
const headHeight = 30;
const blockRows = 1_000;

interface RowProps {
  columns: readonly ViewerColumn[];
  /** Null while they are read. */
  cells: readonly Cell[] | null;
  unreadable: boolean;
  /** The column in which what was looked for stands first. */
  hitColumn: string | null;
  find: string;
  caseSensitive: boolean;
}

const GridCells = memo(({ columns, cells, unreadable, hitColumn, find, caseSensitive }: RowProps) => {
  if (cells === null) {
    return (
      <td className={classes.waiting} colSpan={columns.length}>
        {unreadable ? 'Cannot be read' : '…'}
      </td>
    );
  }
  // The same order in every row but for a table that was altered while it was read.
  const byName = new Map(cells.map((cell) => [cell.column, cell]));
  return columns.map((column) => {
    const cell = byName.get(column.name);
    return (
      <td
        key={column.name}
        className={classes.cell}
        data-end={column.end || undefined}
        data-kind={cell?.kind ?? 'null'}
        data-hit={column.name === hitColumn || undefined}
      >
        {cell !== undefined && (
          <HitText text={cellText(cell)} find={cell.kind === 'null' ? '' : find} caseSensitive={caseSensitive} />
        )}
      </td>
    );
  });
});

/** Space left and right of a value, and at the ends of a row, in px. */
const cellSpace = 20;
const rowSpace = 12;
/** Room for a tick, in px. */
const tickSpace = 32;
/** Rows that can be ticked at once. */
const mostTicks = 10_000;

/** Columns as wide as their text, the last one as wide as there is room. */
function gridSizes(columns: readonly ViewerColumn[], ticks: boolean): { columns: string; width: string } {
  const width = (characters: number) => `calc(${characters}ch + ${cellSpace}px)`;
  const all = columns.reduce((sum, { characters }) => sum + characters, 0);
  const tracks = columns.map(({ characters }, index) =>
    index < columns.length - 1 ? width(characters) : `minmax(${width(characters)}, 1fr)`,
  );
  const tickWidth = ticks ? tickSpace : 0;
  return {
    columns: [...(ticks ? [`${tickSpace}px`] : []), ...tracks].join(' '),
    width: `calc(${all}ch + ${columns.length * cellSpace + rowSpace + tickWidth}px)`,
  };
}

/** Scrolls sideways as little as it takes to show the column of this head. */
function revealAcross(scroll: HTMLElement, { offsetLeft, offsetWidth }: HTMLElement): void {
  const right = offsetLeft + offsetWidth - scroll.clientWidth;
  if (offsetLeft < scroll.scrollLeft) scroll.scrollLeft = offsetLeft;
  else if (right > scroll.scrollLeft) scroll.scrollLeft = right;
}

interface TickAllProps {
  order: RowOrder;
  ticked: ReadonlySet<number>;
  onTick(rows: Iterable<number>, on: boolean): void;
}

/** Ticks all rows of the list, where they are few enough to be meant one by one. */
function TickAll({ order, ticked, onTick }: TickAllProps) {
  const few = order.count <= mostTicks;
  const rows = useMemo(
    () => (few ? Array.from({ length: order.count }, (_, place) => order.rowAt(place)) : []),
    [few, order],
  );
  const all = rows.length > 0 && rows.every((row) => ticked.has(row));
  return (
    <th scope="col" className={classes.tick}>
      <input
        type="checkbox"
        aria-label="Tick all listed rows"
        title={few ? 'Tick all listed rows' : 'Too many to tick one by one: restore the whole table instead'}
        disabled={!few}
        checked={all}
        onChange={() => onTick(rows, !all)}
      />
    </th>
  );
}

interface Props {
  store: ViewerStore;
  order: RowOrder;
  /** The table's accessible name: "Rows of public.payments". */
  label: string;
  /** Rows can be ticked. */
  ticks: boolean;
}

/** The rows of a table: only those near the window are on the page. One of them is selected, by a click or with the keys. */
export function RowGrid({ store, order, label, ticks }: Props) {
  const { columns, selected, ticked, query, search, unreadable, cells, want, select, tick } = useStore(store);
  const scroll = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  const heads = useRef<HTMLTableRowElement>(null);
  const id = useId();
  const { first, end, height, topOf, reveal, pageRows } = useRowWindow(scroll, {
    count: order.count,
    rowHeight,
    headHeight,
  });
  const places = useMemo(() => Array.from({ length: end - first }, (_, index) => first + index), [first, end]);
  // Rows stand in blocks: where they have to be moved with every scroll, because there are so many, only their block is.
  const base = first - (first % blockRows);
  const sizes = useMemo(() => gridSizes(columns, ticks), [columns, ticks]);
  const selectedPlace = selected === null ? -1 : order.placeOf(selected);
  const hitColumn = selectedPlace < 0 ? null : (search?.matches?.columnOf(selectedPlace) ?? null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what could not be read is wanted again when it is tried again
  useEffect(() => want(places.map(order.rowAt)), [want, places, order, unreadable.length === 0]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a newly selected row is scrolled to
  useLayoutEffect(() => {
    if (selectedPlace >= 0) reveal(selectedPlace);
  }, [selectedPlace]);

  useLayoutEffect(() => {
    const place = columns.findIndex(({ name }) => name === hitColumn);
    const head = place < 0 ? null : heads.current?.children.item(place + Number(ticks));
    if (head instanceof HTMLElement && scroll.current !== null) revealAcross(scroll.current, head);
  }, [hitColumn, columns, ticks]);

  // The focus that waits on what is around it is moved in; one that is in a field stays there.
  useEffect(() => {
    if (document.activeElement?.contains(grid.current)) grid.current?.focus({ preventScroll: true });
  }, []);

  function move(event: KeyboardEvent) {
    if (ticks && event.key === ' ' && selected !== null && event.target === grid.current) {
      event.preventDefault();
      tick([selected], !ticked.has(selected));
      return;
    }
    const place = nextPlace(event, selectedPlace, order.count, pageRows);
    if (place === null) return;
    event.preventDefault();
    select(order.rowAt(place));
  }

  return (
    <div className={classes.frame}>
      <div ref={scroll} className={classes.scroll}>
        <table
          ref={grid}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows can be selected is a grid
          role="grid"
          aria-label={label}
          aria-rowcount={order.count + 1}
          aria-activedescendant={selectedPlace >= first && selectedPlace < end ? `${id}${selectedPlace}` : undefined}
          tabIndex={0}
          className={classes.grid}
          style={{ width: sizes.width, height: height + headHeight }}
          onKeyDown={move}
        >
          <thead className={classes.heads}>
            <tr ref={heads} aria-rowindex={1} className={classes.head} style={{ gridTemplateColumns: sizes.columns }}>
              {ticks && <TickAll order={order} ticked={ticked} onTick={tick} />}
              {columns.map(({ name, type, end: atEnd }) => (
                <th key={name} scope="col" className={classes.name} data-end={atEnd || undefined} title={type}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className={classes.rows} style={{ transform: `translateY(${topOf(base)}px)` }}>
            {places.map((place) => {
              const row = order.rowAt(place);
              const known = cells(row);
              return (
                <tr
                  key={row}
                  id={`${id}${place}`}
                  aria-rowindex={place + 2}
                  aria-selected={row === selected}
                  className={classes.row}
                  style={{
                    gridTemplateColumns: sizes.columns,
                    transform: `translateY(${(place - base) * rowHeight}px)`,
                  }}
                  onClick={() => select(row)}
                >
                  {ticks && (
                    <td className={classes.tick}>
                      <input
                        type="checkbox"
                        tabIndex={-1}
                        aria-label={`Tick row ${(row + 1).toLocaleString('en-US')}`}
                        checked={ticked.has(row)}
                        onClick={(event) => event.stopPropagation()}
                        onChange={(event) => tick([row], event.currentTarget.checked)}
                      />
                    </td>
                  )}
                  <GridCells
                    columns={columns}
                    cells={known}
                    unreadable={
                      known === null && unreadable.some((part) => row >= part.firstRow && row <= part.lastRow)
                    }
                    hitColumn={search?.matches?.columnOf(place) ?? null}
                    find={search === null ? '' : query.text}
                    caseSensitive={query.caseSensitive}
                  />
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}
