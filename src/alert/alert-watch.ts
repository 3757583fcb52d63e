import type { Clock } from '#units/time.ts';
import type { Evaluated, Evaluator } from './evaluator.ts';

export type AlertWatch = {
  /** Judges for as long as the signal lasts. */
  run(signal: AbortSignal): Promise<void>;
  /** Has it look at once: something was recorded, or an alert was changed. */
  ring(): void;
};

export type AlertWatchOptions = {
  readonly now: Clock;
  readonly onError: (error: unknown) => void;
  readonly onJudged?: (judged: Evaluated) => void;
  /** How often to look without a bell: a lost one costs this long, and never an alert. */
  readonly everyMs?: number;
};

/** Has alerts judged whenever there is something to judge: when it is rung for, and when one of them is due. */
export function alertWatch(evaluator: Evaluator, options: AlertWatchOptions): AlertWatch {
  const { now, onError, onJudged, everyMs = 5000 } = options;
  let rung = false;
  let wake: (() => void) | undefined;

  async function wait(ms: number, signal: AbortSignal): Promise<void> {
    if (rung || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        wake = undefined;
        resolve();
      }
      wake = done;
      signal.addEventListener('abort', done, { once: true });
    });
  }
  /** Milliseconds until there is something to do without being rung for. */
  function rest(): number {
    const due = evaluator.nextDue();
    return due === null ? everyMs : Math.min(everyMs, Math.max(due - now(), 0) + 1);
  }

  return {
    ring() {
      rung = true;
      wake?.();
    },
    async run(signal) {
      while (!signal.aborted) {
        rung = false;
        try {
          const judged = await evaluator.evaluate();
          onJudged?.(judged);
          if (!judged.more) await wait(rest(), signal);
        } catch (error) {
          onError(error);
          await wait(everyMs, signal);
        }
      }
    },
  };
}
