import type { ApiPrice } from '#catalog/api-price.ts';
import { apiPrices, apiPricesCalled, nearestApiPrices } from '#catalog/api-prices.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { pageOf } from '#graph/page.ts';
import { pageOfSorted } from '#market/graph-page.ts';
import { usdFromFloat, type MicroUsd } from '#units/money.ts';

function perMillion(dollars: number): MicroUsd {
  const amount = usdFromFloat(dollars);
  if (amount === undefined) throw new RangeError(`no price: ${dollars}`);
  return amount;
}

export const ApiPriceRef = builder.objectRef<ApiPrice>('APIPrice').implement({
  description:
    'What a commercial API asks for a model’s tokens, as its price list said at a date: it may ask something else today.',
  fields: (t) => ({
    key: t.exposeString('key', {
      description: 'Names this price alone: "openai/gpt-4o", "aws-bedrock/llama-3.1-8b@us-east-1".',
    }),
    provider: t.exposeString('provider', { description: 'Who serves the model: "OpenAI", "AWS Bedrock".' }),
    model: t.exposeString('model', { description: 'The model: "GPT-4o".' }),
    region: t.exposeString('region', {
      nullable: true,
      description: 'The provider’s region; null where the price is the same in all of them.',
    }),
    input: t.field({
      type: 'USD',
      description: 'US dollars per million input tokens.',
      resolve: ({ input }) => perMillion(input),
    }),
    output: t.field({
      type: 'USD',
      description: 'US dollars per million output tokens.',
      resolve: ({ output }) => perMillion(output),
    }),
    cachedInput: t.field({
      type: 'USD',
      nullable: true,
      description:
        'US dollars per million input tokens read from the provider’s prompt cache; null where its list states no such price.',
      resolve: ({ cachedInput }) => (cachedInput === null ? null : perMillion(cachedInput)),
    }),
    asOf: t.exposeString('asOf', { description: 'The day the list said so: "2026-06-15".' }),
    source: t.exposeString('source', { description: 'Which list.' }),
    note: t.exposeString('note', {
      nullable: true,
      description: 'What else has to be known to use it; null where there is nothing.',
    }),
  }),
});

const MOST_NAMED = 12;

/** The price a name means. Throws BAD_USER_INPUT with those it may mean, or the nearest. */
export function askedApiPrice(name: string, argument = 'name'): ApiPrice {
  const [price, ...others] = apiPricesCalled(name);
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  if (!price) {
    const nearest = nearestApiPrices(name, 3).join(', ');
    throw badInput(
      argument,
      `No API price is known of "${shown}". Nearest: ${nearest}. \`apiPrices\` lists all; or give \`prices\` of your own.`,
    );
  }
  if (others.length > 0) {
    const keys = [price, ...others].slice(0, MOST_NAMED).map(({ key }) => key);
    throw badInput(
      argument,
      `"${shown}" has several prices: name one by its key. They are: ${keys.join(', ')}.`,
    );
  }
  return price;
}

const ApiPriceFilter = builder.inputType('APIPriceFilter', {
  description: 'Which API prices are meant; everything given must hold.',
  fields: (t) => ({
    provider: t.string({ description: 'Only of this provider: "OpenAI". Any case.' }),
    model: t.string({ description: 'Only of models whose name holds this: "llama". Any case.' }),
    region: t.string({
      description: 'Only of this provider’s region ("us-east-1"), and prices that hold everywhere.',
    }),
  }),
});

const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const TOTAL_COUNT = 'How many there are in all, on every page together.';

builder.queryField('apiPrices', (t) =>
  t.connection(
    {
      type: ApiPriceRef,
      description:
        'What commercial APIs ask for tokens, each with the date and the list it is from; by provider, model and region.',
      args: {
        filter: t.arg({ type: ApiPriceFilter, description: 'Which. All of them where it is absent.' }),
      },
      resolve: (_root, { filter, ...page }) => {
        const { provider, model, region } = filter ?? {};
        const rows = apiPrices.filter(
          (price) =>
            (provider == null || sameText(price.provider, provider)) &&
            (model == null || price.model.toLowerCase().includes(model.toLowerCase())) &&
            (region == null || price.region === null || sameText(price.region, region)),
        );
        return pageOfSorted(pageOf(page), rows, ({ key }) => key, apiPrices);
      },
    },
    {
      name: 'APIPriceConnection',
      description: 'A page of API prices.',
      fields: (f) => ({
        totalCount: f.int({ description: TOTAL_COUNT, resolve: ({ totalCount }) => totalCount ?? 0 }),
      }),
    },
    { name: 'APIPriceEdge', description: 'A price and its place in the list.' },
  ),
);
