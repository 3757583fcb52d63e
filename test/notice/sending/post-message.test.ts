import { Resolver } from 'node:dns/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { checkedLookup, lookupFor, type Resolve } from '#notice/sending/checked-lookup.ts';
import { postMessage, type Dialling, type Message } from '#notice/sending/post-message.ts';
import { isPublicAddress } from '#notice/sending/public-address.ts';
import { signedHeaders } from '#notice/sending/sign.ts';
import { instant } from '#units/time.ts';
import { TEST_CERTIFICATE } from '../../support/test-certificate.ts';
import { until } from '../../support/until.ts';
import { startReceiver, type Receiver } from '../../support/webhook-receiver.ts';

const OLD = `whsec_${Buffer.from('an old secret of 24 byte').toString('base64')}`;
const NEW = `whsec_${Buffer.from('a newer one of 24 bytes!').toString('base64')}`;
const ANY: Dialling = { targets: 'any', lookup: lookupFor('any'), timeoutMs: 60_000 };

let target: Receiver;
beforeAll(async () => {
  target = await startReceiver();
});
afterAll(() => target[Symbol.asyncDispose]());

const never = new AbortController().signal;

function message(url: string, body = '{"type":"ping"}'): Message {
  const headers = signedHeaders({ id: 'msg_1', at: instant(Date.now()), body }, [NEW, OLD]);
  return { url, headers, body };
}

async function postTo(act: string, dialling: Partial<Dialling> = {}) {
  await using receiver = await startReceiver({ script: [act] });
  const posted = await postMessage(
    message(`${receiver.url}/hook?token=canary`),
    { ...ANY, ...dialling },
    never,
  );
  expect(receiver.received.length).toBe(1);
  expect(JSON.stringify(posted)).not.toContain('canary');
  return posted;
}

test('what arrives verifies with either secret of a rotation, to the byte', async () => {
  await using receiver = await startReceiver({ secrets: [OLD, NEW, `whsec_${btoa('another'.repeat(4))}`] });
  const body = JSON.stringify({ type: 'alert.fired', data: { text: 'Zürich ≥ 2 € 🚀\u2028', n: 1.5 } });
  const posted = await postMessage(message(receiver.url, body), ANY, never);
  expect(posted).toEqual({ statusCode: 200, retryAfter: undefined });
  const [seen] = receiver.received;
  expect(seen).toMatchObject({ id: 'msg_1', body, valid: [true, true, false] });
  expect(seen?.signature).toMatch(/^v1,[\w+/]+={0,2} v1,[\w+/]+={0,2}$/);
  expect(Math.abs(Date.now() / 1000 - seen!.timestampS)).toBeLessThan(60);
});

test.each([
  ['200', { statusCode: 200 }],
  ['204', { statusCode: 204 }],
  ['500', { statusCode: 500 }],
  ['410', { statusCode: 410 }],
  ['429:2', { statusCode: 429, retryAfter: '2' }],
  // The status was said, whatever becomes of the body.
  ['huge', { statusCode: 200 }],
  ['close', { statusCode: 200 }],
  ['open', { statusCode: 200 }],
  ['reset', { error: 'the connection was closed before an answer came' }],
  ['noise', { error: expect.stringMatching(/^the answer is not HTTP \(HPE_/) as string }],
  ['raw:HTTP/1.1 99999 What\r\n\r\n', { error: expect.stringMatching(/^the answer is not HTTP/) as string }],
  ['raw:HTTP/1.1 -1 What\r\n\r\n', { error: expect.stringMatching(/^the answer is not HTTP/) as string }],
  [
    'raw:HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    { error: expect.stringMatching(/^the answer is not HTTP/) as string },
  ],
  ['raw:HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', { statusCode: 101 }],
  ['raw:HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 None\r\n\r\n', { statusCode: 204 }],
  ['raw:HTTP/1.1 429 No\r\nRetry-After: 1\r\nRetry-After: 9\r\n\r\n', { statusCode: 429, retryAfter: '1' }],
  ['continue', { error: '64 KiB came, and no answer among them' }],
  ['lines', { error: '64 KiB came, and no answer among them' }],
  ['headers', { error: 'the headers of the answer are too long' }],
])('a receiver that does %s', async (act, told) => {
  expect(await postTo(act)).toMatchObject(told);
});

test.each(['hang', 'drip'])('a receiver that does %s is given up in time', async (act) => {
  expect(await postTo(act, { timeoutMs: 300 })).toEqual({ error: 'no answer within 0.3 s' });
});

test.each(['301', '302', '303', '307', '308'])('a %s is an answer, and is not followed', async (status) => {
  expect(await postTo(`${status}:${target.url}/followed`)).toMatchObject({ statusCode: Number(status) });
  expect(target.received).toEqual([]);
});

test('nobody there, and nobody by that name', async () => {
  await using receiver = await startReceiver();
  await receiver[Symbol.asyncDispose]();
  expect(await postMessage(message(receiver.url), ANY, never)).toEqual({
    error: 'the connection was refused',
  });
  const lookup = checkedLookup(async () => [], isPublicAddress);
  expect(await postMessage(message('https://hooks.example.com/'), { ...ANY, lookup }, never)).toEqual({
    error: 'hooks.example.com does not resolve to any address',
  });
});

test('who ends gives the message back, and calls it no failure of the receiver', async () => {
  await using receiver = await startReceiver({ script: ['hang'] });
  const ending = new AbortController();
  const posting = postMessage(message(receiver.url), ANY, ending.signal);
  await until(() => receiver.received.length === 1);
  ending.abort(new Error('ending'));
  await expect(posting).rejects.toThrow('ending');
});

/** Takes 127.0.0.1 for public, so that there is a receiver to reach. */
function dialling(resolve: Resolve): Dialling {
  const lookup = checkedLookup(resolve, (address) => address === '127.0.0.1' || isPublicAddress(address));
  return { targets: 'public', lookup, timeoutMs: 5000, ca: TEST_CERTIFICATE.cert };
}

const v4 = (...addresses: string[]) => addresses.map((address) => ({ address, family: 4 as const }));

test('a name is judged at each attempt: what led to a receiver and now leads inside is refused', async () => {
  await using receiver = await startReceiver({ tls: TEST_CERTIFICATE, script: ['500'] });
  await using inside = await startReceiver({ tls: TEST_CERTIFICATE, host: '127.0.0.2' });
  const looks = [v4('127.0.0.1'), v4('127.0.0.2'), v4('169.254.169.254'), v4('127.0.0.1', '10.0.0.1')];
  const names: string[] = [];
  const dial = dialling(async (hostname) => {
    names.push(hostname);
    return looks[names.length - 1] ?? [{ address: '::ffff:127.0.0.1', family: 6 }];
  });
  const url = `https://hooks.example.com:${receiver.port}/hook`;
  expect(await postMessage(message(url), dial, never)).toMatchObject({ statusCode: 500 });
  const insideUrl = `https://hooks.example.com:${inside.port}/hook`;
  for (let attempt = 2; attempt <= 5; attempt++)
    expect(await postMessage(message(attempt === 2 ? insideUrl : url), dial, never)).toEqual({
      error: 'hooks.example.com resolves to an address that is not on the public internet',
    });
  // One look a connection: what was judged is what was connected to.
  expect(names).toEqual(Array(5).fill('hooks.example.com'));
  expect([receiver.received.length, inside.received.length]).toEqual([1, 0]);
});

test.each(['10.1.2.3', '127.0.0.1', '169.254.169.254'])(
  'where webhooks go to the public alone, a name server that answers %s is not followed',
  async (address) => {
    await using receiver = await startReceiver({ tls: TEST_CERTIFICATE });
    using four = vi.spyOn(Resolver.prototype, 'resolve4').mockResolvedValue([address] as never);
    using _six = vi.spyOn(Resolver.prototype, 'resolve6').mockRejectedValue(new Error('ENODATA'));
    const dial: Dialling = { ...dialling(async () => []), lookup: lookupFor('public') };
    expect(await postMessage(message(`https://hooks.example.com:${receiver.port}/`), dial, never)).toEqual({
      error: 'hooks.example.com resolves to an address that is not on the public internet',
    });
    expect(four).toHaveBeenCalledExactlyOnceWith('hooks.example.com');
    expect(receiver.received).toEqual([]);
  },
);

test('a name of a thousand addresses is refused for one of them', async () => {
  const many = Array.from({ length: 1000 }, (_value, n) => `8.8.${n >> 8}.${n & 255}`);
  for (const place of [0, 500, 999]) {
    const dial = dialling(async () => v4(...many.with(place, '10.1.2.3')));
    expect(await postMessage(message('https://hooks.example.com/'), dial, never)).toEqual({
      error: 'hooks.example.com resolves to an address that is not on the public internet',
    });
  }
});

test('a name server that never answers is given up with the attempt', async () => {
  const dial = dialling(() => new Promise(() => {}));
  const posted = postMessage(message('https://hooks.example.com/'), { ...dial, timeoutMs: 100 }, never);
  expect(await posted).toEqual({ error: 'no answer within 0.1 s' });
});

test('the receiver is asked by its name, though the connection is made to an address', async () => {
  const asked: unknown[] = [];
  const server = createServer(TEST_CERTIFICATE, (request, response) => {
    asked.push(request.headers.host, (request.socket as TLSSocket).servername);
    response.end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const dial = dialling(async () => v4('127.0.0.1'));
  const posted = await postMessage(message(`https://hooks.example.com:${port}/`), dial, never);
  server.close();
  expect(posted).toMatchObject({ statusCode: 200 });
  expect(asked).toEqual([`hooks.example.com:${port}`, 'hooks.example.com']);
});

test('an address is judged where no name is looked up', async () => {
  await using receiver = await startReceiver({ tls: TEST_CERTIFICATE });
  const dial = dialling(async () => v4('127.0.0.1'));
  for (const host of ['127.0.0.1', '2130706433', '[::ffff:127.0.0.1]', 'localhost']) {
    const posted = await postMessage(message(`https://${host}:${receiver.port}/`), dial, never);
    expect(posted).toEqual({ error: expect.stringMatching(/: give /) as string });
  }
  expect(receiver.received).toEqual([]);
});

test('a certificate that nobody vouches for, or of another host, is no receiver', async () => {
  await using receiver = await startReceiver({ tls: TEST_CERTIFICATE });
  const { ca: _, ...strict } = dialling(async () => v4('127.0.0.1'));
  const url = (host: string) => `https://${host}:${receiver.port}/`;
  for (const [host, dial] of [
    ['hooks.example.com', strict],
    ['other.example.com', dialling(async () => v4('127.0.0.1'))],
  ] as const)
    expect(await postMessage(message(url(host)), dial, never)).toEqual({
      error: expect.stringMatching(/^the certificate is not valid \(/) as string,
    });
  expect(receiver.received).toEqual([]);
});
