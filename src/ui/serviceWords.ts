/** What a tab's scheduler says of itself, as `tasks/scheduler.ts` tells it. */
interface ServiceState {
  status: 'starting' | 'leading' | 'following' | 'off' | 'blocked';
}

export interface ServiceWords {
  tone: 'green' | 'accent' | 'gray' | 'red';
  /** "Running" */
  word: string;
  /** What follows it: "in this tab"; empty where there is nothing to add. */
  rest: string;
}

const words: Record<ServiceState['status'], ServiceWords> = {
  starting: { tone: 'accent', word: 'Starting…', rest: '' },
  leading: { tone: 'green', word: 'Running', rest: 'in this tab' },
  following: { tone: 'green', word: 'Running', rest: 'in another tab' },
  off: { tone: 'gray', word: 'Stopped', rest: '' },
  blocked: { tone: 'red', word: 'Not running', rest: 'in this tab' },
};

/** Whether automatic backups run, and where. */
export function describeService({ status }: ServiceState): ServiceWords {
  return words[status];
}
