import type { Db } from '#db/open.ts';
import { WEBHOOK_QUEUE } from '../webhook/store-queue.ts';
import { sendDelivery, type Sending } from './send-delivery.ts';

type Taken = {
  readonly data: Readonly<Record<string, unknown>>;
  readonly done: (trx: Db) => Promise<void>;
};

/** What takes the tasks of the webhooks' queue. */
export function webhookWorker(sending: Sending) {
  return {
    queue: WEBHOOK_QUEUE,
    run: async ({ data: { delivery, attempts }, done }: Taken, signal: AbortSignal): Promise<void> => {
      if (typeof delivery !== 'string' || typeof attempts !== 'number')
        throw new TypeError('a task of the webhooks’ queue names no delivery');
      await sendDelivery(sending, { delivery, attempts }, { signal, done });
    },
  };
}
