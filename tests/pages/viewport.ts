import type { DetachedWindowAPI } from 'happy-dom';

/** Gives the page a window of this width in px, as media queries see it. */
export function setViewportWidth(width: number): void {
  (window as unknown as { happyDOM: DetachedWindowAPI }).happyDOM.setViewport({ width, height: 900 });
}
