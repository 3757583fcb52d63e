import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vastMarket, type VastOffer } from '../test/support/market-fixtures.ts';

/**
 * A market that keeps each poll waiting until a benchmark has an answer for it, so that what is measured
 * begins when the answer is sent.
 */
export type HeldMarket = AsyncDisposable & {
  readonly url: string;
  /** Resolves once a poll waits. */
  polled(): Promise<void>;
  /** Answers the poll that waits. Returns when, by performance.now(). */
  answer(body: Buffer): number;
};

export async function startHeldMarket(): Promise<HeldMarket> {
  let held: ServerResponse | undefined;
  let arrived = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      held = response;
      arrived.resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    polled: () => arrived.promise,
    answer(body) {
      const response = held;
      if (!response) throw new Error('no poll waits');
      held = undefined;
      arrived = Promise.withResolvers();
      response.setHeader('Content-Type', 'application/json');
      response.setHeader('Content-Length', body.length);
      const at = performance.now();
      response.end(body);
      return at;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type ChangingMarket = {
  /** The market's next answer, as bytes. */
  answer(): Buffer;
};

/** A market of on-demand offers, of which the prices of the first `changed` move with each answer. */
export function changingMarket(offerCount: number, changed: number): ChangingMarket {
  // Machines listed whole and on demand alone: a row is an offer.
  const offers = vastMarket(offerCount)
    .filter((offer) => offer['gpu_frac'] === 1)
    .map((offer): VastOffer => ({ ...offer, min_bid: null }));
  const prices = offers.map((offer) => Number(offer['dph_base']));
  let turn = 0;
  return {
    answer() {
      turn++;
      for (const [index, offer] of offers.slice(0, changed).entries())
        offer['dph_base'] = (prices[index] ?? 0) * (1 + (turn % 50) / 1000);
      return Buffer.from(JSON.stringify({ offers }));
    },
  };
}
