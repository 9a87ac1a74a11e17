import { HoldfastError } from './HoldfastError.ts';

/** The database refused a statement over REST, so that nothing was written by it. */
export class RowsRefused extends HoldfastError {
  /** SQLSTATE, such as 23503; null where only the server in between spoke. */
  readonly sqlState: string | null;

  /** @param said what the database says, a sentence. */
  constructor(said: string, sqlState: string | null, cause?: unknown) {
    super('restore-refused', said, { cause });
    this.sqlState = sqlState;
  }
}
