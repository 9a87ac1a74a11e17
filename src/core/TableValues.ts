import { ColumnIndex } from './ColumnIndex.ts';
import type { SearchedPart } from './findInPart.ts';
import { groupBy } from './groupBy.ts';
import { HoldfastError } from './HoldfastError.ts';
import type { RowOverride } from './page.ts';
import { FieldCursor, type FieldKind, textOf } from './rowFields.ts';

/** One value of a row, in the bytes of its part. */
export interface TableValue {
  kind: FieldKind;
  /** Offsets of its JSON, end exclusive. */
  start: number;
  end: number;
  /** Postgres' own output, where JSON could not carry the value. */
  override: string | null;
}

/** Reads the rows of a part as values in the order of the table's columns. */
export class TableValues {
  private readonly part: SearchedPart;
  private readonly cursor: FieldCursor;
  private readonly index: ColumnIndex;
  private readonly columns: readonly string[];
  private readonly overrides: ReadonlyMap<number, RowOverride[]>;
  /** Place in the table of each column of `index`. */
  private readonly places: number[] = [];

  constructor(part: SearchedPart, columns: readonly string[]) {
    this.part = part;
    this.columns = columns;
    this.cursor = new FieldCursor(part.bytes);
    this.index = new ColumnIndex(part.bytes);
    this.overrides = groupBy(part.overrides, ({ row }) => row);
  }

  /**
   * The values of one row; null for a column that the row does not have.
   * @throws HoldfastError `columns-differ` when it has a column that the table does not: it would be lost.
   */
  read(row: number): (TableValue | null)[] {
    const values: (TableValue | null)[] = this.columns.map(() => null);
    const overrides = this.overrides.get(row);
    const cursor = this.cursor;
    cursor.enter(this.part.starts[row] as number, this.part.ends[row] as number);
    while (cursor.next()) {
      const { start, end, kind } = cursor;
      const place = this.placeOf(this.index.at(cursor));
      const override = overrides?.find(({ column }) => column === this.columns[place])?.text ?? null;
      values[place] = { kind, start, end, override };
    }
    return values;
  }

  /** The JSON of a value as the server wrote it. */
  jsonOf({ start, end }: TableValue): string {
    return textOf(this.part.bytes, start, end);
  }

  private placeOf(index: number): number {
    const known = this.places[index];
    if (known !== undefined) return known;
    const name = this.index.names[index] as string;
    const place = this.columns.indexOf(name);
    if (place < 0) {
      throw new HoldfastError('columns-differ', `Some rows have a column ${name} that the table did not have.`, {
        hint: 'Export the table as JSON, which has every row as it was read.',
      });
    }
    this.places[index] = place;
    return place;
  }
}
