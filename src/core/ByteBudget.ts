interface Waiting {
  bytes: number;
  start(): void;
}

/**
 * Lets pieces of work run at once as long as they are few and hold few bytes together, in order of arrival. One that alone holds more than
 * the budget runs alone.
 */
export class ByteBudget {
  private readonly places: number;
  private readonly bytes: number;
  private running = 0;
  private held = 0;
  private readonly waiting: Waiting[] = [];

  constructor(places: number, bytes: number) {
    this.places = places;
    this.bytes = bytes;
  }

  /** Runs `work`, which holds so many bytes, when there is room for it, and settles as it does. */
  async run<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      this.waiting.push({ bytes, start });
      this.startNext();
    });
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.held -= bytes;
      this.startNext();
    }
  }

  private startNext(): void {
    for (let next = this.waiting[0]; next !== undefined && this.hasRoom(next.bytes); next = this.waiting[0]) {
      this.waiting.shift();
      this.running += 1;
      this.held += next.bytes;
      next.start();
    }
  }

  private hasRoom(bytes: number): boolean {
    return this.running === 0 || (this.running < this.places && this.held + bytes <= this.bytes);
  }
}
