import { describeError } from '../core/HoldfastError.ts';

/** Why something could not be read, as pages tell it. */
export interface ReadingError {
  message: string;
  hint: string | null;
}

/** Reads something as often as it changes, never twice at once. */
export interface Rereading {
  /** Reads again. Never rejects. Calls that come while it reads are served by one more reading. */
  again(): Promise<void>;
  /** What is still being read is not shown any more. */
  stop(): void;
}

interface Options<T> {
  /** Reads, and calls `show` with what it has read, or several times with ever more of it. */
  read(show: (value: T) => void): Promise<void>;
  show(value: T): void;
  fail(error: ReadingError): void;
}

export function createRereading<T>({ read, show, fail }: Options<T>): Rereading {
  let reading: Promise<void> | null = null;
  let wanted = false;
  let stopped = false;

  const showIfOn = (value: T) => {
    if (!stopped) show(value);
  };

  async function readAll(): Promise<void> {
    do {
      wanted = false;
      try {
        await read(showIfOn);
      } catch (error) {
        const { message, hint } = describeError(error);
        if (!stopped) fail({ message, hint });
      }
    } while (wanted && !stopped);
    reading = null;
  }

  return {
    again() {
      wanted = reading !== null;
      reading ??= readAll();
      return reading;
    },
    stop() {
      stopped = true;
    },
  };
}
