import { afterAll, expect, test } from 'vitest';
import { models } from '#catalog/models.ts';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { figuresThatDoNotAddUp } from '../support/redo.ts';

/** Nothing of it is stored: one database serves them all. */
const database = await testDatabase();
afterAll(() => database[Symbol.asyncDispose]());

type Page = {
  models: {
    totalCount: number;
    pageInfo: { hasNextPage: boolean; endCursor: string };
    edges: { node: { id: string; slug: string; cachePerToken: { value: number } } }[];
  };
};

const FIGURE = `{ value explain { formula inputs { name figure { value explain { formula inputs { name figure { value } } } } } } }`;

const PAGE = `query ($filter: ModelFilter, $first: Int = 20, $after: String) {
  models(filter: $filter, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { node { id slug cachePerToken ${FIGURE} } }
  }
}`;

test('the catalog is paged through once, each with the arithmetic of a token', async () => {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const { models: page }: Page = await data<Page>(database.db, PAGE, { variables: { after } });
    expect(figuresThatDoNotAddUp(page)).toEqual([]);
    expect(page.totalCount).toBe(models.length);
    seen.push(...page.edges.map(({ node }) => node.slug));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen.toSorted()).toEqual(models.map(({ slug }) => slug as string).toSorted());
  expect(seen.indexOf('llama-3.1-8b')).toBeLessThan(seen.indexOf('llama-3.1-70b'));
});

test('a filter’s conditions all hold', async () => {
  const slugsOf = async (filter: Record<string, unknown>): Promise<string[]> => {
    const page = await data<Page>(database.db, PAGE, { variables: { filter } });
    return page.models.edges.map(({ node }) => node.slug);
  };
  expect(await slugsOf({ developer: 'openai' })).toEqual(['gpt-oss-20b', 'gpt-oss-120b']);
  expect(await slugsOf({ developer: 'Meta', isMixture: true })).toEqual([
    'llama-4-maverick',
    'llama-4-scout',
  ]);
  expect(
    await slugsOf({ developer: 'Meta', minParams: 60e9, maxParams: 80e9, minContextTokens: 100_000 }),
  ).toEqual(['llama-3.1-70b', 'llama-3.3-70b']);
  expect(await slugsOf({ minParams: 2e12 })).toEqual([]);
  expect(await refusalOf(database.db, PAGE, { variables: { filter: { developer: 'Metta' } } })).toMatchObject(
    {
      code: 'BAD_USER_INPUT',
      argument: 'developer',
    },
  );
  const crossed = { variables: { filter: { minParams: 2, maxParams: 1 } } };
  expect(await refusalOf(database.db, PAGE, crossed)).toMatchObject({ argument: 'maxParams' });
});

test('a name is a model and its node, several, a size, or nothing', async () => {
  const named = async (name: string) => {
    const query = `query ($name: String!) { model(name: $name) {
      ... on Model { id slug }
      ... on UnknownModel { reason message nearest { slug } }
    } }`;
    type Answer = { model: { id?: string; slug?: string; reason?: string; nearest?: { slug: string }[] } };
    return (await data<Answer>(database.db, query, { variables: { name } })).model;
  };
  const found = await named('meta-llama/Llama-3.1-8B-Instruct');
  expect(found.slug).toBe('llama-3.1-8b');
  const byId = `query ($id: ID!) { node(id: $id) { ... on Model { slug } } }`;
  expect(await data(database.db, byId, { variables: { id: found.id } })).toEqual({
    node: { slug: 'llama-3.1-8b' },
  });
  expect(await named('Mixtral')).toMatchObject({
    reason: 'AMBIGUOUS_NAME',
    nearest: [{ slug: 'mixtral-8x7b' }, { slug: 'mixtral-8x22b' }],
  });
  const size = await named('405B');
  expect(size.reason).toBe('SIZE');
  expect(size.nearest?.[0]?.slug).toBe('llama-3.1-405b');
  expect(await named('no such thing at all')).toMatchObject({ reason: 'UNKNOWN_NAME' });
});

test('figures of a model say whether the catalog, the caller or a convention tells them', async () => {
  const basisOf = async (model: Record<string, unknown>): Promise<unknown> => {
    const query = `query ($model: ModelInput!) { modelMemory(model: $model) { cachePerToken {
      value explain { inputs { name figure { basis } } } } } }`;
    type Answer = {
      modelMemory: { cachePerToken: { value: number; explain: { inputs: { figure: { basis: string } }[] } } };
    };
    const { cachePerToken } = (await data<Answer>(database.db, query, { variables: { model } })).modelMemory;
    return [cachePerToken.value, cachePerToken.explain.inputs[0]?.figure.basis];
  };
  // 2 × 32 layers × 8 heads × 128 × 2 bytes; a 7B has 32 heads.
  expect(await basisOf({ name: 'llama3.1:8b' })).toEqual([131_072, 'CATALOG']);
  expect(await basisOf({ size: '7B' })).toEqual([524_288, 'ASSUMED']);
  const architecture = { params: 8e9, layers: 32, hiddenSize: 4096, heads: 32, kvHeads: 8 };
  expect(await basisOf({ architecture })).toEqual([131_072, 'GIVEN']);
  const wrong = { variables: { model: { architecture: { ...architecture, kvHeads: 5 } } } };
  expect(
    await refusalOf(
      database.db,
      `query ($model: ModelInput!) { modelMemory(model: $model) { model } }`,
      wrong,
    ),
  ).toMatchObject({
    code: 'BAD_USER_INPUT',
    argument: 'model.architecture.kvHeads',
  });
});
