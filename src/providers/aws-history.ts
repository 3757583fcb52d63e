import type { SpotPrice } from '@aws-sdk/client-ec2';
import { instant, type Instant } from '#units/time.ts';
import { awsQuote, instanceFault } from './aws-quote.ts';
import { awsRegionCode } from './aws-regions.ts';
import type { HistoryQuote } from './provider.ts';

/**
 * Linux as the API names it, and as it does for accounts that once had machines outside a VPC: where
 * both are told of one instant they are the same change, and the first is taken.
 */
export const LINUX = ['Linux/UNIX', 'Linux/UNIX (Amazon VPC)'] as const;

/**
 * Turns changes of a region as DescribeSpotPriceHistory tells them into quotes, the oldest first. An
 * offer here is a machine in a zone (`use1-az4/p5.48xlarge`), finer than the regions of the current
 * list. The zone goes by its id: its letter means another zone in another account, and is used only
 * where no id is told. Changes without type, zone, price or time, of other systems, and of machines the
 * catalog does not know are passed over.
 */
export function readHistory(region: string, changes: readonly SpotPrice[]): readonly HistoryQuote[] {
  const taken = new Map<string, { readonly quote: HistoryQuote; readonly rank: number }>();
  for (const change of changes) {
    const rank = LINUX.indexOf(change.ProductDescription as (typeof LINUX)[number]);
    const quote = rank < 0 ? undefined : quoteOf(region, change);
    if (!quote) continue;
    const identity = `${quote.key} ${quote.observedAt}`;
    const before = taken.get(identity);
    if (!before || rank < before.rank) taken.set(identity, { quote, rank });
  }
  return [...taken.values()].map(({ quote }) => quote).toSorted((a, b) => a.observedAt - b.observedAt);
}

function quoteOf(region: string, change: SpotPrice): HistoryQuote | undefined {
  const { InstanceType: instanceType, SpotPrice: usd, Timestamp: at } = change;
  const zone = change.AvailabilityZoneId ?? change.AvailabilityZone;
  const observedAt = at && instantOf(at);
  if (!instanceType || !usd || !observedAt || !zone || !/^[a-z0-9-]{3,40}$/.test(zone)) return undefined;
  if (instanceFault(instanceType)) return undefined;
  const place = placeOf(region, change.AvailabilityZone);
  const quote = awsQuote({ region: place, instanceType, billing: 'SPOT', usd, raw: change });
  return 'reason' in quote ? undefined : { ...quote, key: `${zone}/${instanceType}`, observedAt };
}

/** A local zone is answered for by its region, and lies elsewhere: "us-west-2-lax-1a" in Los Angeles. */
function placeOf(region: string, zone = ''): string {
  const place = awsRegionCode(zone);
  return place === zone ? region : place;
}

function instantOf(at: Date): Instant | undefined {
  try {
    return instant(at.getTime());
  } catch {
    return undefined;
  }
}
