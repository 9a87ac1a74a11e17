import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';

/** Engines cut elements that are higher: Firefox at 17.8 million px, Chromium at 33.5 million. */
const maximumHeightPx = 15_000_000;
/** Rows drawn beyond the window on each side: enough for a turn of the wheel. */
const overscan = 8;
/** Height that is taken for that of the window before it was measured, and where nothing has a height. */
const assumedHeightPx = 600;

/** What lies in the window of a list of rows of one height. */
export interface RowWindow {
  /** The rows to draw: from the first to before the end. */
  first: number;
  end: number;
  /** Height in px of what is scrolled. */
  height: number;
  /** Where a row stands in it, in px. */
  topOf(row: number): number;
  /** Scrolls as little as it takes to show the whole row; one that is far away comes into the middle. */
  reveal(row: number): void;
  /** Rows that fit into the window at once, 1 at least. */
  pageRows: number;
}

/** Height of what rows are seen through, in px. */
function heightOf({ clientHeight }: HTMLElement, headHeight: number): number {
  return clientHeight === 0 ? assumedHeightPx : clientHeight - headHeight;
}

/** How many px of rows there are to a px of scrolling: 1 unless there are more than an element can hold. */
function scaleOf(fullHeight: number, viewHeight: number): number {
  if (fullHeight <= maximumHeightPx) return 1;
  return (fullHeight - viewHeight) / (maximumHeightPx - viewHeight);
}

/**
 * Which of many rows are near the window of a scrolling element. All rows have one height, so nothing is kept per row: ten million cost as
 * much as ten, where a virtualiser that can measure rows holds an object for each, and is cut where elements end.
 * `headHeight`: px at the top that a sticky head covers.
 */
export function useRowWindow(
  scroll: RefObject<HTMLElement | null>,
  { count, rowHeight, headHeight }: { count: number; rowHeight: number; headHeight: number },
): RowWindow {
  const [{ scrollTop, viewHeight }, setMeasures] = useState({ scrollTop: 0, viewHeight: assumedHeightPx });

  useLayoutEffect(() => {
    const element = scroll.current;
    if (element === null) return;
    const measure = () => {
      const height = heightOf(element, headHeight);
      const top = element.scrollTop;
      setMeasures((known) =>
        known.scrollTop === top && known.viewHeight === height ? known : { scrollTop: top, viewHeight: height },
      );
    };
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      observer.disconnect();
    };
  }, [scroll, headHeight]);

  const fullHeight = count * rowHeight;
  const scale = scaleOf(fullHeight, viewHeight);
  const above = scrollTop * scale; // px of rows above the window
  const end = Math.min(count, Math.ceil((above + viewHeight) / rowHeight) + overscan);

  const reveal = useCallback(
    (row: number) => {
      const element = scroll.current;
      if (element === null) return;
      const height = heightOf(element, headHeight); // as it is now: rows may be revealed before they were measured
      const hidden = element.scrollTop * scale;
      const top = row * rowHeight;
      const [least, most] = [top + rowHeight - height, top]; // px above the window with which the row is whole in it
      if (hidden >= least && hidden <= most) return;
      const far = hidden < least - height || hidden > most + height;
      const wanted = far ? (least + most) / 2 : hidden < least ? least : most;
      element.scrollTop = Math.max(0, wanted) / scale;
    },
    [scroll, scale, rowHeight, headHeight],
  );

  return {
    first: Math.min(Math.max(0, Math.floor(above / rowHeight) - overscan), end),
    end,
    height: Math.min(fullHeight, maximumHeightPx),
    topOf: (row) => row * rowHeight - above + scrollTop,
    reveal,
    pageRows: Math.max(1, Math.floor(viewHeight / rowHeight)),
  };
}
