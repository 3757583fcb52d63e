import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveParent } from './child.ts';

/** A bare node:http server: reads the request whole and answers the bytes it was told. */
let body: Uint8Array = new Uint8Array();
const server = createServer((request, response) => {
  request.resume().once('end', () => {
    response.writeHead(200, {
      'Content-Type': 'application/graphql-response+json; charset=utf-8',
      'Content-Length': body.length,
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
serveParent(
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  {
    answer: (bytes: Uint8Array) => {
      body = bytes;
    },
  },
  async () => {
    server.closeAllConnections();
    server.close();
  },
);
