import { SECOND_MS } from '#units/time.ts';
import { ProviderError, type PollContext } from './provider.ts';

const DEFAULT_TIMEOUT_MS = 30 * SECOND_MS;

/**
 * Runs work of several requests within one time limit: 30 s unless said otherwise. Once it is over, the
 * work's own context is aborted and this rejects with TIMEOUT; where the poll itself is aborted, with
 * the poll's reason.
 */
export async function withinTime<T>(
  name: string,
  poll: PollContext,
  work: (poll: PollContext) => Promise<T>,
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<T> {
  poll.signal.throwIfAborted();
  const ended = new AbortController();
  const onAbort = (): void => ended.abort(poll.signal.reason);
  poll.signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => {
    const message = `${name} did not finish its answer within ${timeoutMs / SECOND_MS} s`;
    ended.abort(new ProviderError('TIMEOUT', message));
  }, timeoutMs);
  try {
    return await work({ ...poll, signal: ended.signal });
  } catch (error) {
    ended.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    poll.signal.removeEventListener('abort', onAbort);
    // What is still under way of work that failed in one place must not go on.
    ended.abort();
  }
}
