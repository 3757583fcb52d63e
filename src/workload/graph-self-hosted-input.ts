import { checkAboveZero, checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { usdAsFloat, type MicroUsd } from '#units/money.ts';
import { MOST_SEQUENCES, MOST_TOKENS, MOST_TOKENS_PER_SECOND } from './bounds.ts';
import { KvFormatEnum, WeightFormatEnum } from './graph-memory-input.ts';
import { ModelInput } from './graph-model-input.ts';
import { RentalInput } from './graph-rental.ts';
import { ServingEngineEnum } from './graph-workload-enums.ts';

const MOST_REQUESTS = 1e12;
const MOST_APIS = 10;
const MOST_VOLUMES = 20;
/** Dollars per million tokens, and dollars a month. */
const MOST_USD = 1e6;

const ApiRatesInput = builder.inputType('APIRatesInput', {
  description: 'Prices of an API in US dollars per million tokens.',
  fields: (t) => ({
    input: t.field({ type: 'USD', required: true, description: 'Of input tokens: 0 to 1000000.' }),
    output: t.field({ type: 'USD', required: true, description: 'Of output tokens: 0 to 1000000.' }),
    cachedInput: t.field({
      type: 'USD',
      description: 'Of input tokens read from a cache. As `input` where it is absent.',
    }),
  }),
});

const ApiInput = builder.inputType('APIInput', {
  description: 'Which commercial API is compared with.',
  isOneOf: true,
  fields: (t) => ({
    name: t.string({
      description:
        'A model by its name or the key of its price in `apiPrices`: "gpt-4", "aws-bedrock/llama-3.1-8b@us-east-1". A name with several prices is an error that lists them.',
    }),
    prices: t.field({ type: ApiRatesInput, description: 'Prices of your own.' }),
  }),
});

const SelfHostedInput = builder.inputType('SelfHostedInput', {
  description:
    'How one would serve oneself: a model on rented machines, machines of a known throughput, or a bill that is known already.',
  fields: (t) => ({
    monthlyCost: t.field({
      type: 'USD',
      description:
        'What it costs a month whatever is served, where that is known already: above 0. Nothing else but `opsPerMonth` counts then.',
    }),
    rental: t.field({
      type: RentalInput,
      description: 'What one replica runs on. Needed where there is no monthlyCost.',
    }),
    tokensPerSecond: t.float({
      description:
        'Tokens a second that one replica gets through, input and output together, with requests as these. In place of `model`.',
    }),
    model: t.field({
      type: ModelInput,
      description:
        'The model each replica serves, whose throughput is told by what was measured or estimated.',
    }),
    engine: t.field({
      type: ServingEngineEnum,
      required: true,
      defaultValue: 'VLLM',
      description: 'What serves it.',
    }),
    format: t.field({
      type: WeightFormatEnum,
      required: true,
      defaultValue: 'FP16',
      description: 'How the weights are stored.',
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
      description: `Requests that a replica works on at once: 1 to ${MOST_SEQUENCES}. More of them make it cheaper, and each slower.`,
    }),
    peakFactor: t.float({
      required: true,
      defaultValue: 2,
      description:
        'The busiest hour ÷ the mean hour: 1 to 1000. Replicas are as many as the busiest hour takes, as they are not scaled.',
    }),
    peakUtilisation: t.float({
      required: true,
      defaultValue: 0.8,
      description: 'The share of its capacity a replica is used to in the busiest hour: above 0, at most 1.',
    }),
    spareReplicas: t.int({
      required: true,
      defaultValue: 0,
      description: 'Replicas beyond those needed, in case one fails: 0 to 1000.',
    }),
    opsPerMonth: t.field({
      type: 'USD',
      required: true,
      defaultValue: 0 as MicroUsd,
      description: 'What running it costs beside machines a month: people, storage, traffic.',
    }),
  }),
});

export const SelfHostedVsApiInput = builder.inputType('SelfHostedVsAPIInput', {
  description: 'Requests that could be served by oneself, or by an API.',
  fields: (t) => ({
    requestsPerMonth: t.float({ required: true, description: 'Above 0, at most 10¹².' }),
    promptTokens: t.int({ required: true, description: `Tokens of a prompt: 0 to ${MOST_TOKENS}.` }),
    outputTokens: t.int({ required: true, description: `Tokens of an answer: 0 to ${MOST_TOKENS}.` }),
    cachedPromptTokens: t.int({
      required: true,
      defaultValue: 0,
      description:
        'Of the prompt’s tokens, those an API reads from its cache. Self-hosted they are computed all the same.',
    }),
    apis: t.field({
      type: [ApiInput],
      required: true,
      description: `What is compared with: 1 to ${MOST_APIS} APIs.`,
    }),
    selfHosted: t.field({
      type: SelfHostedInput,
      required: true,
      description: 'How one would serve oneself.',
    }),
    volumes: t.floatList({
      description: `Requests a month to tell both costs of, at most ${MOST_VOLUMES}. A tenth to a hundred times requestsPerMonth where it is absent.`,
    }),
  }),
});

export type SelfHostedVsApiInputValue = typeof SelfHostedVsApiInput.$inferInput;

/** Throws BAD_USER_INPUT for what no comparison can be made of; names are resolved elsewhere. */
export function checkSelfHostedVsApi(input: SelfHostedVsApiInputValue): void {
  const { requestsPerMonth, promptTokens, outputTokens, cachedPromptTokens, volumes, apis, selfHosted } =
    input;
  checkAboveZero('requestsPerMonth', requestsPerMonth, MOST_REQUESTS);
  checkWithin('promptTokens', promptTokens, 0, MOST_TOKENS);
  checkWithin('outputTokens', outputTokens, 0, MOST_TOKENS);
  if (promptTokens + outputTokens === 0)
    throw badInput('promptTokens', 'A request has tokens: say how many go in or come out.');
  checkWithin('cachedPromptTokens', cachedPromptTokens, 0, promptTokens);
  if (!(apis.length >= 1 && apis.length <= MOST_APIS))
    throw badInput('apis', `\`apis\` names 1 to ${MOST_APIS} APIs.`);
  for (const { prices } of apis)
    for (const price of [prices?.input, prices?.output, prices?.cachedInput])
      if (price != null) checkWithin('prices', usdAsFloat(price), 0, MOST_USD);
  if ((volumes?.length ?? 0) > MOST_VOLUMES)
    throw badInput('volumes', `\`volumes\` has at most ${MOST_VOLUMES} numbers.`);
  for (const volume of volumes ?? []) checkAboveZero('volumes', volume, MOST_REQUESTS);
  const { monthlyCost, tokensPerSecond, model, rental } = selfHosted;
  if (monthlyCost != null) {
    checkAboveZero('monthlyCost', usdAsFloat(monthlyCost), MOST_USD);
  } else {
    if (!rental)
      throw badInput(
        'rental',
        'Say what a replica runs on as `rental`, or what it all costs as `monthlyCost`.',
      );
    if ((tokensPerSecond == null) === (model == null))
      throw badInput(
        'model',
        'Say which `model` is served, or at how many `tokensPerSecond`, one of the two.',
      );
  }
  if (tokensPerSecond != null) checkAboveZero('tokensPerSecond', tokensPerSecond, MOST_TOKENS_PER_SECOND);
  checkWithin('concurrency', selfHosted.concurrency, 1, MOST_SEQUENCES);
  checkWithin('peakFactor', selfHosted.peakFactor, 1, 1000);
  checkAboveZero('peakUtilisation', selfHosted.peakUtilisation, 1);
  checkWithin('spareReplicas', selfHosted.spareReplicas, 0, 1000);
  checkWithin('opsPerMonth', usdAsFloat(selfHosted.opsPerMonth), 0, MOST_USD);
}
