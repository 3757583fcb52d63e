import { WEBHOOK_QUEUE } from '../webhook/store-queue.ts';
import { sendDelivery, type SendOptions, type Sending } from './send-delivery.ts';

type Taken = Pick<SendOptions, 'done' | 'outside'> & {
  readonly data: Readonly<Record<string, unknown>>;
};

/** What takes the tasks of the webhooks' queue. */
export function webhookWorker(sending: Sending) {
  return {
    queue: WEBHOOK_QUEUE,
    run: async (
      { data: { delivery, attempts }, done, outside }: Taken,
      signal: AbortSignal,
    ): Promise<void> => {
      if (typeof delivery !== 'string' || typeof attempts !== 'number')
        throw new TypeError('a task of the webhooks’ queue names no delivery');
      await sendDelivery(sending, { delivery, attempts }, { signal, done, outside });
    },
  };
}
