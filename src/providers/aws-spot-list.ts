import { z } from 'zod';
import { reject } from '#units/quote-laws.ts';
import type { Quote, Reject } from '#units/quote.ts';
import type { SpotAdvisor } from './aws-advisor.ts';
import { awsQuote, isGpuFamily, type AwsPrice } from './aws-quote.ts';
import { awsRegionCode } from './aws-regions.ts';
import { unmappedTypes } from './aws-unmapped.ts';
import { firstIssue } from './loose.ts';
import { ProviderError } from './provider.ts';

const List = z.object({ config: z.object({ regions: z.array(z.unknown()) }) });
const Region = z.object({
  region: z.string(),
  instanceTypes: z.array(z.object({ sizes: z.array(z.unknown()) })),
});
const Size = z.object({
  size: z.string(),
  valueColumns: z.array(z.object({ name: z.string(), prices: z.object({ USD: z.string() }) })),
});

/** What one of AWS's lists says of GPU machines. */
export type AwsList = {
  readonly quotes: readonly Quote[];
  readonly rejects: readonly Reject[];
  /** Rows of GPU families, priced or not; every other machine is passed over. */
  readonly seen: number;
};

/**
 * Reads the list behind aws.amazon.com/ec2/spot/pricing: per region and instance type the spot price of
 * Linux and Windows, a string of $/h for the whole machine, one price for all zones of the region. Three
 * traps: a price may be "9.0E-4"; "N/A*" means that the type is not to be had as spot there; and regions
 * may go by their oldest names.
 *
 * Windows prices hold a licence and are passed over. So are machines that are not of a GPU family, AWS's
 * own accelerators (trn, inf) and others' (dl, vt, f) among them: they are no GPUs of the catalog. Stock
 * is not told. Throws a MALFORMED ProviderError where the whole is something else.
 */
export function readSpotList(body: unknown, advisor?: SpotAdvisor): AwsList {
  const list = List.safeParse(body);
  if (!list.success) throw new ProviderError('MALFORMED', 'AWS sent no list of regions');
  const quotes: Quote[] = [];
  const rejects: Reject[] = [];
  const unmapped = unmappedTypes();
  let seen = 0;
  for (const raw of list.data.config.regions) {
    const region = Region.safeParse(raw);
    if (!region.success) {
      seen++;
      rejects.push(reject('MALFORMED', firstIssue(region.error, raw), raw));
      continue;
    }
    const code = awsRegionCode(region.data.region);
    for (const { sizes } of region.data.instanceTypes) {
      for (const rawSize of sizes) {
        if (isOfAnotherFamily(rawSize)) continue;
        seen++;
        const price = readSize(code, rawSize);
        if (price === 'NOT_OFFERED') continue;
        if ('reason' in price) {
          rejects.push(price);
          continue;
        }
        if (unmapped.takes(price.instanceType, code, rawSize)) continue;
        const quote = awsQuote(price, advisor?.advice(code, price.instanceType));
        if ('reason' in quote) rejects.push(quote);
        else quotes.push(quote);
      }
    }
  }
  return { quotes, rejects: [...rejects, ...unmapped.rejects()], seen };
}

/** Judged without reading the row: of 27,000 rows, nineteen in twenty end here. */
function isOfAnotherFamily(raw: unknown): boolean {
  const name = (raw as { readonly size?: unknown } | null)?.size;
  return typeof name === 'string' && !isGpuFamily(name);
}

function readSize(region: string, raw: unknown): AwsPrice | Reject | 'NOT_OFFERED' {
  const size = Size.safeParse(raw);
  if (!size.success) return reject('MALFORMED', `${region}: ${firstIssue(size.error, raw)}`, raw);
  const instanceType = size.data.size;
  const usd = size.data.valueColumns.find(({ name }) => name === 'linux')?.prices.USD;
  if (usd === undefined) return reject('MALFORMED', `${region} ${instanceType}: no Linux price`, raw);
  return usd.startsWith('N/A') ? 'NOT_OFFERED' : { region, instanceType, billing: 'SPOT', usd, raw };
}
