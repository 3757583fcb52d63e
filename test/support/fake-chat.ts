import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an OpenAI-compatible server is sent, as far as tests look at it. */
export type ChatRequest = {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
  readonly tool_choice?: unknown;
};

export type Call = { readonly name: string; readonly arguments: string };

/** One turn of a scripted model: words, tool calls, a refusal, or something that a socket does. */
export type Turn =
  | { readonly says: string; readonly finish?: string }
  | { readonly calls: readonly Call[]; readonly finish?: string }
  | { readonly refuses: string }
  | { readonly status: number; readonly headers?: Record<string, string>; readonly text?: string }
  | { readonly body: unknown }
  | { readonly raw: (response: ServerResponse) => void };

export type FakeChat = AsyncDisposable & {
  /** "http://127.0.0.1:41234/v1" */
  readonly url: string;
  readonly requests: readonly {
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: ChatRequest;
  }[];
  /** Ends the server and every connection to it. */
  kill(): Promise<void>;
};

export type Script = readonly Turn[] | ((request: ChatRequest, turn: number) => Turn);

/** A server that speaks POST /v1/chat/completions: answers turn by turn, the last one again for ever. */
export async function startFakeChat(script: Script): Promise<FakeChat> {
  const requests: FakeChat['requests'][number][] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const body = JSON.parse(text) as ChatRequest;
      const turn = requests.push({ path: request.url ?? '', headers: request.headers, body }) - 1;
      const next =
        typeof script === 'function' ? script(body, turn) : script[Math.min(turn, script.length - 1)];
      if (next) answer(response, next);
    });
    response.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const kill = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://127.0.0.1:${port}/v1`, requests, kill, [Symbol.asyncDispose]: kill };
}

function answer(response: ServerResponse, turn: Turn): void {
  if ('raw' in turn) return turn.raw(response);
  if ('status' in turn) {
    response.writeHead(turn.status, { 'content-type': 'application/json', ...turn.headers });
    return void response.end(turn.text ?? JSON.stringify({ error: { message: 'no' } }));
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify('body' in turn ? turn.body : completion(turn)));
}

type Message = Exclude<Turn, { raw: unknown } | { status: unknown } | { body: unknown }>;

/** A chat completion as OpenAI's reference shows it. */
export function completion(turn: Message): object {
  const message =
    'says' in turn
      ? { role: 'assistant', content: turn.says }
      : 'refuses' in turn
        ? { role: 'assistant', content: null, refusal: turn.refuses }
        : {
            role: 'assistant',
            content: null,
            tool_calls: turn.calls.map((call, index) => ({
              id: `call_${index}`,
              type: 'function',
              function: call,
            })),
          };
  const finish = 'calls' in turn ? 'tool_calls' : 'stop';
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'fake-1',
    choices: [{ index: 0, message, finish_reason: ('finish' in turn && turn.finish) || finish }],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  };
}
