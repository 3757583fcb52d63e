/**
 * Workers that start when requests wait and stop when idle, request by request. One queue, first come, first
 * served. A request that finds an idle worker takes the one idle for the shortest time; one that finds none
 * waits. Where no worker runs one starts at once; else another starts, up to `max`, when a request has waited
 * for `scaleUpAfter`. A worker that has been idle for `idleTimeout` stops, down to `min`, which never stop.
 */
export type WorkerPolicy = {
  readonly min: number;
  readonly max: number;
  /** Seconds. */
  readonly idleTimeout: number;
  readonly coldSeconds: number;
  readonly scaleUpAfter: number;
};

export type WorkerRun = {
  /** Seconds that each request waited before a worker took it, in the order they were taken. */
  readonly delays: Float64Array;
  readonly coldStarts: number;
  /** Seconds of workers that ran, starting and idle ones included. */
  readonly billedSeconds: number;
  /** Seconds from the beginning to the end. */
  readonly seconds: number;
};

/**
 * Runs the requests that arrive at these instants, ascending, in seconds; and goes on to the instant `until`
 * where the last one was taken before.
 */
export function simulateWorkers(
  { min, max, idleTimeout, coldSeconds, scaleUpAfter }: WorkerPolicy,
  arrivals: Float64Array,
  serviceSeconds: () => number,
  until = 0,
): WorkerRun {
  const requests = arrivals.length;
  const delays = new Float64Array(requests);
  /** Instants since when workers are idle, the latest last: those of the front stop first. */
  const idle: number[] = Array.from({ length: min }, () => 0);
  /** When busy workers are done, in no order. */
  const busy: number[] = [];
  /** When starting workers are ready, in order. */
  const starting: number[] = [];
  let arrived = 0;
  let taken = 0;
  let checked = 0;
  let coldStarts = 0;
  let billed = 0;
  let now = 0;
  const running = (): number => idle.length + busy.length + starting.length;
  const start = (): void => {
    starting.push(now + coldSeconds);
    coldStarts++;
  };
  const take = (): void => {
    delays[taken] = now - (arrivals[taken] ?? 0);
    taken++;
    busy.push(now + serviceSeconds());
  };
  const free = (): void => {
    if (taken < arrived) take();
    else idle.push(now);
  };

  for (;;) {
    checked = Math.max(checked, taken);
    const doneAt = leastOf(busy);
    const done = doneAt === -1 ? Infinity : (busy[doneAt] ?? Infinity);
    const ready = starting[0] ?? Infinity;
    const arrival = arrivals[arrived] ?? Infinity;
    const stop = running() > min ? (idle[0] ?? Infinity) + idleTimeout : Infinity;
    const check =
      checked < arrived && running() < max
        ? Math.max(now, (arrivals[checked] ?? 0) + scaleUpAfter)
        : Infinity;
    const event = Math.min(done, ready, arrival, stop, check);
    const isOver = taken === requests && event >= until;
    const next = isOver ? Math.max(now, until) : event;
    billed += running() * (next - now);
    now = next;
    if (isOver) return { delays, coldStarts, billedSeconds: billed, seconds: now };
    if (next === done) {
      busy[doneAt] = busy.at(-1)!;
      busy.pop();
      free();
    } else if (next === ready) {
      starting.shift();
      free();
    } else if (next === arrival) {
      arrived++;
      if (idle.length > 0) {
        idle.pop();
        take();
      } else if (running() === 0) {
        start();
        checked = arrived;
      }
    } else if (next === stop) {
      idle.shift();
    } else {
      start();
      checked++;
    }
  }
}

function leastOf(values: readonly number[]): number {
  let least = -1;
  for (let at = 0; at < values.length; at++) if (least === -1 || values[at]! < values[least]!) least = at;
  return least;
}
