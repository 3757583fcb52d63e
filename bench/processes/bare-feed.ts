import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { createVastai } from '#providers/vastai.ts';
import type { Quote } from '#units/quote.ts';
import { instant } from '#units/time.ts';
import { given, serveParent } from './child.ts';

/**
 * What a feed needs at least: the same poll and normaliser, the last quotes in memory, and each changed
 * one sent as JSON over a bare WebSocket. Nothing is kept, checked or resolved, and nobody can query it.
 */
const { marketUrl } = given() as { readonly marketUrl: string };
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
await once(server, 'listening');
const stop = new AbortController();
const polling = poll();
serveParent(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {}, async () => {
  stop.abort();
  for (const client of server.clients) client.terminate();
  server.close();
  await polling;
});

async function poll(): Promise<void> {
  const market = createVastai({ baseUrl: marketUrl });
  const context = { fetch, now: () => instant(Date.now()), signal: stop.signal };
  let before = new Map<string, string>();
  while (!stop.signal.aborted) {
    const polled = await market.poll(context).catch(() => undefined);
    if (!polled) continue;
    const now = new Map(polled.quotes.map((quote) => [`${quote.billing} ${quote.key}`, stateOf(quote)]));
    for (const quote of polled.quotes) {
      const name = `${quote.billing} ${quote.key}`;
      if (before.get(name) === now.get(name)) continue;
      const message = JSON.stringify({ name, at: polled.observedAt, quote });
      for (const client of server.clients) client.send(message);
    }
    before = now;
  }
}

function stateOf({ price, stock }: Quote): string {
  return `${price} ${JSON.stringify(stock)}`;
}
