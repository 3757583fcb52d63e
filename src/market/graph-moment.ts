import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import { momentOf, type Moment } from '#graph/moment.ts';
import { formatInstant } from '#units/time.ts';
import { rawFrom } from './store-raw-from.ts';

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
    `Single offers are kept from ${formatInstant(from)} on: ask for an \`asOf\` from then on, or for \`priceTrend\`, whose history reaches further back.`,
  );
}
