import { expect, test } from 'vitest';
import { createRereading } from '../../src/tasks/rereading.ts';

/** A reading whose every turn ends when the test says so. */
function heldReading() {
  const turns: { end(value: string): void; fail(error: Error): void }[] = [];
  const shown: string[] = [];
  const reading = createRereading<string>({
    read: (show) =>
      new Promise((resolve, reject) => {
        turns.push({
          end: (value) => {
            show(value);
            resolve();
          },
          fail: reject,
        });
      }),
    show: (value) => shown.push(value),
    fail: ({ message }) => shown.push(message),
  });
  return { turns, shown, reading };
}

test('calls that come while it reads are served by one more reading', async () => {
  const { turns, shown, reading } = heldReading();
  const all = [reading.again(), reading.again(), reading.again()];
  expect(turns).toHaveLength(1);
  turns[0]?.end('first');
  await expect.poll(() => turns.length).toBe(2);
  turns[1]?.end('second');
  await Promise.all(all);
  expect(shown).toEqual(['first', 'second']);
  expect(turns).toHaveLength(2);
});

test('a failure is told, and the next call reads again', async () => {
  const { turns, shown, reading } = heldReading();
  const failing = reading.again();
  turns[0]?.fail(new Error('The storage did not answer.'));
  await failing;
  const next = reading.again();
  turns[1]?.end('there');
  await next;
  expect(shown).toEqual(['The storage did not answer.', 'there']);
});

test('once it is stopped, what was being read is not shown, and nothing is read again', async () => {
  const { turns, shown, reading } = heldReading();
  const all = [reading.again(), reading.again()];
  reading.stop();
  turns[0]?.end('late');
  await Promise.all(all);
  expect(shown).toEqual([]);
  expect(turns).toHaveLength(1);
});
