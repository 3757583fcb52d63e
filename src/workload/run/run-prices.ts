import type { Context } from '#graph/context.ts';
import { wholeMarket } from '#market/offer-scope.ts';
import { memoryOf } from '#market/store-memory.ts';
import { quoteBuckets } from '#market/store-quotes.ts';
import { fact, given, type Figure } from '#units/figure.ts';
import { microUsd, usdAsFloat } from '#units/money.ts';
import { formatInstant, HOUR_MS, instant, plusMs, type Instant } from '#units/time.ts';
import { rolledMeans, type ObservedMean, type PastPrice } from './store-run-prices.ts';
import { runOf, type StoredRun } from './run.ts';

/** TOLD: by the owner. DURING_RUN: the market's while it ran. AT_RECORDING: the market's in the hour before it was recorded. */
export type RunPriceBasis = 'TOLD' | 'DURING_RUN' | 'AT_RECORDING';

export type RunPrice =
  | {
      /** USD/h for one GPU. */
      readonly figure: Figure;
      readonly basis: RunPriceBasis;
      /** Between which two medians of an hour it moved; null where it was told. */
      readonly observed: (ObservedMean & { readonly from: Instant; readonly to: Instant }) | null;
      readonly simulated: boolean;
    }
  /** Of what was not told one is enough; empty where history has no price. */
  | { readonly figure: null; readonly missing: readonly string[] };

/** Raw changes are read by the hour, at most these. */
const MOST_RAW_HOURS = 32 * 24;

/**
 * What a GPU-hour of each run cost: as told; else the market's while it ran, by the history of prices; else, where it
 * is not known when that was, the market's when it was recorded.
 */
export async function runPrices(
  { db, now, simulated }: Pick<Context, 'db' | 'now' | 'simulated'>,
  runs: readonly StoredRun[],
): Promise<Map<number, RunPrice>> {
  const at = now();
  const asked = runs.flatMap((run) => {
    const price = run.pricePerGpuHour === null ? askedPrice(run, simulated, at) : null;
    return price ? [{ run, ...price }] : [];
  });
  const past = asked.map(({ price }) => price);
  const observed = new Map(await rolledMeans(db, past));
  for (const [price, mean] of await rawMeans(db, await unrolled(db, past, observed), at))
    observed.set(price, mean);
  const known = new Map(asked.map((one) => [one.run.id, one]));
  return new Map(
    runs.map((run): [number, RunPrice] => {
      if (run.pricePerGpuHour !== null) return [run.id, toldPrice(run)];
      const one = known.get(run.id);
      if (!one) return [run.id, { figure: null, missing: ['pricePerGpuHour', 'gpu'] }];
      const mean = observed.get(one.price);
      if (!mean) return [run.id, { figure: null, missing: [] }];
      return [run.id, observedPrice(one.price, one.basis, mean, simulated)];
    }),
  );
}

function toldPrice({ pricePerGpuHour }: StoredRun): RunPrice {
  const figure = given(usdAsFloat(pricePerGpuHour!), 'USD/h');
  return { figure, basis: 'TOLD', observed: null, simulated: false };
}

function observedPrice(
  price: PastPrice,
  basis: Exclude<RunPriceBasis, 'TOLD'>,
  mean: ObservedMean,
  simulated: boolean,
): RunPrice {
  const { gpu, billing, provider, region, from, to } = price;
  const where = `${provider === null ? '' : ` by ${provider}`}${region === null ? '' : ` in ${region}`}`;
  const terms = billing === 'SPOT' ? 'spot' : 'on-demand';
  const share = Math.round((100 * Math.min(mean.observedMs, to - from)) / (to - from));
  const source = `the tape: mean of the hourly median ${terms} price of ${gpu}${where}, ${formatInstant(from)} to ${formatInstant(to)}, ${share} % of it observed`;
  const figure = fact(usdAsFloat(microUsd(Math.round(mean.mean))), 'USD/h', 'OBSERVED', source);
  return { figure, basis, observed: { ...mean, from, to }, simulated: price.simulated ?? simulated };
}

function askedPrice(
  run: StoredRun,
  simulated: boolean,
  now: Instant,
): { readonly price: PastPrice; readonly basis: 'DURING_RUN' | 'AT_RECORDING' } | null {
  if (run.gpu === null) return null;
  const ran = timeOf(run, now);
  const time = ran ?? { from: plusMs(run.recordedAt, -HOUR_MS), to: run.recordedAt };
  const price: PastPrice = {
    gpu: run.gpu,
    billing: run.billing ?? 'ON_DEMAND',
    provider: run.provider,
    region: run.region,
    simulated: run.provider === null ? simulated : null,
    ...time,
  };
  return { price, basis: ran ? 'DURING_RUN' : 'AT_RECORDING' };
}

/** When a run was at work; null where its owner tells neither its start nor its end with its hours. */
function timeOf(stored: StoredRun, now: Instant): { readonly from: Instant; readonly to: Instant } | null {
  const { startedAt, endedAt, status } = stored;
  const { hours } = runOf(stored);
  const ms = hours === null ? null : Math.round(hours * HOUR_MS);
  const from = startedAt ?? (endedAt === null || ms === null ? null : instant(Math.max(0, endedAt - ms)));
  if (from === null) return null;
  const to = endedAt ?? (ms === null ? (status === 'RUNNING' ? now : null) : plusMs(from, ms));
  if (to === null) return null;
  // An instant has no price by the hour: the hour before it has.
  return to > from ? { from, to } : { from: instant(Math.max(0, to - HOUR_MS)), to };
}

/** Those without a price as far as is rolled up, whose time goes beyond that. */
async function unrolled(
  db: Context['db'],
  past: readonly PastPrice[],
  observed: ReadonlyMap<PastPrice, ObservedMean>,
): Promise<readonly PastPrice[]> {
  const without = past.filter((price) => !observed.has(price));
  if (without.length === 0) return [];
  const { rolledTo } = await memoryOf(db);
  return without.filter(({ to }) => rolledTo === null || to > rolledTo);
}

/** By raw changes, in one statement for all that differ in nothing but their time. */
async function rawMeans(
  db: Context['db'],
  prices: readonly PastPrice[],
  now: Instant,
): Promise<Map<PastPrice, ObservedMean>> {
  const alike = Map.groupBy(prices, (price) => JSON.stringify({ ...price, from: null, to: null }));
  const means = new Map<PastPrice, ObservedMean>();
  for (const group of alike.values()) {
    const hours = await rawHours(db, group, now);
    for (const price of group) {
      const mean = meanOf(hours, price, now);
      if (mean) means.set(price, mean);
    }
  }
  return means;
}

type PricedHour = { readonly begins: number; readonly p50: number };

/** Medians by the hour over all of the time that is asked about. */
async function rawHours(
  db: Context['db'],
  asked: readonly PastPrice[],
  now: Instant,
): Promise<readonly PricedHour[]> {
  const [first] = asked;
  const last = Math.min(now, Math.max(...asked.map(({ to }) => to)));
  const from = Math.max(Math.min(...asked.map((one) => one.from)), last - MOST_RAW_HOURS * HOUR_MS);
  const start = instant(Math.floor(from / HOUR_MS) * HOUR_MS);
  const count = Math.ceil((last - start) / HOUR_MS);
  if (!first || count < 1) return [];
  const { gpu, billing, provider, region, simulated } = first;
  const scope = {
    ...wholeMarket(simulated),
    gpus: [gpu],
    billing,
    providers: provider === null ? null : [provider],
    regions: region === null ? null : [region],
  };
  const { rows } = await quoteBuckets(db, {
    scope,
    buckets: { start, count, lengthMs: HOUR_MS },
    moment: { at: now, asOf: null },
    byGpu: false,
  });
  return rows.flatMap(({ bucket, p50 }) => (p50 === null ? [] : [{ begins: start + bucket * HOUR_MS, p50 }]));
}

function meanOf(
  priced: readonly PricedHour[],
  { from, to }: PastPrice,
  now: Instant,
): ObservedMean | undefined {
  const last = Math.min(to, now);
  const hours = priced.flatMap(({ begins, p50 }) => {
    const ms = Math.min(last, begins + HOUR_MS) - Math.max(from, begins);
    return ms <= 0 ? [] : [{ p50, ms }];
  });
  const observedMs = hours.reduce((sum, { ms }) => sum + ms, 0);
  if (observedMs === 0) return undefined;
  return {
    mean: hours.reduce((sum, { p50, ms }) => sum + p50 * ms, 0) / observedMs,
    least: Math.min(...hours.map(({ p50 }) => p50)),
    most: Math.max(...hours.map(({ p50 }) => p50)),
    observedMs,
  };
}
