import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import { momentOf, type Moment } from '#graph/moment.ts';
import { DAY_MS, formatInstant, HOUR_MS, type Instant } from '#units/time.ts';
import { floorTo } from './rollup.ts';
import { memoryOf } from './store-memory.ts';
import { rawFrom } from './store-raw-from.ts';
import type { RolledStretch } from './store-rolled.ts';

/**
 * The moment a field is answered for. Throws BAD_USER_INPUT for one that lies in the future, or before the
 * first instant of which single offers are still kept.
 */
export async function askedMoment(context: Context, info: GraphQLResolveInfo): Promise<Moment> {
  const moment = momentOf(context, info);
  if (moment.asOf === null) return moment;
  const from = await rawFrom(context.db);
  if (from === null || moment.asOf >= from) return moment;
  throw badInput(
    'asOf',
    `Single offers are kept from ${formatInstant(from)} on: ask for an \`asOf\` from then on, or, for what GPUs cost earlier, for \`gpu { prices }\`, \`priceMonitor\` or \`priceTrend\`, which are told from roll-ups by the hour and the day.`,
  );
}

/** The moment that prices of whole GPUs are told for, and the roll-up that tells them where it lies before single offers. */
export type PricesMoment = Moment & {
  readonly rolled: (RolledStretch & { readonly hoursFrom: Instant | null }) | null;
};

/**
 * The moment prices are answered for. Before single offers are kept it is the end of the last whole hour that
 * had ended by the instant asked for, or day where hours are kept no longer: what was to come is not in it.
 * Roll-ups tell it as it is known today.
 */
export async function pricesMoment(context: Context, info: GraphQLResolveInfo): Promise<PricesMoment> {
  const moment = momentOf(context, info);
  const { asOf } = moment;
  if (asOf === null) return { ...moment, rolled: null };
  const { rawFrom: from, hoursFrom } = await memoryOf(context.db);
  if (from === null || asOf >= from) return { ...moment, rolled: null };
  const hour = floorTo(asOf, HOUR_MS);
  const isByHour = hoursFrom !== null && hour - HOUR_MS >= hoursFrom;
  const [grain, lengthMs] = isByHour ? (['HOUR', HOUR_MS] as const) : (['DAY', DAY_MS] as const);
  const to = floorTo(asOf, lengthMs);
  return {
    at: to,
    asOf: null,
    rolled: { grain, start: floorTo((to - 1) as Instant, lengthMs), to, hoursFrom },
  };
}
