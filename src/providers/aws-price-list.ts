import { MINUTE_MS } from '#units/time.ts';
import { ON_DEMAND_LINUX, readPriceList } from './aws-on-demand.ts';
import { pageTokens } from './aws-page-tokens.ts';
import { askAws, clientConfig, type AwsAccess } from './aws-sdk.ts';
import type { AwsList } from './aws-spot-list.ts';
import { pollResult } from './poll-result.ts';
import { ProviderError, type PollContext } from './provider.ts';

const NAME = 'AWS Price List';
/** The Price List API stands in few regions and knows the prices of all. */
const REGION = 'us-east-1';
const PAGE = 100;
/** About 80 GPU types in about 25 regions make some 1,500 rows: 15 pages. */
const MAX_PAGES = 100;
const TIMEOUT_MS = 2 * MINUTE_MS;

/**
 * Asks pricing:GetProducts for the on-demand prices of all GPU machines in all regions. All or nothing:
 * a page that fails, an endless list, or one without a price rejects with a ProviderError.
 */
export async function askPriceList(access: AwsAccess, context: PollContext): Promise<AwsList> {
  const items = await askAws(NAME, context, (within) => allPages(access, within), TIMEOUT_MS);
  // Their instant is that of the poll which lists them: AWS says they hold, not since when.
  const { quotes, rejects, seen } = pollResult({
    name: NAME,
    observedAt: context.now(),
    ...readPriceList(items),
  });
  return { quotes, rejects, seen };
}

async function allPages(access: AwsAccess, context: PollContext): Promise<readonly unknown[]> {
  // Loaded when first needed: a start without credentials does without the SDK's 25 MB.
  const { GetProductsCommand, PricingClient } = await import('@aws-sdk/client-pricing');
  const client = new PricingClient(clientConfig(access, REGION, access.pricingUrl, context));
  const filters = Object.entries({ ...ON_DEMAND_LINUX, instanceFamily: 'GPU instance' });
  const query = {
    ServiceCode: 'AmazonEC2',
    FormatVersion: 'aws_v1',
    MaxResults: PAGE,
    Filters: filters.map(([Field, Value]) => ({ Type: 'TERM_MATCH' as const, Field, Value })),
  };
  const items: unknown[] = [];
  const tokens = pageTokens(NAME, MAX_PAGES);
  for (let token: string | undefined; ;) {
    const page = await client.send(new GetProductsCommand({ ...query, NextToken: token }));
    if (!Array.isArray(page.PriceList)) throw new ProviderError('MALFORMED', `${NAME} sent no list`);
    items.push(...(page.PriceList as readonly unknown[]));
    token = tokens.next(page.NextToken);
    if (token === undefined) return items;
  }
}
