import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { serveParent } from './child.ts';

/** A bare WebSocket server: sends each message it is told, as it is, to everyone. */
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
await once(server, 'listening');
serveParent(
  `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
  {
    broadcast: (messages: readonly Uint8Array[]) => {
      for (const message of messages)
        for (const client of server.clients) client.send(message, { binary: false });
    },
  },
  async () => {
    for (const client of server.clients) client.terminate();
    server.close();
  },
);
