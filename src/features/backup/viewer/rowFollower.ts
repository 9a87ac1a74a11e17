import { type RowHistory, type RowIdentity, rowHistory } from '../../../tasks/rowHistory.ts';
import { isOver, problemOf, type ViewerProblem } from './viewerProblem.ts';

/** What became of a row in all backups. */
export interface ViewerChanges {
  state: 'reading' | 'done' | 'failed';
  /** Null before the first report. */
  history: RowHistory | null;
  problem: ViewerProblem | null;
}

/** Reads the history of one row at a time. */
export interface RowFollower {
  /** Ends the reading before. Never rejects. */
  follow(row: RowIdentity): Promise<void>;
  stop(): void;
}

/** `tell` gets every state of the reading. */
export function createRowFollower(
  services: Parameters<typeof rowHistory>[0],
  tell: (changes: ViewerChanges) => void,
): RowFollower {
  let running = new AbortController();
  return {
    async follow(row) {
      running.abort();
      running = new AbortController();
      const { signal } = running;
      let history: RowHistory | null = null;
      tell({ state: 'reading', history, problem: null });
      try {
        history = await rowHistory(services, row, signal, (read) => {
          history = read;
          if (!signal.aborted) tell({ state: 'reading', history, problem: null });
        });
        if (!signal.aborted) tell({ state: 'done', history, problem: null });
      } catch (error) {
        if (!isOver(error, signal)) tell({ state: 'failed', history, problem: problemOf(error) });
      }
    },
    stop: () => running.abort(),
  };
}
