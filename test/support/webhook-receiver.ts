import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

/**
 * What a receiver does to a request: a status, with a Retry-After or a Location after a colon ("429:2",
 * "302:http://…"); `hang` never answers, `reset` cuts the connection, `drip` sends a header a byte at a time, `huge` a body
 * without end after a 200, `open` a 200 whose body never ends, `close` a 200 whose body breaks off, `noise` what is not HTTP, `continue` 100 Continue without
 * end, `lines` empty lines without end, `headers` headers without end, `raw:…` these very bytes.
 */
export type Act = string;

export type Received = {
  readonly path: string;
  readonly id: string;
  readonly timestampS: number;
  readonly signature: string;
  readonly body: string;
  readonly contentType: string;
  /** By each of the receiver's secrets, whether it verifies. */
  readonly valid: readonly boolean[];
  readonly atMs: number;
};

export type ReceiverOptions = {
  readonly script?: readonly Act[];
  /** What it does once the script is over. */
  readonly otherwise?: Act;
  readonly secrets?: readonly string[];
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly host?: string;
};

export type Receiver = AsyncDisposable & {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  otherwise: Act;
};

/** A receiver of webhooks with faults, which verifies every signature with the standard's own package. */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const { script = [], secrets = [], tls, host = '127.0.0.1' } = options;
  const received: Received[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    void (async () => {
      const body = await text(request);
      const act = script[received.length] ?? receiver.otherwise;
      received.push(receivedOf(request, body, secrets));
      misbehave(act, request, response);
    })();
  };
  const server = tls ? createTlsServer(tls, answer) : createServer(answer);
  await new Promise<void>((resolve) => {
    server.listen(0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `${tls ? 'https' : 'http'}://${host}:${port}`,
    port,
    received,
    otherwise: options.otherwise ?? '200',
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
  return receiver;
}

function receivedOf(
  { headers, url = '' }: IncomingMessage,
  body: string,
  secrets: readonly string[],
): Received {
  const header = (name: string) => String(headers[name] ?? '');
  return {
    path: url,
    id: header('webhook-id'),
    timestampS: Number(header('webhook-timestamp')),
    signature: header('webhook-signature'),
    body,
    contentType: header('content-type'),
    valid: secrets.map((secret) => verifies(secret, body, headers as Record<string, string>)),
    atMs: performance.now(),
  };
}

function verifies(secret: string, body: string, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

function endless(to: Writable, text: string): void {
  const chunk = text.repeat(500);
  const more = () => {
    while (!to.destroyed && to.write(chunk));
  };
  to.on('drain', more);
  more();
}

function misbehave(act: Act, { socket }: IncomingMessage, response: ServerResponse): void {
  if (act === 'hang') return;
  if (act === 'reset') return void socket.resetAndDestroy();
  if (act === 'noise') return void socket.end('SSH-2.0-OpenSSH_9.6\r\n');
  if (act === 'drip') {
    const header = 'HTTP/1.1 200 OK\r\nX-Slow: '.concat('a'.repeat(10_000));
    let sent = 0;
    const timer = setInterval(() => socket.write(header.charAt(sent++)), 10);
    return void socket.on('close', () => clearInterval(timer));
  }
  if (act.startsWith('raw:')) return void socket.end(act.slice('raw:'.length));
  if (act === 'continue') return endless(socket, 'HTTP/1.1 100 Continue\r\n\r\n');
  if (act === 'lines') return endless(socket, '\r\n');
  if (act === 'headers') {
    socket.write('HTTP/1.1 200 OK\r\n');
    return endless(socket, `X-More: ${'a'.repeat(100)}\r\n`);
  }
  if (act === 'huge') return endless(response, '\0'.repeat(1000));
  if (act === 'open') {
    response.writeHead(200);
    return void response.write('and');
  }
  if (act === 'close') {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half');
    return void setTimeout(() => socket.destroy(), 5);
  }
  const [status = '', argument] = act.split(/:(.*)/s);
  const location = status.startsWith('3') && argument ? { location: argument } : {};
  const pause = /^(429|503)$/.test(status) && argument ? { 'retry-after': argument } : {};
  response.writeHead(Number(status), { ...location, ...pause });
  response.end('{}');
}
