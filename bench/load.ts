import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { quantile } from '#analytics/quantile.ts';

export type Load = {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

export type LoadOptions = { readonly connections: number; readonly ms: number };

/**
 * Sends one POST over and over, each connection as soon as its last answer is whole. Sockets are written
 * and read without an HTTP client, which would take longer than the server it measures.
 * Rejects where an answer is not 200 or has no Content-Length.
 */
export async function load(url: string, body: string, { connections, ms }: LoadOptions): Promise<Load> {
  const { hostname, port, pathname, host } = new URL(url);
  const request = Buffer.from(
    `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n` +
      `Accept: application/graphql-response+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      await once(socket, 'connect');
      return socket;
    }),
  );
  const startedAt = performance.now();
  const latencies = (await Promise.all(sockets.map((socket) => ask(socket, request, startedAt + ms)))).flat();
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    requests: latencies.length,
    perSecond: latencies.length / seconds,
    p50Ms: quantile(latencies, 0.5) ?? 0,
    p99Ms: quantile(latencies, 0.99) ?? 0,
  };
}

/** Asks on one connection until `endAt`. Resolves with the ms each answer took. */
function ask(socket: Socket, request: Buffer, endAt: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const latencies: number[] = [];
    let sentAt = 0;
    /** Bytes of the answer that are still to come; undefined before its head is read. */
    let missing: number | undefined;
    const send = () => {
      missing = undefined;
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('data', (chunk: Buffer) => {
      try {
        missing = missing === undefined ? sizeOf(chunk) - chunk.length : missing - chunk.length;
      } catch (error) {
        socket.destroy();
        reject(error);
        return;
      }
      if (missing > 0) return;
      const now = performance.now();
      latencies.push(now - sentAt);
      if (now < endAt) return send();
      socket.destroy();
      resolve(latencies);
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed a connection')));
    send();
  });
}

/** The whole size of the answer that begins with this chunk. */
function sizeOf(chunk: Buffer): number {
  const end = chunk.indexOf('\r\n\r\n');
  const head = chunk.toString('latin1', 0, end === -1 ? 0 : end);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (!head.startsWith('HTTP/1.1 200') || length === undefined)
    throw new Error(`not an answer that can be measured: ${chunk.toString('utf8', 0, 500)}`);
  return end + 4 + Number(length);
}
