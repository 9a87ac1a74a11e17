import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import {
  type ColumnDefTemplate,
  createSortedRowModel,
  metaHelper,
  type ReactTable,
  type Row,
  type RowData,
  rowSelectionFeature,
  rowSortingFeature,
  tableFeatures,
} from '@tanstack/react-table';
import { memo, type ReactNode } from 'react';
import classes from './DataTable.module.css';
import { useVisibleRows } from './DataTableWindow.ts';

interface ColumnLook {
  /** CSS width; columns without one share what is left. */
  width?: string;
  /** Numbers stand at the end of their cell. */
  end?: boolean;
  /** A class that hides the column where the screen is narrow. */
  className?: string | undefined;
}

/** What tables here can do: sort and select. Filtering is done before, on the data. */
export const dataTableFeatures = tableFeatures({
  rowSortingFeature,
  rowSelectionFeature,
  sortedRowModel: createSortedRowModel(),
  columnMeta: metaHelper<ColumnLook>(),
});

export type DataTableFeatures = typeof dataTableFeatures;

/**
 * What a column shows in a cell or head. Its function is called, not mounted as a component: columns are made anew as time passes, and a
 * component that is another one loses the focus of its buttons and closes its menus.
 */
function drawn<TContext extends object>(show: ColumnDefTemplate<TContext> | undefined, context: TContext): ReactNode {
  return typeof show === 'function' ? show(context) : show;
}

interface RowProps<TData extends RowData> {
  row: Row<DataTableFeatures, TData>;
  selected: boolean;
  /** Position in the whole table, from 1, told to assistive technology when only a window of it is on the page. */
  position: number;
  /** Least height in px, so that rows with one line and with two look alike. */
  height: number;
  /** The columns: new ones (because time passed, say) draw every row anew. */
  columns: unknown;
}

function DataRowPlain<TData extends RowData>({ row, selected, position, height }: RowProps<TData>) {
  return (
    <tr data-selected={selected || undefined} aria-rowindex={position} style={{ height }}>
      {row.getAllCells().map((cell) => {
        const look = cell.column.columnDef.meta;
        return (
          <td key={cell.id} className={`${look?.end ? classes.end : ''} ${look?.className ?? ''}`}>
            {drawn(cell.column.columnDef.cell, cell.getContext())}
          </td>
        );
      })}
    </tr>
  );
}

// Row models are made anew whenever one record changes; what a row shows depends only on these.
const DataRow = memo(
  DataRowPlain,
  (before, after) =>
    before.row.original === after.row.original &&
    before.selected === after.selected &&
    before.position === after.position &&
    before.columns === after.columns,
) as typeof DataRowPlain;

interface Props<TData extends RowData> {
  table: ReactTable<DataTableFeatures, TData>;
  /** The table's accessible name. */
  label: string;
  /** Height of a usual row in px, also for the part of a long table that is not on the page. */
  rowHeight: number;
  /** Below this width in px the table scrolls sideways in its card. */
  minWidth?: number;
}

const ariaSort = { asc: 'ascending', desc: 'descending' } as const;

/** A table that sorts by its heads. Past 100 rows only those near the window are on the page; it stays a real table. */
export function DataTable<TData extends RowData>({ table, label, rowHeight, minWidth }: Props<TData>) {
  const rows = table.getRowModel().rows;
  const { bodyRef, visible, before, after } = useVisibleRows(rows.length, rowHeight);
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  return (
    <div className={classes.scroll}>
      <table className={classes.table} style={{ minWidth }} aria-label={label} aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {headers.map((header) => {
              const look = header.column.columnDef.meta;
              const sorted = header.column.getIsSorted();
              return (
                <th
                  key={header.id}
                  scope="col"
                  style={{ width: look?.width }}
                  className={`${look?.end ? classes.end : ''} ${look?.className ?? ''}`}
                  aria-sort={sorted === false ? undefined : ariaSort[sorted]}
                >
                  {header.column.getCanSort() ? (
                    <button
                      type="button"
                      className={`${classes.sort} ${sorted === false ? '' : classes.sorted}`}
                      onClick={header.column.getToggleSortingHandler()}
                    >
                      {drawn(header.column.columnDef.header, header.getContext())}
                      {sorted === 'asc' && <IconArrowUp size={14} aria-hidden />}
                      {sorted === 'desc' && <IconArrowDown size={14} aria-hidden />}
                    </button>
                  ) : (
                    drawn(header.column.columnDef.header, header.getContext())
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody ref={bodyRef}>
          {before > 0 && (
            // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row takes no focus
            <tr aria-hidden="true">
              <td className={classes.spacer} colSpan={headers.length} style={{ height: before }} />
            </tr>
          )}
          {visible.map((index) => {
            const row = rows[index];
            return row === undefined ? null : (
              <DataRow
                key={row.id}
                row={row}
                selected={row.getIsSelected()}
                position={index + 2}
                height={rowHeight}
                columns={table.options.columns}
              />
            );
          })}
          {after > 0 && (
            // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row takes no focus
            <tr aria-hidden="true">
              <td className={classes.spacer} colSpan={headers.length} style={{ height: after }} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
