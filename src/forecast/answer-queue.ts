import { HOUR_MS, MINUTE_MS, type Clock } from '#units/time.ts';
import { keptAnswer, type Answer, type KeptAnswer } from './kept-answer.ts';

/** How answers are sampled: each question once an hour, and on one instance so many a minute. */
export const SAMPLING = { perQuestionAndHour: 1, perMinute: 600 } as const;

export type AnswerQueueOptions = {
  /** Writes answers, and how many more were dropped; both may come again where it failed. */
  readonly write: (answers: readonly KeptAnswer[], dropped: number) => Promise<void>;
  readonly now: Clock;
  readonly onError: (error: unknown) => void;
  readonly everyMs?: number;
  readonly perMinute?: number;
  /** How many may wait to be written, and how many questions of the hour are remembered. */
  readonly capacity?: number;
};

/**
 * Answers on their way to the scoreboard. `keep` takes microseconds and never fails: what is too much, or
 * waits too long because the database is away, is dropped and counted.
 */
export class AnswerQueue implements AsyncDisposable {
  readonly #options: Required<AnswerQueueOptions>;
  readonly #timer: NodeJS.Timeout;
  #waiting: KeptAnswer[] = [];
  /** Questions of this hour that are kept already. */
  #seen = new Set<string>();
  #hour = 0;
  #minute = 0;
  #taken = 0;
  #dropped = 0;
  #writing: Promise<void> | undefined;

  constructor(options: AnswerQueueOptions) {
    this.#options = { everyMs: 2000, perMinute: SAMPLING.perMinute, capacity: 2000, ...options };
    this.#timer = setInterval(() => void this.flush(), this.#options.everyMs);
    this.#timer.unref();
  }

  /** How many wait to be written, and how many were dropped that no write has told of. */
  get state(): { readonly waiting: number; readonly dropped: number } {
    return { waiting: this.#waiting.length, dropped: this.#dropped };
  }

  keep(answer: Answer): void {
    try {
      this.#take(keptAnswer(answer));
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #take(kept: KeptAnswer): void {
    const { now, perMinute, capacity } = this.#options;
    const at = now();
    const hour = Math.floor(at / HOUR_MS);
    if (hour !== this.#hour) {
      this.#hour = hour;
      this.#seen.clear();
    }
    const name = `${kept.hour} ${kept.question}`;
    if (this.#seen.has(name)) return;
    const minute = Math.floor(at / MINUTE_MS);
    if (minute !== this.#minute) [this.#minute, this.#taken] = [minute, 0];
    if (this.#taken >= perMinute || this.#waiting.length >= capacity) {
      this.#dropped++;
      return;
    }
    this.#taken++;
    // What is forgotten is at worst written once more, which the database refuses.
    if (this.#seen.size >= 10 * capacity) this.#seen.clear();
    this.#seen.add(name);
    this.#waiting.push(kept);
  }

  /** Writes what waits. Resolves once nothing is under way; a write that fails is told and tried again later. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#waiting.length === 0 && this.#dropped === 0) return;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  async #write(): Promise<void> {
    const { write, capacity, onError } = this.#options;
    const answers = this.#waiting;
    const dropped = this.#dropped;
    this.#waiting = [];
    this.#dropped = 0;
    try {
      await write(answers, dropped);
    } catch (error) {
      onError(error);
      const room = Math.max(capacity - this.#waiting.length, 0);
      this.#waiting = [...answers.slice(0, room), ...this.#waiting];
      this.#dropped += dropped + Math.max(answers.length - room, 0);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }
}
