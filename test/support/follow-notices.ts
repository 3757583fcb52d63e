import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

type Message = { readonly __typename: string; readonly cursor: string | null };

/** How a follower's messages come to it. */
export type Transport = 'graphql-ws' | 'sse';

/** One that is ended before it is connected says so as an error, to whoever listens, or the process. */
class QuietSocket extends WebSocket {
  constructor(...args: ConstructorParameters<typeof WebSocket>) {
    super(...args);
    this.on('error', () => {});
  }
}

export type NoticeFollower = {
  /** The number of each event in its owner's feed, as its cursor has it, in the order told. */
  readonly seqs: readonly number[];
  /** The type of each message that was no event. */
  readonly others: readonly string[];
  /** The code each of its sockets was closed with. */
  readonly closes: readonly number[];
  /** How many times it has connected, and was told something. */
  readonly connections: number;
  /** Why it gave up; undefined while it goes on. */
  readonly fault: unknown;
  readonly cursor: string | null;
  end(): Promise<void>;
};

export type Followed = {
  /** "budgetAlerts" or "alertFired". */
  readonly field: string;
  readonly transport: Transport;
  /** Where to connect to, each time. */
  readonly url: () => string;
  readonly key?: string;
};

/**
 * A client of a stream of notices that is written as the documentation says: it keeps the newest cursor, and whenever
 * its connection is lost it connects again after that. An error the server answers ends it.
 */
export function followNotices(followed: Followed): NoticeFollower {
  const { field, transport, url, key } = followed;
  const query = `subscription ($after: String) { ${field}(after: $after) { __typename cursor } }`;
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const seqs: number[] = [];
  const others: string[] = [];
  const closes: number[] = [];
  const left = new AbortController();
  const state = { connections: 0, fault: undefined as unknown, cursor: null as string | null };

  function take(result: { data?: Record<string, Message> | null | undefined; errors?: unknown }): void {
    const message = result.data?.[field];
    if (!message) throw new Error(`refused: ${JSON.stringify(result.errors)}`);
    const { __typename, cursor } = message;
    state.cursor = cursor ?? state.cursor;
    if (cursor === null || __typename === 'StreamStart') others.push(__typename);
    else seqs.push(Number(Buffer.from(cursor, 'base64url').toString().split(':')[2]));
  }

  async function overSocket(): Promise<void> {
    const client = createClient({
      url: `${url().replace('http', 'ws')}/graphql`,
      webSocketImpl: QuietSocket,
      retryAttempts: 0,
      lazyCloseTimeout: 0,
      connectionParams: headers,
    });
    const end = (): void => client.terminate();
    left.signal.addEventListener('abort', end, { once: true });
    try {
      let isFirst = true;
      for await (const result of client.iterate<Record<string, Message>>({
        query,
        variables: { after: state.cursor },
      })) {
        if (isFirst) state.connections++;
        isFirst = false;
        take(result);
      }
    } finally {
      left.signal.removeEventListener('abort', end);
      await client.dispose();
    }
  }

  async function overEvents(): Promise<void> {
    const response = await fetch(`${url()}/graphql`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query, variables: { after: state.cursor } }),
      signal: left.signal,
    });
    const decoder = new TextDecoder();
    let text = '';
    let isFirst = true;
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^data: (.+)$/m.exec(event)?.[1];
        if (data === undefined) continue;
        if (isFirst) state.connections++;
        isFirst = false;
        take(JSON.parse(data) as never);
      }
    }
  }

  const following = (async () => {
    while (!left.signal.aborted) {
      try {
        await (transport === 'sse' ? overEvents() : overSocket());
      } catch (error) {
        if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number')
          closes.push(error.code);
        // Whatever else it is is a connection that was lost, or could not be made.
        if (error instanceof Error && error.message.startsWith('refused: ')) {
          state.fault = error;
          return;
        }
      }
      await sleep(10);
    }
  })();

  return {
    seqs,
    others,
    closes,
    get connections() {
      return state.connections;
    },
    get fault() {
      return state.fault;
    },
    get cursor() {
      return state.cursor;
    },
    async end() {
      left.abort();
      await following;
    },
  };
}
