import { HoldfastError } from './HoldfastError.ts';

/** The database refused a statement over REST, so that nothing was written by it. */
export class RowsRefused extends HoldfastError {
  /** SQLSTATE, such as 23503; null where only the server in between spoke. */
  readonly sqlState: string | null;
  /** A column that takes no values because the database computes them; null where something else is wrong. */
  readonly generatedColumn: string | null;

  /** @param said what the database says, a sentence. */
  constructor(
    said: string,
    {
      sqlState = null,
      generatedColumn = null,
      cause,
    }: Partial<Pick<RowsRefused, 'sqlState' | 'generatedColumn' | 'cause'>>,
  ) {
    super('restore-refused', said, { cause });
    this.sqlState = sqlState;
    this.generatedColumn = generatedColumn;
  }
}
