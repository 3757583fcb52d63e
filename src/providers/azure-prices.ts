import { z } from 'zod';
import { cleaned, reject, shown } from '#units/quote-laws.ts';
import type { Quote, Reject } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { readAzureItem, type AzureMeter } from './azure-meter.ts';
import { pollResult } from './poll-result.ts';
import { ProviderError, type PollResult } from './provider.ts';

const NAME = 'Azure';

const Page = z.object({ Items: z.array(z.unknown()), NextPageLink: z.unknown().optional() });
const Refusal = z.union([
  z.object({ Error: z.object({ Message: z.string() }) }).transform(({ Error }) => Error.Message),
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
]);

/**
 * Turns the pages of Azure's Retail Prices into quotes, one of each VM size, region and billing. Of
 * several prices of one the newest that holds counts: old ones stay listed beside it, and those of next
 * month are listed ahead. Of two with one date the dearer counts, so that no price is promised too low.
 * What a VM asks is divided by its GPUs; it holds the VM's processor and memory. Throws ProviderError
 * only, also of an empty list: a filter whose letters differ in case from Azure's words finds nothing.
 */
export function normaliseAzure(pages: readonly unknown[], observedAt: Instant): PollResult {
  const items = pages.flatMap(itemsOf);
  const rejects: Reject[] = [];
  const meters = new Map<string, AzureMeter>();
  const reported = new Set<string>();
  for (const raw of items) {
    const read = readAzureItem(raw, observedAt);
    if (!read) continue;
    if ('reject' in read) {
      // A size that is not in the table, or is a part of a GPU, has a price in each region: one will do.
      const isOfSize = read.reject.reason === 'NO_GPU_NAME' || read.reject.reason === 'PARTIAL_GPU';
      if (!isOfSize || !reported.has(read.reject.detail)) rejects.push(read.reject);
      reported.add(read.reject.detail);
      continue;
    }
    const { meter } = read;
    const place = `${meter.billing} ${keyOf(meter)}`;
    const other = meters.get(place);
    if (other?.effectiveAt === meter.effectiveAt) {
      const detail = `${shown(place)}: ${other.price} and ${meter.price} micro-dollars from one date on`;
      rejects.push(reject('DUPLICATE', detail, raw));
    }
    if (!other || isRather(meter, other)) meters.set(place, meter);
  }
  const quotes = [...meters.values()].map(quoteOf);
  return pollResult({ name: NAME, observedAt, seen: items.length, quotes, rejects });
}

/** What a page names as the next one's URL, as it came. */
export function nextPageLink(page: unknown): unknown {
  return Page.safeParse(page).data?.NextPageLink;
}

function itemsOf(page: unknown): readonly unknown[] {
  const answer = Page.safeParse(page);
  if (answer.success) return answer.data.Items;
  const said = Refusal.safeParse(page).data;
  throw new ProviderError(
    'MALFORMED',
    said ? `${NAME} refused: ${cleaned(said, 200)}` : `${NAME} sent no list of prices`,
  );
}

function isRather(meter: AzureMeter, other: AzureMeter): boolean {
  return meter.effectiveAt === other.effectiveAt
    ? meter.price > other.price
    : meter.effectiveAt > other.effectiveAt;
}

function keyOf({ armSkuName, armRegionName }: AzureMeter): string {
  return `${armSkuName}/${armRegionName}`;
}

function quoteOf(meter: AzureMeter): Quote {
  const { gpuName, gpuCount, armRegionName, billing, price } = meter;
  return {
    key: keyOf(meter),
    gpuName,
    gpuCount,
    regionName: armRegionName,
    tier: 'STANDARD',
    billing,
    price,
    stock: { kind: 'UNKNOWN' },
    reliability: null,
    traits: { instanceType: meter.armSkuName, dataCenter: true },
  };
}
