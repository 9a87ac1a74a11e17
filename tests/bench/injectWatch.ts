import { type MainThreadWatch, watchMainThread } from './watchMainThread.ts';

declare global {
  /** There in every page that this script was put into. */
  var beginWatch: () => MainThreadWatch;
}

globalThis.beginWatch = watchMainThread;
