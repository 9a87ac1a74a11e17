/**
 * Does `work` on several items at once and yields the answers in the order of the items. Items are begun in order, at most `ahead` beyond the
 * one whose answer is waited for. Whoever stops early should abort what was begun.
 * @throws what `work` throws, when its item's turn comes.
 */
export async function* mapInOrder<T, R>(
  items: readonly T[],
  ahead: number,
  work: (item: T, index: number) => Promise<R>,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  for (let turn = 0; turn < items.length; turn += 1) {
    for (let next = begun.length; next < items.length && next <= turn + ahead; next += 1) {
      const answer = work(items[next] as T, next);
      answer.catch(() => undefined); // it is thrown when its turn comes; if that never comes, nobody waits for it
      begun.push(answer);
    }
    const answer = await (begun[turn] as Promise<R>);
    delete begun[turn]; // answers may be large
    yield answer;
  }
}
