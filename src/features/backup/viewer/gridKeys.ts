interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/**
 * Where a key goes in a list of rows; null for keys that it leaves alone.
 * @param place where the selection is; -1 when there is none. @param pageRows rows that PageUp and PageDown jump over.
 */
export function nextPlace(
  { key, ctrlKey, metaKey, altKey }: Key,
  place: number,
  count: number,
  pageRows: number,
): number | null {
  if (count === 0 || ctrlKey || metaKey || altKey) return null;
  const steps: Record<string, number> = {
    ArrowDown: place + 1,
    ArrowUp: place - 1,
    PageDown: place + pageRows,
    PageUp: place - pageRows,
    Home: 0,
    End: count - 1,
  };
  const next = steps[key];
  return next === undefined ? null : Math.min(count - 1, Math.max(0, next));
}
