import { describe, expect, it } from 'vitest';
import type { RestWriter } from '../../src/ports/RestWriter.ts';
import type { RestBatch } from '../../src/tasks/restBatches.ts';
import { sendBatch } from '../../src/tasks/sendBatch.ts';
import type { RetryContext } from '../../src/tasks/withRetries.ts';

/** A database that deletes only so many of the rows that it is told to. */
function contextOf(deleted: number): RetryContext {
  const writer: Partial<RestWriter> = { delete: async () => deleted };
  return { session: { writer }, signal: new AbortController().signal } as RetryContext;
}

function deletionOf(rows: number): RestBatch {
  const numbers = Array.from({ length: rows }, (_, row) => row);
  const table = { table: 'public.leads', key: ['id'], columns: ['id'], referencedBy: [] };
  return { table, kind: 'delete', numbers, keys: numbers.map((row) => [`${row}`]), rows: [], referenced: [] } as never;
}

const send = (rows: number, deleted: number) =>
  sendBatch(contextOf(deleted), deletionOf(rows), { byKey: false, computed: new Set() }, { mayBeWritten: false });

describe('rows that the database passes over', () => {
  it('are counted where several were sent', async () => {
    await expect(send(3, 3)).resolves.toBeUndefined();
    await expect(send(3, 1)).rejects.toThrow('3 rows were sent, but the database says that 1 was deleted.');
  });

  it('are not counted where one was sent by itself, since the same is said for all rows of its table', async () => {
    const error = await send(1, 0).catch(({ message }: Error) => message);
    expect(error).toBe(
      'A row that was sent by itself was not deleted: row level security or a trigger passed over it.',
    );
  });
});
