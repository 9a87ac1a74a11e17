/** As much of a service worker as an update needs. */
class FakeWorker extends EventTarget {
  readonly messages: unknown[] = [];
  postMessage(message: unknown): void {
    this.messages.push(message);
  }
}

class FakeRegistration extends EventTarget {
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;
  update = async (): Promise<void> => undefined;
}

/** The browser's service workers as one tab sees them, in the order of events that the specification gives. */
export interface FakeServiceWorkers {
  /** What the adapter is handed in place of `navigator.serviceWorker`. */
  container: Pick<ServiceWorkerContainer, 'controller' | 'register' | 'addEventListener'>;
  registered: { script: string; options: RegistrationOptions | undefined }[];
  /** The first version takes this tab over. */
  takeOver(): void;
  /** A new version is installed, and waits. Returns what it is told. */
  release(): unknown[];
  /** The waiting version takes over, as after a word from any tab. */
  replace(): void;
}

/** `controlled`: whether the tab was opened from a version that is installed already. */
export function createFakeServiceWorkers(controlled = true): FakeServiceWorkers {
  const registration = new FakeRegistration();
  const events = new EventTarget();
  const container = {
    controller: controlled ? new FakeWorker() : null,
    addEventListener: events.addEventListener.bind(events),
    async register(script: string, options?: RegistrationOptions) {
      fake.registered.push({ script, options });
      return registration;
    },
  };
  const control = (worker: FakeWorker | null) => {
    container.controller = worker;
    events.dispatchEvent(new Event('controllerchange'));
  };
  const fake: FakeServiceWorkers = {
    container: container as unknown as FakeServiceWorkers['container'],
    registered: [],
    takeOver: () => control(new FakeWorker()),
    release() {
      const worker = new FakeWorker();
      registration.installing = worker;
      registration.dispatchEvent(new Event('updatefound'));
      registration.installing = null;
      registration.waiting = worker;
      worker.dispatchEvent(new Event('statechange'));
      return worker.messages;
    },
    replace() {
      const worker = registration.waiting;
      registration.waiting = null;
      control(worker);
    },
  };
  return fake;
}
