/** What the worker is told: to send `id` back after `ms`, or (null) not to. */
export interface TimerMessage {
  id: number;
  ms: number | null;
}

const timers = new Map<number, ReturnType<typeof setTimeout>>();

self.onmessage = ({ data: { id, ms } }: MessageEvent<TimerMessage>) => {
  clearTimeout(timers.get(id));
  timers.delete(id);
  if (ms === null) return;
  const fire = () => {
    timers.delete(id);
    self.postMessage(id);
  };
  timers.set(id, setTimeout(fire, ms));
};
