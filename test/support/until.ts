import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until it holds; rejects after five seconds. */
export async function until(holds: () => boolean, withinMs = 5000): Promise<void> {
  const startedAt = performance.now();
  while (!holds()) {
    if (performance.now() - startedAt > withinMs)
      throw new Error(`not within ${withinMs} ms: ${String(holds)}`);
    await sleep(5);
  }
}
