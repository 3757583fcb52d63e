import { checkAboveZero, checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import { ANY_OFFER, OfferFilter, scopeOf } from '#market/graph-filter.ts';
import { given } from '#units/figure.ts';
import { usdAsFloat, type MicroUsd } from '#units/money.ts';
import { DAY_MS, HOUR_MS } from '#units/time.ts';
import type { AskedTier, TierRoutingQuestion } from './answer-tier-routing.ts';
import { KvFormatEnum, WeightFormatEnum } from './graph-memory-input.ts';
import { askedModel, ModelInput } from './graph-model-input.ts';
import { checkAhead, checkedSpeed, checkUtilisation, MOST_SEQUENCES, MOST_TOKENS } from './bounds.ts';
import { ServingEngineEnum } from './graph-workload-enums.ts';
import { promptOfText, type RoutedRequest } from './tier-routing.ts';

const MOST_REQUESTS = 50;
const MOST_TIERS = 5;
const MOST_COUNT = 1e12;
const MOST_USD = 1_000_000;

const RoutedRequestInput = builder.inputType('RoutedRequestInput', {
  description:
    'Requests of one kind. The prompt is given by one of `prompt`, `promptCharacters` and `promptTokens`.',
  fields: (t) => ({
    prompt: t.string({ description: 'The prompt itself: a quarter of its characters are its tokens.' }),
    promptCharacters: t.int({ description: 'Characters of the prompt: a quarter of them are its tokens.' }),
    promptTokens: t.int({ description: 'Tokens of the prompt, where you count them.' }),
    maxTokens: t.int({
      required: true,
      description: 'Tokens the answer may have, at least 1. It is priced as if it had all.',
    }),
    count: t.float({ required: true, defaultValue: 1, description: 'How many there are: above 0.' }),
  }),
});

const ApiPriceInput = builder.inputType('TokenPriceInput', {
  description: 'What an API asks for tokens.',
  fields: (t) => ({
    input: t.field({ type: 'USD', required: true, description: 'For a million tokens of prompts.' }),
    output: t.field({ type: 'USD', required: true, description: 'For a million tokens of answers.' }),
  }),
});

const TierInput = builder.inputType('TierInput', {
  description:
    'What serves some of the requests: a `model` on the GPU where its token is cheapest, or an API at an `apiPrice`. One of the two is given.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What you call it, 1 to 40 characters: "small".' }),
    below: t.int({
      description:
        'Requests of fewer tokens, prompt and answer together, belong here unless to a tier before. Absent for the last tier alone, which takes the rest.',
    }),
    model: t.field({ type: ModelInput, description: 'The model that serves it.' }),
    format: t.field({
      type: WeightFormatEnum,
      required: true,
      defaultValue: 'FP16',
      description: 'How the model’s weights are stored.',
    }),
    gpus: t.stringList({
      description: 'GPUs it may run on, by any name the catalog knows; any where it is absent.',
    }),
    tokensPerSecond: t.float({
      description:
        'Output tokens a second of the machine, where you know better. Estimated or measured else.',
    }),
    apiPrice: t.field({ type: ApiPriceInput, description: 'What an API asks, in place of a model.' }),
  }),
});

/** Llama-like models of the sizes that are spoken of, at the thresholds that are usual. */
const DEFAULT_TIERS = [
  { name: 'small', below: 1000, model: { size: '7B' }, format: 'FP16' },
  { name: 'medium', below: 4000, model: { size: '13B' }, format: 'FP16' },
  { name: 'large', model: { size: '70B' }, format: 'FP16' },
] as const;

export const TierRoutingInput = builder.inputType('TierRoutingInput', {
  description: 'Requests, the tiers they may be routed to, and how models are served.',
  fields: (t) => ({
    requests: t.field({
      type: [RoutedRequestInput],
      required: true,
      description: `The mix: 1 to ${MOST_REQUESTS} kinds of requests.`,
    }),
    tiers: t.field({
      type: [TierInput],
      required: true,
      defaultValue: [...DEFAULT_TIERS],
      description: `1 to ${MOST_TIERS} tiers by ascending \`below\`. By default small below 1000 tokens (7B), medium below 4000 (13B), large for the rest (70B).`,
    }),
    engine: t.field({
      type: ServingEngineEnum,
      required: true,
      defaultValue: 'VLLM',
      description: 'What serves models.',
    }),
    kvFormat: t.field({
      type: KvFormatEnum,
      required: true,
      defaultValue: 'FP16',
      description: 'How the KV cache is stored.',
    }),
    concurrency: t.int({
      required: true,
      defaultValue: 16,
      description: `Sequences served at once by each machine: 1 to ${MOST_SEQUENCES}.`,
    }),
    utilisation: t.float({
      required: true,
      defaultValue: 1,
      description:
        'The share of the time that machines are busy: above 0 up to 1. By default 1, the least a token can cost.',
    }),
    filter: t.field({
      type: OfferFilter,
      required: true,
      defaultValue: ANY_OFFER,
      description: 'Which offers count. Taken ones never do.',
    }),
    ahead: t.field({
      type: 'Duration',
      required: true,
      defaultValue: DAY_MS,
      description: 'How far ahead costs are forecast, PT1H to P7D.',
    }),
  }),
});

type InputValue = typeof TierRoutingInput.$inferInput;

/** Checks what is asked. Throws BAD_USER_INPUT, saying what to change, for what cannot be routed. */
export async function tierRoutingQuestion(input: InputValue, context: Context): Promise<TierRoutingQuestion> {
  const { requests, tiers, concurrency, utilisation, ahead } = input;
  if (requests.length < 1 || requests.length > MOST_REQUESTS)
    throw badInput('requests', `\`requests\` holds 1 to ${MOST_REQUESTS} kinds.`);
  if (tiers.length < 1 || tiers.length > MOST_TIERS)
    throw badInput('tiers', `\`tiers\` holds 1 to ${MOST_TIERS}.`);
  checkWithin('concurrency', concurrency, 1, MOST_SEQUENCES);
  checkUtilisation(utilisation);
  checkAhead(ahead);
  checkThresholds(tiers);
  return {
    requests: requests.map(requestOf),
    tiers: await Promise.all(tiers.map((tier) => tierOf(tier, input, context))),
    serving: {
      engine: input.engine,
      kvFormat: input.kvFormat,
      sequences: concurrency,
      utilisation,
      isUtilisationGiven: utilisation !== 1,
      training: { tokens: 1, method: 'LORA' },
      hours: ahead / HOUR_MS,
    },
  };
}

function checkThresholds(tiers: InputValue['tiers']): void {
  for (const [place, { below, name }] of tiers.entries()) {
    const isLast = place === tiers.length - 1;
    const before = tiers[place - 1]?.below ?? 0;
    if (isLast && below != null)
      throw badInput('tiers', `The last tier, "${name}", takes the rest: leave its \`below\` out.`);
    if (!isLast && !(below != null && below > before))
      throw badInput(
        'tiers',
        `The tier "${name}" needs a \`below\` above ${before}: tiers come by ascending thresholds.`,
      );
  }
  if (new Set(tiers.map(({ name }) => name)).size < tiers.length)
    throw badInput('tiers', 'Two tiers have one name: give each its own.');
}

function requestOf({
  prompt,
  promptCharacters,
  promptTokens,
  maxTokens,
  count,
}: InputValue['requests'][number]): RoutedRequest {
  const told = [prompt, promptCharacters, promptTokens].filter((one) => one != null);
  if (told.length !== 1)
    throw badInput(
      'requests',
      'Each request tells its prompt by one of `prompt`, `promptCharacters` and `promptTokens`.',
    );
  checkWithin('maxTokens', maxTokens, 1, MOST_TOKENS);
  checkAboveZero('count', count, MOST_COUNT);
  if (promptTokens != null) {
    checkWithin('promptTokens', promptTokens, 0, MOST_TOKENS);
    return { prompt: given(promptTokens, 'tokens'), maxTokens, count };
  }
  const characters = promptCharacters ?? Array.from(prompt ?? '').length;
  checkWithin('promptCharacters', characters, 0, 4 * MOST_TOKENS);
  return { prompt: promptOfText(characters), maxTokens, count };
}

async function tierOf(
  tier: InputValue['tiers'][number],
  { filter }: InputValue,
  context: Context,
): Promise<AskedTier> {
  const { name, below = null, model, apiPrice, tokensPerSecond } = tier;
  if (name.trim().length < 1 || name.length > 40)
    throw badInput('tiers', 'A tier’s `name` has 1 to 40 characters.');
  if (apiPrice && !model) {
    const price = { input: dollars(apiPrice.input), output: dollars(apiPrice.output) };
    return { name, below, serves: { kind: 'API', price }, serving: null };
  }
  if (!model || apiPrice)
    throw badInput('tiers', `The tier "${name}" is a \`model\` or has an \`apiPrice\`, one of the two.`);
  const scope = await scopeOf(tier.gpus?.length ? { ...filter, gpus: tier.gpus } : filter, context);
  const speeds = new Map<string | null, number>();
  if (tokensPerSecond != null) speeds.set(null, checkedSpeed('tokensPerSecond', tokensPerSecond));
  return {
    name,
    below,
    serves: { kind: 'MODEL', model: askedModel(model, 'tiers') },
    serving: { format: tier.format, scope, tokensPerSecond: speeds },
  };
}

function dollars(price: MicroUsd): number {
  const usd = usdAsFloat(price);
  checkWithin('apiPrice', usd, 0, MOST_USD);
  return usd;
}
