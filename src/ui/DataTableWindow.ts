import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** Tables of up to this many rows are drawn whole: the browser's own search then finds everything. */
const drawnWhole = 100;
/** Rows drawn beyond the window on each side: enough for a turn of the wheel, few enough that the first drawing is quick. */
const overscan = 8;

interface VisibleRows {
  bodyRef: RefObject<HTMLTableSectionElement | null>;
  /** Indexes of the rows to draw. */
  visible: number[];
  /** Heights in px that stand for the rows before and after them. */
  before: number;
  after: number;
}

/** Which rows of a long table are near the window; the page itself scrolls. All of them where there are few. */
export function useVisibleRows(count: number, rowHeight: number): VisibleRows {
  const bodyRef = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  const long = count > drawnWhole;
  // Cards above the table come and go, so where it begins is measured after every drawing; equal values change nothing.
  useLayoutEffect(() => {
    if (long && bodyRef.current !== null) {
      setTop(Math.round(bodyRef.current.getBoundingClientRect().top + window.scrollY));
    }
  });
  const virtualizer = useWindowVirtualizer({
    count: long ? count : 0,
    estimateSize: () => rowHeight,
    scrollMargin: top,
    overscan,
  });
  if (!long) return { bodyRef, visible: Array.from({ length: count }, (_, index) => index), before: 0, after: 0 };
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  return {
    bodyRef,
    visible: items.map((item) => item.index),
    before: first === undefined ? 0 : first.start - top,
    after: last === undefined ? count * rowHeight : virtualizer.getTotalSize() - (last.end - top),
  };
}
