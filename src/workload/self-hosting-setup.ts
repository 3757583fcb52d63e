import { HOURS_PER_MONTH, type SelfHosting } from '#analytics/self-hosting.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import type { Moment } from '#graph/moment.ts';
import { USABLE_SHARE } from '#catalog/usable-memory.ts';
import { derived, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { usdAsFloat } from '#units/money.ts';
import { askedModel } from './graph-model-input.ts';
import type { SelfHostedVsApiInputValue } from './graph-self-hosted-input.ts';
import { memoryFit, type MemoryFit } from './memory-fit.ts';
import { rentalOf, type Rental } from './rental.ts';
import { KV_BYTES } from './serving-need.ts';
import { throughputFigures, throughputs, type Throughput } from './throughput.ts';

/** What serving oneself was asked as, worked out as far as it can be. */
export type SelfHostingSetup = {
  /** Null where the bill was told. */
  readonly rental: Rental | null;
  /** Null where no model was told. */
  readonly fit: MemoryFit | null;
  readonly throughput: Throughput | null;
  /** Null where the bill was told, and where the model does not fit. */
  readonly capacity: Capacity | null;
  /** Null where there is no price, or the model does not fit. */
  readonly hosting: SelfHosting | null;
};

export type Capacity = {
  /** One replica's, in the unit the throughput was told in. */
  readonly tokensPerSecond: Figure;
  /** Requests a month of one replica that never waits for one. */
  readonly full: Figure;
  /** Requests a month that one replica can be given, for the busiest hour. */
  readonly usable: Figure;
};

const BY_OUTPUT = formula('tokensPerSecond / outputTokens * 3600 * hours');
const BY_INPUT = formula('prefillTokensPerSecond / promptTokens * 3600 * hours');
const BY_ALL = formula('tokensPerSecond / (promptTokens + outputTokens) * 3600 * hours');
const USABLE = formula('capacity * peakUtilisation / peakFactor');
const REPLICA = formula('price * gpuCount * hours');

/** Throws BAD_USER_INPUT for names nobody knows. */
export async function selfHostingSetup(
  input: SelfHostedVsApiInputValue,
  context: Context,
  moment: Moment,
): Promise<SelfHostingSetup> {
  const { selfHosted } = input;
  const ops = given(usdAsFloat(selfHosted.opsPerMonth), 'USD');
  const nothing = { rental: null, fit: null, throughput: null, capacity: null };
  if (selfHosted.monthlyCost != null) {
    const bill = given(usdAsFloat(selfHosted.monthlyCost), 'USD');
    return { ...nothing, hosting: { fixed: derived(BILL_AND_OPS, { bill, ops }, 'USD'), replica: null } };
  }
  if (!selfHosted.rental) throw new RangeError('a rental is checked to be there');
  const rental = await rentalOf(selfHosted.rental, context, moment);
  const served = await servedBy(input, rental, context, moment);
  if (!rental.price || !served.capacity) return { rental, ...served, hosting: null };
  const monthly = derived(
    REPLICA,
    { price: rental.price, gpuCount: rental.gpuCount, hours: HOURS_PER_MONTH },
    'USD',
  );
  const spares = given(selfHosted.spareReplicas, '1');
  const replica = { monthly, usable: served.capacity.usable, spares };
  return { rental, ...served, hosting: { fixed: ops, replica } };
}

const BILL_AND_OPS = formula('bill + ops');

type Served = Pick<SelfHostingSetup, 'fit' | 'throughput' | 'capacity'>;

async function servedBy(
  input: SelfHostedVsApiInputValue,
  rental: Rental,
  context: Context,
  moment: Moment,
): Promise<Served> {
  const { selfHosted } = input;
  const hours = HOURS_PER_MONTH;
  const promptTokens = given(input.promptTokens, 'tokens');
  const outputTokens = given(input.outputTokens, 'tokens');
  const capacityOf = (tokensPerSecond: Figure, full: Figure): Capacity => {
    const peakUtilisation = given(selfHosted.peakUtilisation, '1');
    const peakFactor = given(selfHosted.peakFactor, '1');
    const usable = derived(USABLE, { capacity: full, peakUtilisation, peakFactor }, 'requests');
    return { tokensPerSecond, full, usable };
  };
  if (!selfHosted.model) {
    const tokensPerSecond = given(selfHosted.tokensPerSecond ?? 0, 'tokens/s');
    const full = derived(BY_ALL, { tokensPerSecond, promptTokens, outputTokens, hours }, 'requests');
    return { fit: null, throughput: null, capacity: capacityOf(tokensPerSecond, full) };
  }
  const { gpu, gpuCount } = rental;
  if (!gpu)
    throw badInput(
      'gpu',
      'Say which `gpu` serves the model: its throughput depends on it, not on its price.',
    );
  const model = askedModel(selfHosted.model);
  const contextTokens = input.promptTokens + input.outputTokens;
  if (contextTokens > model.shape.contextTokens)
    throw badInput(
      'promptTokens',
      `${model.name} was made for ${model.shape.contextTokens} tokens, prompt and answer together, and these are ${contextTokens}.`,
    );
  const { format: weights, kvFormat: kv, concurrency, engine } = selfHosted;
  const asked = { weights, kv, contextTokens, sequences: concurrency };
  const load = { kind: 'SERVING', model, asked, gpuCount: gpuCount.value } as const;
  const fit = memoryFit(load, gpu, USABLE_SHARE);
  if (!fit.fits) return { fit, throughput: null, capacity: null };
  const setup = {
    model,
    gpu,
    gpuCount: gpuCount.value,
    engine,
    format: weights,
    kvBits: 8 * KV_BYTES[kv],
    batch: concurrency,
    inputTokens: input.promptTokens,
    // An answer that is not asked for still begins.
    outputTokens: Math.max(1, input.outputTokens),
  };
  const [throughput] = await throughputs(context.db, [setup], moment);
  if (!throughput) throw new RangeError('a setup has a throughput');
  const figures = throughputFigures(throughput);
  if (input.outputTokens > 0) {
    const { tokensPerSecond } = figures;
    const full = derived(BY_OUTPUT, { tokensPerSecond, outputTokens, hours }, 'requests');
    return { fit, throughput, capacity: capacityOf(tokensPerSecond, full) };
  }
  const { prefillTokensPerSecond } = figures;
  const full = derived(BY_INPUT, { prefillTokensPerSecond, promptTokens, hours }, 'requests');
  return { fit, throughput, capacity: capacityOf(prefillTokensPerSecond, full) };
}
