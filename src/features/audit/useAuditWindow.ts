import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefCallback, type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** Lists of up to this many lines are drawn whole: the browser's own search then finds everything. */
const drawnWhole = 150;
/** Lines drawn beyond the window on each side. */
const overscan = 10;

interface AuditWindow {
  /** Of the element in which the lines stand. */
  bodyRef: RefObject<HTMLTableSectionElement | null>;
  /** Indexes of the lines to draw. */
  visible: number[];
  /** Heights in px that stand for the lines before and after them. */
  before: number;
  after: number;
  /** For lines whose height is not known before they are drawn, with their index as `data-index`. */
  measure: RefCallback<Element>;
}

const noMeasure = () => undefined;

/**
 * Which lines of a long list are near the window; the page itself scrolls. `heightOf` in px is exact, but for lines that are measured. Keep
 * both functions the same as long as the lines are: otherwise all of them are laid out anew.
 */
export function useAuditWindow(
  count: number,
  heightOf: (index: number) => number,
  keyOf: (index: number) => string,
): AuditWindow {
  const bodyRef = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  const long = count > drawnWhole;
  // What stands above comes and goes, so where the list begins is measured after every drawing; equal values change nothing.
  useLayoutEffect(() => {
    if (long && bodyRef.current !== null) {
      setTop(Math.round(bodyRef.current.getBoundingClientRect().top + window.scrollY));
    }
  });
  const virtualizer = useWindowVirtualizer({
    count: long ? count : 0,
    estimateSize: heightOf,
    getItemKey: keyOf,
    scrollMargin: top,
    overscan,
  });
  if (!long) {
    const all = Array.from({ length: count }, (_, index) => index);
    return { bodyRef, visible: all, before: 0, after: 0, measure: noMeasure };
  }
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  return {
    bodyRef,
    visible: items.map((item) => item.index),
    before: first === undefined ? 0 : first.start - top,
    after: last === undefined ? virtualizer.getTotalSize() : virtualizer.getTotalSize() - (last.end - top),
    measure: virtualizer.measureElement,
  };
}
