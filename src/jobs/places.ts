/** Places at work for so many at once; who comes back from outside and finds none waits in line. */
export class Places {
  #free: number;
  readonly #enough: number;
  readonly #line: (() => void)[] = [];
  readonly #onRoom: () => void;

  /** `onRoom` is told when as many are free as it is worth to ask for tasks: a quarter of all. */
  constructor(places: number, onRoom: () => void) {
    this.#free = places;
    this.#enough = Math.ceil(places / 4);
    this.#onRoom = onRoom;
  }

  /** How many can begin now: none while others are in line, or where it is not worth to ask for so few. */
  get free(): number {
    return this.#free < this.#enough ? 0 : this.#free;
  }

  /** Takes one of those that are free. */
  take(): void {
    this.#free--;
  }

  /** Gives a place up: to the first in line, or for whoever begins next. */
  leave(): void {
    const next = this.#line.shift();
    if (next) return next();
    this.#free++;
    if (this.#free === this.#enough) this.#onRoom();
  }

  /** Waits without a place, and has one again before this ends, however it does. */
  async outside<T>(wait: () => Promise<T>): Promise<T> {
    this.leave();
    try {
      return await wait();
    } finally {
      await this.#return();
    }
  }

  async #return(): Promise<void> {
    if (this.#free > 0) return this.take();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#line.push(resolve);
    await promise;
  }
}
