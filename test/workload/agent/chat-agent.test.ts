import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { AgentReply, AgentTool } from '#graph/agent.ts';
import { ownerId } from '#units/owner.ts';
import { MOST_BYTES } from '#workload/agent/bounded-fetch.ts';
import { chatAgent, type AgentConfig } from '#workload/agent/chat-agent.ts';
import { MOST_CALLS, MOST_MESSAGES } from '#workload/agent/converse.ts';
import { MOST_STEPS, MOST_TEXT } from '#workload/agent/trace.ts';
import { startFakeChat, type Script } from '../../support/fake-chat.ts';

const KEY = 'sk-canary-51f0c2b7a9';
const OWNER = ownerId('tester');

const double: AgentTool = {
  name: 'double',
  description: 'Doubles a number.',
  input: z.object({ x: z.number() }),
  run: async (input) => ({ doubled: 2 * (input as { x: number }).x }),
};

const failing: AgentTool = {
  name: 'failing',
  description: 'Fails.',
  input: z.object({}),
  run: () => Promise.reject(new Error('there is none of that name')),
};

const hanging: AgentTool = {
  name: 'hanging',
  description: 'Never answers.',
  input: z.object({}),
  run: () => new Promise(() => {}),
};

function agentAt(url: string, config: Partial<AgentConfig> = {}) {
  const failures: unknown[] = [];
  const agent = chatAgent(
    { url, model: 'fake-1', key: KEY, seconds: 5, ...config },
    { fetch, onFailure: (failure) => failures.push(failure), most: 3, mostPerOwner: 2 },
  );
  return { agent, failures };
}

async function askAt(
  url: string,
  config: Partial<AgentConfig> = {},
  tools = [double, failing],
): Promise<AgentReply> {
  const place = agentAt(url, config).agent.enter(OWNER);
  if ('limit' in place) throw new Error(place.limit);
  using taken = place;
  return taken.ask({ instructions: 'Be brief.', prompt: 'What is twice 21?', tools });
}

async function asked(script: Script, config: Partial<AgentConfig> = {}, tools = [double, failing]) {
  await using server = await startFakeChat(script);
  const reply = await askAt(server.url, config, tools);
  return { reply, requests: server.requests };
}

const call = (name: string, input: unknown) => ({
  name,
  arguments: typeof input === 'string' ? input : JSON.stringify(input),
});

test('a model calls a tool, is told its answer, and has the last word', async () => {
  const { reply, requests } = await asked([{ calls: [call('double', { x: 21 })] }, { says: 'It is 42.' }]);
  expect(reply).toMatchObject({
    text: 'It is 42.',
    failure: null,
    tokens: { input: 200, output: 40 },
    untraced: 0,
  });
  expect(reply.trace.map(({ kind, tool, text }) => [kind, tool, text])).toEqual([
    ['MODEL', null, ''],
    ['TOOL_CALL', 'double', '{"x":21}'],
    ['TOOL_RESULT', 'double', '{"doubled":42}'],
    ['MODEL', null, 'It is 42.'],
  ]);
  const [first, second] = requests;
  expect(first).toMatchObject({ path: '/v1/chat/completions', headers: { authorization: `Bearer ${KEY}` } });
  expect(first?.body.messages.map(({ role, content }) => [role, content])).toEqual([
    ['system', 'Be brief.'],
    ['user', 'What is twice 21?'],
  ]);
  expect(second?.body.messages.at(-1)).toMatchObject({ role: 'tool', content: '{"doubled":42}' });
});

test('a server that wants no key is sent none', async () => {
  const { requests } = await asked([{ says: 'yes' }], { key: undefined });
  expect(requests[0]?.headers.authorization).toBeUndefined();
});

test('mistakes in calls are told to the model, which may mend them', async () => {
  const { reply, requests } = await asked([
    { calls: [call('triple', { x: 1 })] },
    { calls: [call('double', '{"x": ')] },
    { calls: [call('double', { x: 'many' })] },
    { calls: [call('failing', {})] },
    { says: 'I give up.' },
  ]);
  expect(reply).toMatchObject({ text: 'I give up.', failure: null });
  const told = requests.slice(1).map(({ body }) => JSON.stringify(body.messages.at(-1)));
  expect(told[0]).toMatch(/triple/);
  expect(told[1]).toMatch(/Invalid input for tool double/);
  expect(told[2]).toMatch(/expected number/);
  expect(told[3]).toMatch(/there is none of that name/);
  expect(reply.trace.filter(({ kind }) => kind === 'TOOL_RESULT')).toHaveLength(4);
});

const FAULTS: Record<string, { script: Script; reason: string; detail?: RegExp }> = {
  'a connection cut off within the answer': {
    script: [
      {
        raw: (response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
          response.write('{"id": "chat', () => response.destroy());
        },
      },
    ],
    reason: 'UNREACHABLE',
  },
  'no byte for ever': { script: [{ raw: () => {} }], reason: 'TIMEOUT', detail: /after 0\.5 seconds/ },
  'a byte now and then': {
    script: [
      {
        raw: (response) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          const timer = setInterval(() => response.write(' '), 20);
          response.on('close', () => clearInterval(timer));
        },
      },
    ],
    reason: 'TIMEOUT',
  },
  'a key it does not take': {
    script: [{ status: 401, text: `bad key ${KEY}` }],
    reason: 'UNAUTHORIZED',
    detail: /401/,
  },
  'too many requests': {
    script: [{ status: 429, headers: { 'retry-after': '3600' } }],
    reason: 'RATE_LIMITED',
    detail: /3600 seconds/,
  },
  'a fault of its own': { script: [{ status: 500, text: 'oops' }], reason: 'ENDPOINT_ERROR', detail: /500/ },
  'a redirect': {
    script: [{ status: 307, headers: { location: 'http://127.0.0.1:9/elsewhere' } }],
    reason: 'ENDPOINT_ERROR',
    detail: /307/,
  },
  'a web page': {
    script: [
      { raw: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Hi</html>') },
    ],
    reason: 'BAD_JSON',
    detail: /web page/,
  },
  'JSON that ends early': {
    script: [{ raw: (response) => response.writeHead(200).end('{"choices": [{"message":') }],
    reason: 'BAD_JSON',
  },
  'JSON that is no completion': { script: [{ body: { answer: 42 } }], reason: 'BAD_JSON' },
  null: { script: [{ body: null }], reason: 'BAD_JSON' },
  'no choices': { script: [{ body: { id: 'x', choices: [] } }], reason: 'EMPTY_ANSWER' },
  'no words': { script: [{ says: '' }], reason: 'EMPTY_ANSWER' },
  'a refusal': { script: [{ refuses: 'I will not.' }], reason: 'REFUSED' },
  'a filtered answer': { script: [{ says: 'I…', finish: 'content_filter' }], reason: 'REFUSED' },
  'an answer that was cut': { script: [{ says: '{"summary":', finish: 'length' }], reason: 'TOO_LONG' },
  'the same call again and again': { script: [{ calls: [call('double', { x: 1 })] }], reason: 'TOOL_LOOP' },
  'an unknown tool again and again': { script: [{ calls: [call('triple', { x: 1 })] }], reason: 'TOOL_LOOP' },
  'a hundred calls at once': {
    script: [{ calls: Array.from({ length: 100 }, (_, x) => call('double', { x })) }],
    reason: 'TOOL_LOOP',
  },
  'other calls for ever': { script: (_, x) => ({ calls: [call('double', { x })] }), reason: 'TOOL_LOOP' },
};

for (const [name, { script, reason, detail = /./ }] of Object.entries(FAULTS)) {
  test(`a failure with a reason: ${name}`, async () => {
    const { reply, requests } = await asked(script, reason === 'TIMEOUT' ? { seconds: 0.5 } : {});
    expect(reply).toMatchObject({
      text: null,
      failure: { reason, detail: expect.stringMatching(detail) as string },
    });
    expect(reply.trace.at(-1)).toMatchObject({ kind: 'ERROR', text: reply.failure?.detail });
    expect(JSON.stringify(reply)).not.toContain(KEY);
    expect(requests.length).toBeLessThanOrEqual(MOST_MESSAGES);
    expect(reply.trace.filter(({ kind }) => kind === 'TOOL_RESULT').length).toBeLessThanOrEqual(MOST_CALLS);
  });
}

test('nobody listens', async () => {
  const server = await startFakeChat([]);
  await server.kill();
  const { failure } = await askAt(server.url);
  expect(failure).toEqual({
    reason: 'UNREACHABLE',
    detail: expect.stringContaining('ECONNREFUSED') as string,
  });
});

test('a redirect is not followed, and the key stays', async () => {
  await using other = await startFakeChat([{ says: 'hello' }]);
  const { reply } = await asked([{ status: 308, headers: { location: `${other.url}/chat/completions` } }]);
  expect(reply.failure?.reason).toBe('ENDPOINT_ERROR');
  expect(other.requests).toEqual([]);
});

test('of an endless answer no more is taken than the limit', async () => {
  let sent = 0;
  await using server = await startFakeChat([
    {
      raw: (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const chunk = Buffer.alloc(64 * 1024, 0x20);
        const push = (): void => {
          while (sent < 100e6 && response.write(chunk)) sent += chunk.length;
          if (sent < 100e6) response.once('drain', push);
        };
        push();
      },
    },
  ]);
  const { failure } = await askAt(server.url);
  expect(failure?.reason).toBe('TOO_LONG');
  // What the kernel buffers is sent as well.
  expect(sent).toBeLessThan(MOST_BYTES + 20e6);
});

test('a tool that hangs does not hold the answer', async () => {
  const { reply } = await asked([{ calls: [call('hanging', {})] }], { seconds: 0.5 }, [hanging]);
  expect(reply.failure?.reason).toBe('TIMEOUT');
});

test('before its last message the model is told to call no more tools', async () => {
  const { requests } = await asked((_, turn) =>
    turn === MOST_MESSAGES - 1 ? { says: 'done' } : { calls: [call('double', { x: turn })] },
  );
  expect(requests.map(({ body }) => body.tool_choice)).toEqual([
    ...Array.from({ length: MOST_MESSAGES - 1 }, () => 'auto'),
    'none',
  ]);
});

test('the trace is bounded and holds neither the key nor what a database cannot keep', async () => {
  const words = 'x'.repeat(3000);
  const { reply } = await asked([
    { calls: [call('double', { x: 1, note: `${KEY} \0 \ud800` })] },
    { calls: [call(KEY, {})] },
    { says: `${KEY} ${words}` },
  ]);
  expect(reply.text).toMatch(/^\[key\] x/);
  const all = JSON.stringify(reply);
  expect(all).not.toContain(KEY);
  expect(
    reply.trace.every(({ text }) => text.length <= MOST_TEXT && text.isWellFormed() && !text.includes('\0')),
  ).toBe(true);
  expect(reply.trace.at(-1)).toMatchObject({ kind: 'MODEL', cut: true });
  expect(reply.trace.length).toBeLessThanOrEqual(MOST_STEPS);
});

test('the key is not read out of escapes either', async () => {
  const escaped = Array.from(KEY, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const half = `${KEY.slice(0, 5)}${escaped.slice(5 * 6)}`;
  for (const written of [escaped, escaped.toUpperCase().replaceAll('U', 'u'), half]) {
    expect(JSON.parse(`"${written}"`)).toBe(KEY);
    // The answer is JSON within the endpoint’s JSON, and what a tool is called with is JSON within that.
    const { reply } = await asked([
      { calls: [call('double', `{"x": 1, "note": "${written}"}`)] },
      { says: `{"summary": "${written}"}` },
    ]);
    expect(reply.text).toBe('{"summary": "[key]"}');
    expect(JSON.stringify(reply).replaceAll(/\\+u/g, '\\u')).not.toContain(written.slice(0, 40));
  }
});

test('places are few, per owner and in all, and are given back', async () => {
  const { agent, failures } = agentAt('http://127.0.0.1:9/v1');
  const [a, b] = [ownerId('a'), ownerId('b')];
  const first = agent.enter(a);
  const second = agent.enter(a);
  expect(agent.enter(a)).toEqual({ limit: 'analysesPerOwner', max: 2 });
  const third = agent.enter(b);
  expect(agent.enter(b)).toEqual({ limit: 'analyses', max: 3 });
  for (const place of [first, second, third]) {
    if ('limit' in place) throw new Error('full');
    // Given back twice, it counts once.
    place[Symbol.dispose]();
    place[Symbol.dispose]();
  }
  const again = agent.enter(b);
  if ('limit' in again) throw new Error('full');
  await again.ask({ instructions: '', prompt: 'x', tools: [] });
  expect(failures).toHaveLength(1);
});

test('an answer in gzip that grows is counted as it grows', async () => {
  const { gzipSync } = await import('node:zlib');
  const bomb = gzipSync(Buffer.alloc(20e6, 0x20));
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { failure } = await askAt(`http://127.0.0.1:${port}/v1`);
  server.closeAllConnections();
  server.close();
  expect(failure?.reason).toBe('TOO_LONG');
});
