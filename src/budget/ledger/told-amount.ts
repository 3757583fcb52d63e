import type { Context } from '#graph/context.ts';
import type { Absence } from '#market/graph-absence.ts';
import { slugOf } from '#market/graph-filter.ts';
import { codesOf } from '#market/graph-region-named.ts';
import { isUnknownPast } from '#market/store-raw-from.ts';
import { formatUsd, microUsd, usdFromFloat, type MicroUsd } from '#units/money.ts';
import { formatInstant, HOUR_MS, type Instant } from '#units/time.ts';
import { inputFault, takenOr, type InputFault } from '#workload/graph-input-error.ts';
import { providerNamed } from '#workload/graph-provider-name.ts';
import { rentalOf, type AskedRental } from '#workload/rental.ts';
import { HOURS_AT_WORK } from '#workload/setup-rules.ts';
import type { Rate } from './entry.ts';

type Maybe<T> = T | null | undefined;

/** Money as a caller tells it: an amount, or GPUs for a time at a price. */
export type AskedAmount = {
  readonly amount?: Maybe<MicroUsd>;
  readonly rental?: Maybe<AskedRental>;
  readonly hours?: Maybe<number>;
  /** Milliseconds. */
  readonly duration?: Maybe<number>;
};

export type ToldAmount = { readonly amount: MicroUsd; readonly rate: Rate | null };

/** Ten million dollars: more at once is a slip. */
export const MOST_AMOUNT = microUsd(1e13);

/**
 * What money was told. A duration costs price × GPUs × hours, rounded to the micro-dollar, at the cheapest offer of
 * the machine at that instant, or at a price of the caller's own. Null where it is no money, and why is added to the
 * faults.
 */
export async function toldAmount(
  asked: AskedAmount,
  at: Instant,
  context: Context,
  faults: InputFault[],
): Promise<ToldAmount | null> {
  const { amount = null, rental = null, hours = null, duration = null } = asked;
  if ((amount === null) === (rental === null)) {
    const message =
      'Say what it costs in one way: an `amount`, or a `rental` with its `hours` or `duration`.';
    faults.push(inputFault('BAD_CHOICE', 'amount', message));
    return null;
  }
  if (amount !== null) {
    if (hours !== null || duration !== null) {
      const message =
        'An `amount` is the whole cost already: leave `hours` and `duration` out, or tell a `rental`.';
      faults.push(inputFault('BAD_CHOICE', hours === null ? 'duration' : 'hours', message));
      return null;
    }
    return bounded({ amount, rate: null }, 'amount', faults);
  }
  const ms = durationOf(hours, duration, faults);
  if (ms === null || rental === null) return null;
  const rate = await rateOf(rental, ms, at, context, faults);
  return rate && bounded({ amount: costOf(rate), rate }, 'rental', faults);
}

/** Exactly price × GPUs × time, rounded half up to the micro-dollar. */
export function costOf({ price, gpuCount, ms }: Pick<Rate, 'price' | 'gpuCount' | 'ms'>): MicroUsd {
  const parts = BigInt(price) * BigInt(gpuCount) * BigInt(ms);
  const hour = BigInt(HOUR_MS);
  return microUsd(Number((2n * parts + hour) / (2n * hour)));
}

function durationOf(hours: number | null, duration: number | null, faults: InputFault[]): number | null {
  if ((hours === null) === (duration === null)) {
    const message = 'Say how long in one way: `hours` (1.5) or `duration` ("PT1H30M").';
    faults.push(inputFault('BAD_CHOICE', 'hours', message));
    return null;
  }
  const [field, length] = hours === null ? ['duration', (duration ?? 0) / HOUR_MS] : ['hours', hours];
  const [least, most] = HOURS_AT_WORK;
  if (length >= least && length <= most) return Math.round(length * HOUR_MS);
  const message = `\`${field}\` is ${length} hours: give a time between ${least} and ${most} hours.`;
  faults.push(inputFault('BAD_FIGURE', field, message));
  return null;
}

const WHY_NO_PRICE: Readonly<Partial<Record<Absence, string>>> = {
  SOLD_OUT: 'Every offer of this machine was taken',
  STALE: 'Every price of this machine was out of date',
  NOT_OBSERVED: 'Nothing is known of the market',
};

async function rateOf(
  asked: AskedRental,
  ms: number,
  at: Instant,
  context: Context,
  faults: InputFault[],
): Promise<Rate | null> {
  const now = context.now();
  const moment = at < now ? { at, asOf: at } : { at: now, asOf: null };
  const before = faults.length;
  const { gpu, provider, region } = asked;
  const named = <T>(field: string, name: Maybe<string>, of: (name: string) => T | Promise<T>) =>
    takenOr('UNKNOWN_NAME', ['rental', field], () => (name == null ? null : of(name)), faults);
  await named('gpu', gpu, (name) => slugOf(name, 'gpu'));
  await named('provider', provider, (name) => providerNamed(context.db, name));
  await named('region', region, (name) => codesOf(name, 'region'));
  if (faults.length > before) return null;
  const rental = await takenOr('BAD_FIGURE', 'rental', () => rentalOf(asked, context, moment), faults);
  if (!rental) return null;
  const price = rental.price && usdFromFloat(rental.price.value);
  if (!rental.price || price == null) {
    const { asOf } = moment;
    const told = rental.absence ?? 'NOT_OFFERED';
    const isUnknown = told === 'NOT_OFFERED' && asOf !== null && (await isUnknownPast(context.db, asOf));
    const absence = isUnknown ? 'NOT_OBSERVED' : told;
    const why = WHY_NO_PRICE[absence] ?? 'No offer of this machine was known';
    const message =
      `${why} at ${formatInstant(moment.at)} (${absence}): ` +
      'tell what an hour of a GPU cost as `pricePerGpuHour`, or the `amount`.';
    faults.push(inputFault('NO_PRICE', 'rental', message));
    return null;
  }
  return {
    gpu: rental.gpu?.slug ?? null,
    gpuCount: asked.gpuCount,
    ms,
    billing: asked.billing,
    price,
    basis: rental.price.basis,
    source: rental.price.source,
    provider: rental.offer?.provider ?? null,
    region: rental.offer?.region ?? null,
    simulated: rental.simulated,
  };
}

function bounded(told: ToldAmount, field: string, faults: InputFault[]): ToldAmount | null {
  const wrong = amountFaults(field, told.amount);
  faults.push(...wrong);
  return wrong.length === 0 ? told : null;
}

/** What is wrong with money that is told. */
export function amountFaults(
  field: string,
  amount: MicroUsd,
  { zero = false }: { readonly zero?: boolean } = {},
): readonly InputFault[] {
  if ((zero ? amount >= 0 : amount > 0) && amount <= MOST_AMOUNT) return [];
  const least = zero ? '0' : 'more than 0';
  const message = `\`${field}\` comes to ${formatUsd(amount)} dollars: tell ${least} to ${formatUsd(MOST_AMOUNT)} at once.`;
  return [inputFault('BAD_FIGURE', field, message)];
}
