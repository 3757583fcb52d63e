import { expect, test } from 'vitest';
import type { Instant } from '#units/time.ts';
import { formatInstant } from '#units/time.ts';
import { data, refusalOf } from '../support/ask.ts';
import { polledMarket, type PolledMarket } from '../support/polled-market.ts';
import { at, quote } from '../support/quotes.ts';

type Node = Readonly<Record<string, unknown>> & { readonly key: string };
type Page = {
  quarantine: {
    totalCount: number;
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
    edges: { cursor: string; node: Node }[];
  };
};

const LIST = /* GraphQL */ `
  query (
    $first: Int
    $after: String
    $last: Int
    $before: String
    $filter: QuarantineFilter! = {}
    $asOf: DateTime
  ) {
    quarantine(first: $first, after: $after, last: $last, before: $before, filter: $filter, asOf: $asOf) {
      totalCount
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      edges {
        cursor
        node {
          provider {
            key
          }
          key
          billing
          gpu {
            slug
          }
          gpuName
          gpuCount
          region {
            code
          }
          price
          previousPrice
          usualPrice
          reason
          detail
          release
          outcome
          firstAt
          lastAt
          times
          resolvedAt
        }
      }
    }
  }
`;

const list = async (m: PolledMarket, variables: Record<string, unknown> = {}) =>
  (await data<Page>(m.db, LIST, { variables, context: { now: m.now } })).quarantine;
const keysOf = async (m: PolledMarket, variables: Record<string, unknown> = {}) =>
  (await list(m, variables)).edges.map(({ node }) => node.key);

const b200 = (usd: number, key = 'b') => quote({ key, gpuName: 'NVIDIA B200', usd });

test('a held quote tells who asked what, against what, since when, and what would confirm it', async () => {
  await using m = await polledMarket();
  await m.poll(0, [b200(5)]);
  await m.poll(1, [b200(0.01)]);
  await m.poll(2, [b200(0.011)]);
  const { totalCount, edges } = await list(m);
  expect(totalCount).toBe(1);
  expect(edges[0]?.node).toEqual({
    provider: { key: 'vastai' },
    key: 'b',
    billing: 'ON_DEMAND',
    gpu: { slug: 'b200' },
    gpuName: 'NVIDIA B200',
    gpuCount: 1,
    region: { code: 'CZ' },
    price: '0.01',
    previousPrice: '5.00',
    usualPrice: null,
    reason: 'ABSURD_PRICE',
    detail: '0.01 USD an hour for one B200 is below 0.045, a tenth of the lowest price seen for such a GPU',
    release: 'Another provider that asks within a factor of 1.5 of it; saying it again is not enough.',
    outcome: 'HELD',
    firstAt: formatInstant(at(60)),
    lastAt: formatInstant(at(120)),
    times: '2',
    resolvedAt: null,
  });
});

test('filters by provider, GPU and outcome; an empty list leaves nothing out', async () => {
  await using m = await polledMarket();
  await m.poll(0, [b200(5, 'a'), quote({ key: 'c' })]);
  await m.poll(1, [b200(0.01, 'a'), quote({ key: 'c', usd: 40 })]);
  await m.poll(2, [b200(0.01, 'a'), quote({ key: 'c', usd: 0.4 })]);
  await m.poll(3, [b200(0.001, 'r')], 'runpod');
  expect(await keysOf(m)).toEqual(['r', 'c', 'a']);
  expect(await keysOf(m, { filter: { providers: [], gpus: [], outcomes: [] } })).toEqual(['r', 'c', 'a']);
  expect(await keysOf(m, { filter: { providers: ['VastAI'] } })).toEqual(['c', 'a']);
  expect(await keysOf(m, { filter: { gpus: ['B200'] } })).toEqual(['r', 'a']);
  expect(await keysOf(m, { filter: { outcomes: ['DISMISSED', 'CONFIRMED'] } })).toEqual(['c']);
  expect(await keysOf(m, { filter: { gpus: ['4090'], outcomes: ['HELD'] } })).toEqual([]);
  // Left out, the filter asks for what is held.
  const { quarantine } = await data<Page>(m.db, '{ quarantine { edges { node { key } } } }', {
    context: { now: m.now },
  });
  expect(quarantine.edges.map(({ node }) => node.key)).toEqual(['r', 'a']);
});

test('pages forward and back hold each quote once, whatever is held meanwhile', async () => {
  await using m = await polledMarket();
  const held = (keys: readonly string[]) => keys.map((key) => b200(0.01, key));
  const keys = ['a', 'b', 'c', 'd', 'e'];
  for (const index of keys.keys()) await m.poll(index, held(keys.slice(0, index + 1)));
  const first = await list(m, { first: 2 });
  expect(first.edges.map(({ node }) => node.key)).toEqual(['e', 'd']);
  expect(first).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
  // A newer one comes, and the one the cursor stands on goes.
  await m.poll(9, held(['a', 'b', 'c', 'e', 'f']));
  const filter = { outcomes: ['HELD'] };
  const second = await list(m, { first: 2, after: first.pageInfo.endCursor, filter });
  expect(second.edges.map(({ node }) => node.key)).toEqual(['c', 'b']);
  const third = await list(m, { first: 2, after: second.pageInfo.endCursor, filter });
  expect(third.edges.map(({ node }) => node.key)).toEqual(['a']);
  expect(third.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  const back = await list(m, { last: 2, before: third.pageInfo.startCursor, filter });
  expect(back.edges.map(({ node }) => node.key)).toEqual(['c', 'b']);
  expect(back.pageInfo).toMatchObject({ hasPreviousPage: true });
  expect(await keysOf(m, { last: 10, before: back.pageInfo.startCursor, filter })).toEqual(['f', 'e']);
  expect(await keysOf(m, { last: 1, filter })).toEqual(['a']);
});

test('as of a past instant it answers as it did then, but for sightings since', async () => {
  await using m = await polledMarket();
  const ask = (asOf?: Instant) => list(m, { asOf: asOf === undefined ? null : formatInstant(asOf) });
  const heldThen = async (asOf: Instant) =>
    data(m.db, 'query ($asOf: DateTime!) { provider(key: "vastai", asOf: $asOf) { health { held } } }', {
      variables: { asOf: formatInstant(asOf) },
      context: { now: m.now },
    });
  await m.poll(0, [b200(5), quote({ key: 'c' })]);
  const answers = [];
  const script = [
    [b200(0.01), quote({ key: 'c', usd: 40 })],
    [b200(0.01), quote({ key: 'c', usd: 40 })],
    [b200(0.02), quote({ key: 'c', usd: 40 })],
    [b200(5), quote({ key: 'c', usd: 0.4 })],
    [],
  ];
  for (const [index, quotes] of script.entries()) {
    await m.poll(index + 1, quotes);
    answers.push({ asOf: m.now(), before: await ask() });
  }
  await m.poll(60, []);
  for (const { asOf, before } of answers) {
    const now = await ask(asOf);
    expect(now.totalCount).toBe(before.totalCount);
    for (const [index, { node }] of now.edges.entries()) {
      const { lastAt, times, ...rest } = before.edges[index]!.node;
      expect(node).toMatchObject(rest);
      // The first poll's B200 was seen again in the second: the rest is as it was.
      const again = asOf === at(60) && node.key === 'b';
      expect([node['lastAt'], node['times']]).toEqual(again ? [null, null] : [lastAt, times]);
    }
    const held = before.edges.filter(({ node }) => node['outcome'] === 'HELD').length;
    expect(await heldThen(asOf)).toEqual({ provider: { health: { held } } });
  }
  expect(answers.map(({ before }) => before.edges.map(({ node }) => node['outcome']))).toEqual([
    ['HELD', 'HELD'],
    ['CONFIRMED', 'HELD'],
    ['HELD', 'CONFIRMED', 'REPLACED'],
    ['HELD', 'DISMISSED', 'CONFIRMED', 'REPLACED'],
    ['GONE', 'DISMISSED', 'CONFIRMED', 'REPLACED'],
  ]);
});

test('bad input is refused in words that help', async () => {
  await using m = await polledMarket();
  const refuse = (variables: Record<string, unknown>) =>
    refusalOf(m.db, LIST, { variables, context: { now: m.now } });
  expect(await refuse({ filter: { providers: ['vast.ai'] } })).toMatchObject({
    code: 'BAD_USER_INPUT',
    nearest: ['vastai'],
  });
  expect(await refuse({ filter: { gpus: ['B2000'] } })).toMatchObject({ code: 'BAD_USER_INPUT' });
  for (const after of ['x', '', 'LTE', Buffer.from('1.5').toString('base64url')]) {
    expect(await refuse({ after })).toMatchObject({ code: 'BAD_CURSOR' });
  }
  expect(await refuse({ first: 0 })).toMatchObject({ code: 'BAD_PAGE_SIZE' });
  expect(await refuse({ first: 101 })).toMatchObject({ code: 'BAD_PAGE_SIZE' });
  expect(await refuse({ first: 1, last: 1 })).toMatchObject({ code: 'BAD_PAGE_SIZE' });
  expect(await refuse({ asOf: '2031-01-01T00:00:00Z' })).toMatchObject({ code: 'BAD_USER_INPUT' });
});
