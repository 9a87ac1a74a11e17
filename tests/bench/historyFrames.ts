/** How the frames of a page followed one another, ms. */
export interface FrameReport {
  frames: number;
  /** Frames that came more than 50 ms after the one before. */
  late: number;
  longestMs: number;
}

interface HistoryWatch {
  /** When the first row of the history, or that there is none, was painted, in ms since the page began to load; asks at every frame. */
  untilPainted(): Promise<number>;
  /** Clicks a link of the sidebar and resolves when the page's own content is painted, with the ms since the click. */
  clickUntilPainted(link: string): Promise<number>;
  beginFrames(): { stop(): FrameReport };
}

declare global {
  /** There in every page that this script was put into. */
  var historyWatch: HistoryWatch;
}

const lateMs = 50;

const isThere = {
  // `aria-rowindex` on rows of the body: a skeleton has no table.
  Backups: () =>
    document.querySelector('table[aria-label="Backup history"] tbody tr[aria-rowindex]') !== null ||
    document.querySelector('main')?.textContent?.includes('Your first backup takes one click') === true,
  Overview: () =>
    document.querySelector('[aria-label="Total backups"]') !== null &&
    document.querySelector('[aria-label="Total backups"] .mantine-Skeleton-root') === null,
};

const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

/** A message that is sent in a frame arrives when the frame is painted. */
function afterPaint(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
}

async function until(there: () => boolean): Promise<number> {
  do await nextFrame();
  while (!there());
  await afterPaint();
  return performance.now();
}

globalThis.historyWatch = {
  untilPainted: () => until(isThere.Backups),

  async clickUntilPainted(link) {
    const anchor = [...document.querySelectorAll<HTMLAnchorElement>('nav[aria-label="Main"] a')].find(
      ({ textContent }) => textContent?.startsWith(link) === true,
    );
    const there = link === 'Backups' ? isThere.Backups : isThere.Overview;
    if (anchor === undefined) throw new Error(`The sidebar has no link ${link}.`);
    const began = performance.now();
    anchor.click();
    return (await until(there)) - began;
  },

  beginFrames() {
    let frames = 0;
    let late = 0;
    let longestMs = 0;
    let last = performance.now();
    let going = true;
    const look = (now: number) => {
      if (!going) return;
      const passed = now - last;
      last = now;
      frames += 1;
      if (passed > lateMs) late += 1;
      longestMs = Math.max(longestMs, passed);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    return {
      stop() {
        going = false;
        return { frames, late, longestMs };
      },
    };
  },
};
