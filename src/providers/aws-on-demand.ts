import { z } from 'zod';
import { reject } from '#units/quote-laws.ts';
import type { Quote, Reject } from '#units/quote.ts';
import { awsQuote, isGpuFamily } from './aws-quote.ts';
import type { AwsList } from './aws-spot-list.ts';
import { unmappedTypes } from './aws-unmapped.ts';
import { firstIssue, maybe } from './loose.ts';
import { readJson } from './read-json.ts';

const Product = z.object({
  product: z.object({
    attributes: z.object({
      instanceType: z.string(),
      regionCode: z.string(),
      tenancy: maybe(z.string()),
      operatingSystem: maybe(z.string()),
      preInstalledSw: maybe(z.string()),
      capacitystatus: maybe(z.string()),
      marketoption: maybe(z.string()),
    }),
  }),
  terms: z.object({
    OnDemand: maybe(
      z.record(
        z.string(),
        z.object({
          priceDimensions: z.record(
            z.string(),
            z.object({ unit: z.string(), pricePerUnit: z.object({ USD: z.string().optional() }) }),
          ),
        }),
      ),
    ),
  }),
});
type Attributes = z.infer<typeof Product>['product']['attributes'];

/**
 * What a row has to be for its price to be that of a plain Linux machine on a shared host, and what the
 * query asks for. Each is checked again in the row: `UnusedCapacityReservation` repeats the price,
 * `Dedicated` is dearer, `Host` and reservations are listed at 0, `CapacityBlock` is another market. Bare
 * metal is only ever Dedicated, so that g4dn.metal and g5g.metal have a spot price here and no other.
 * Source: aws/karpenter-provider-aws pkg/providers/pricing/pricing.go.
 */
export const ON_DEMAND_LINUX = {
  tenancy: 'Shared',
  operatingSystem: 'Linux',
  preInstalledSw: 'NA',
  capacitystatus: 'Used',
  marketoption: 'OnDemand',
} as const satisfies Partial<Attributes>;

/**
 * Reads the `PriceList` of pricing:GetProducts: each item is a text of JSON with the attributes of a
 * machine in a region and its terms, prices being strings of $/h for the machine. Rows at $0 and rows of
 * other systems, tenancies and markets are passed over.
 */
export function readPriceList(items: readonly unknown[]): AwsList {
  const quotes: Quote[] = [];
  const rejects: Reject[] = [];
  const unmapped = unmappedTypes();
  let seen = 0;
  for (const item of items) {
    const raw = parsed(item);
    const product = Product.safeParse(raw);
    if (!product.success) {
      seen++;
      rejects.push(reject('MALFORMED', `price list: ${firstIssue(product.error, raw)}`, raw));
      continue;
    }
    const { attributes } = product.data.product;
    if (!isGpuFamily(attributes.instanceType) || !isPlain(attributes)) continue;
    seen++;
    const [usd, ...others] = hourlyPrices(product.data);
    if (usd === undefined) continue;
    const { instanceType, regionCode: region } = attributes;
    if (others.length > 0) {
      rejects.push(reject('MALFORMED', `${region} ${instanceType}: ${1 + others.length} prices`, raw));
      continue;
    }
    if (unmapped.takes(instanceType, region, raw)) continue;
    const quote = awsQuote({ region, instanceType, billing: 'ON_DEMAND', usd, raw });
    if ('reason' in quote) rejects.push(quote);
    else quotes.push(quote);
  }
  return { quotes, rejects: [...rejects, ...unmapped.rejects()], seen };
}

function isPlain(attributes: Attributes): boolean {
  return Object.entries(ON_DEMAND_LINUX).every(([name, value]) => {
    const stated = attributes[name as keyof typeof ON_DEMAND_LINUX];
    return stated === undefined || stated === value;
  });
}

/** The distinct prices by the hour, those at $0 left out. */
function hourlyPrices({ terms }: z.infer<typeof Product>): string[] {
  const dimensions = Object.values(terms.OnDemand ?? {}).flatMap(({ priceDimensions }) =>
    Object.values(priceDimensions),
  );
  const prices = dimensions.flatMap(({ unit, pricePerUnit: { USD } }) =>
    unit === 'Hrs' && USD !== undefined && Number(USD) !== 0 ? [USD] : [],
  );
  return [...new Set(prices)];
}

function parsed(item: unknown): unknown {
  // The SDK gives each text as an object around it, which JSON.stringify writes as that text.
  const text: unknown = typeof item === 'object' ? readJson(JSON.stringify(item)) : item;
  return typeof text === 'string' ? (readJson(text) ?? text) : text;
}
