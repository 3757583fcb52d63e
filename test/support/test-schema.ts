import { setTimeout as sleep } from 'node:timers/promises';
import { buildSchema, GraphQLError, type GraphQLFieldConfig, type GraphQLSchema } from 'graphql';

/** What happened inside, for tests to look at. */
export type Probe = {
  /** Subscriptions that are open now. */
  open: number;
  /** Events an endless source handed out. */
  pulled: number;
  mutations: number;
};

const SDL = /* GraphQL */ `
  type Query {
    hello(name: String = "world"): String!
    echo(text: String, number: Float, int: Int, list: [Int!], id: ID, input: Input): String!
    slow(ms: Int!): Int!
    "Never answers."
    hang: Int!
    "Fails with words nobody outside may read."
    fail: Int
    "Fails, and takes the whole answer with it."
    failHard: Int!
    "Answers something that is no Int."
    badInt: Int
    refused: Int
    node: Node!
    nodes(ids: [ID!]!): [Node!]!
    list: [Node!]!
  }
  type Node {
    id: ID!
    name: String!
    node: Node!
    list: [Node!]!
  }
  input Input {
    text: String
    inner: Input
    list: [Input!]
  }
  type Mutation {
    touch: Int!
  }
  type Subscription {
    count(to: Int!, everyMs: Int = 1): Int!
    forever: Int!
    "As many events as are taken, each of so many bytes."
    flood(bytes: Int = 10000): String!
    fail: Int!
    failSoon: Int!
    failing: Int
  }
`;

/** A schema with every kind of trouble in it, and a probe into it. */
export function testSchema(): { schema: GraphQLSchema; probe: Probe } {
  const probe: Probe = { open: 0, pulled: 0, mutations: 0 };
  const schema = buildSchema(SDL);
  const node = { id: '1', name: 'n' };
  const nodes = () => [node, node];
  resolve(schema, 'Query', {
    hello: (_, { name }) => `hello ${String(name)}`,
    echo: (_, args) => JSON.stringify(args),
    slow: async (_, { ms }) => {
      await sleep(ms as number, undefined, { ref: false });
      return ms;
    },
    hang: () => new Promise(() => {}),
    fail: () => {
      throw new Error('secret: select * from spend where /etc/passwd');
    },
    failHard: () => {
      throw new Error('secret: select * from spend where /etc/passwd');
    },
    badInt: () => 'secret text',
    refused: () => {
      throw new GraphQLError('Ask for something else.', { extensions: { code: 'BAD_USER_INPUT' } });
    },
    node: () => node,
    nodes,
    list: nodes,
  });
  resolve(schema, 'Node', { node: () => node, list: nodes });
  resolve(schema, 'Mutation', { touch: () => ++probe.mutations });
  subscribe(schema, 'count', async function* ({ to, everyMs }) {
    for (let n = 1; n <= (to as number); n++) {
      await sleep(everyMs as number);
      yield n;
    }
  });
  subscribe(schema, 'forever', async function* (_args, ended) {
    for (let n = 1; ; n++) {
      yield n;
      await Promise.race([sleep(1000, undefined, { ref: false }), ended]);
    }
  });
  subscribe(schema, 'flood', async function* ({ bytes }) {
    for (;;) {
      probe.pulled++;
      yield 'x'.repeat(bytes as number);
      await sleep(0);
    }
  });
  // eslint-disable-next-line require-yield
  subscribe(schema, 'fail', async function* () {
    throw new Error('secret: the source could not be opened');
  });
  subscribe(schema, 'failSoon', async function* () {
    yield 1;
    await sleep(5);
    throw new Error('secret: the source broke');
  });
  const failing = schema.getSubscriptionType()?.getFields()['failing'];
  subscribe(schema, 'failing', async function* () {
    yield 1;
  });
  if (failing) {
    failing.resolve = () => {
      throw new Error('secret: an event could not be read');
    };
  }
  return { schema, probe };

  type Source = (args: Record<string, unknown>, ended: Promise<void>) => AsyncGenerator;

  /** The source counts as open until it is returned or ends. */
  function subscribe(target: GraphQLSchema, name: string, source: Source) {
    const field = target.getSubscriptionType()?.getFields()[name];
    if (!field) throw new Error(`no subscription ${name}`);
    field.resolve = (value) => value;
    field.subscribe = (_, args) => {
      const ended = Promise.withResolvers<void>();
      const inner = source(args, ended.promise);
      probe.open++;
      let isOpen = true;
      const close = () => {
        if (isOpen) probe.open--;
        isOpen = false;
        ended.resolve();
      };
      const generator: AsyncGenerator = {
        async next() {
          const result = await inner.next().catch((error: unknown) => {
            close();
            throw error;
          });
          if (result.done) close();
          return result;
        },
        async return(value) {
          close();
          void inner.return(value);
          return { done: true, value };
        },
        async throw(error) {
          close();
          return inner.throw(error);
        },
        [Symbol.asyncIterator]: () => generator,
        async [Symbol.asyncDispose]() {
          await generator.return(undefined);
        },
      };
      return generator;
    };
  }
}

type Resolver = NonNullable<GraphQLFieldConfig<unknown, unknown, Record<string, unknown>>['resolve']>;

function resolve(schema: GraphQLSchema, type: string, resolvers: Record<string, Resolver>): void {
  const target = schema.getType(type);
  if (!target || !('getFields' in target)) throw new Error(`no type ${type}`);
  for (const [name, resolver] of Object.entries(resolvers)) {
    const field = target.getFields()[name];
    if (field && 'resolve' in field) field.resolve = resolver;
  }
}
