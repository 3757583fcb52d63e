import type { SpotPrice } from '@aws-sdk/client-ec2';
import { DAY_MS, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { LINUX, readHistory } from './aws-history.ts';
import { pageTokens } from './aws-page-tokens.ts';
import { awsInstanceTypes } from './aws-quote.ts';
import { askAws, clientConfig, type AwsAccess } from './aws-sdk.ts';
import { ProviderError, type HistoryQuote, type PollContext } from './provider.ts';

/** How far back AWS remembers. */
const REMEMBERED_MS = 90 * DAY_MS;
/** Bounds what is held at once: of ten types, some 40,000 changes in the largest region. */
const TYPES_AT_ONCE = 10;
const PAGE = 1000;
const MAX_PAGES = 300;
const TIMEOUT_MS = 10 * MINUTE_MS;

/**
 * Brings the spot prices of all GPU machines from ec2:DescribeSpotPriceHistory: in each region each
 * change of each zone, and the last one before the time asked for, which holds at its beginning. That
 * one stays at its own instant: moved to the beginning, it would be another change at every run.
 *
 * Regions and types are asked one after the other, so that the account's own calls are not throttled.
 * Types are asked for by a filter, which passes over one that a region does not have or that is retired,
 * where the parameter of that purpose refuses the whole request. A region that fails costs itself alone,
 * and the first failure is thrown after the others.
 */
export async function* askSpotHistory(
  access: AwsAccess,
  regions: readonly string[],
  context: PollContext,
  since: Instant,
): AsyncGenerator<HistoryQuote> {
  const earliest = plusMs(context.now(), -REMEMBERED_MS);
  const from = since > earliest ? since : earliest;
  let failed: ProviderError | undefined;
  for (const region of regions) {
    try {
      for (let i = 0; i < awsInstanceTypes.length; i += TYPES_AT_ONCE)
        yield* await askTypes(access, region, awsInstanceTypes.slice(i, i + TYPES_AT_ONCE), context, from);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      failed ??= error;
    }
  }
  if (failed) throw failed;
}

async function askTypes(
  access: AwsAccess,
  region: string,
  types: readonly string[],
  context: PollContext,
  from: Instant,
): Promise<readonly HistoryQuote[]> {
  const name = `AWS EC2 in ${region}`;
  const changes = await askAws(
    name,
    context,
    (within) => allPages(name, access, region, types, within, from),
    TIMEOUT_MS,
  );
  const quotes = readHistory(region, changes);
  if (changes.length > 0 && quotes.length === 0)
    throw new ProviderError('MALFORMED', `${name} sent ${changes.length} changes and no usable price`);
  return quotes;
}

async function allPages(
  name: string,
  access: AwsAccess,
  region: string,
  types: readonly string[],
  context: PollContext,
  from: Instant,
): Promise<readonly SpotPrice[]> {
  const { DescribeSpotPriceHistoryCommand, EC2Client } = await import('@aws-sdk/client-ec2');
  const client = new EC2Client(clientConfig(access, region, access.ec2Url, context));
  const query = {
    StartTime: new Date(from),
    EndTime: new Date(context.now()),
    MaxResults: PAGE,
    ProductDescriptions: [...LINUX],
    Filters: [{ Name: 'instance-type', Values: [...types] }],
  };
  const changes: SpotPrice[] = [];
  const tokens = pageTokens(name, MAX_PAGES);
  for (let token: string | undefined; ;) {
    const page = await client.send(new DescribeSpotPriceHistoryCommand({ ...query, NextToken: token }));
    if (!page.SpotPriceHistory) throw new ProviderError('MALFORMED', `${name} sent no list of prices`);
    changes.push(...page.SpotPriceHistory);
    token = tokens.next(page.NextToken);
    if (token === undefined) return changes;
  }
}
