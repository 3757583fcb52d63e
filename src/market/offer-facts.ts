import { hash } from 'node:crypto';
import { resolveGpu } from '#catalog/resolve-gpu.ts';
import { resolveRegion } from '#catalog/resolve-region.ts';
import type { Quote, Stock } from '#units/quote.ts';
import { DAY_MS, SECOND_MS } from '#units/time.ts';
import type { OfferFacts, OfferState, OfferWrite, StoredStock } from './store-record.ts';

/** Turns a quote into what is stored of it: names resolved by the catalog, stock flattened. */
export function offerOf(quote: Quote, provider: string, source: string): OfferWrite {
  const match = resolveGpu(quote.gpuName, { vramMb: quote.traits.vramMb });
  const facts: OfferFacts = {
    gpu: match.kind === 'MAPPED' ? match.gpu.slug : null,
    gpuName: quote.gpuName,
    gpuCount: quote.gpuCount,
    region: quote.regionName === null ? null : resolveRegion(quote.regionName, provider),
    regionName: quote.regionName,
    tier: quote.tier,
    reliability: quote.reliability,
    traits: quote.traits,
    units: quote.stock.kind === 'UNITS' ? quote.stock.units : null,
    source,
  };
  return {
    key: quote.key,
    billing: quote.billing,
    ...facts,
    ...stateOf(quote),
    factsDigest: digestOf(facts),
  };
}

export function stateOf(quote: Quote): OfferState {
  return { price: quote.price, ...storedStock(quote.stock), listed: true };
}

export function storedStock(stock: Stock): { stock: StoredStock; available: number | null } {
  switch (stock.kind) {
    case 'UNITS':
      return { stock: 'COUNTED', available: stock.units.length };
    case 'COUNT':
      return { stock: 'COUNTED', available: stock.count };
    case 'LEVEL':
      return { stock: stock.level, available: null };
    case 'NONE':
    case 'UNKNOWN':
      return { stock: stock.kind, available: null };
  }
}

/**
 * Two sets of facts with one digest are the same for every reader. What drifts at each poll is rounded
 * first, else every offer would be written again every minute. The units have a part of their own, as
 * they come and go with the stock.
 */
function digestOf({ units, ...facts }: OfferFacts): string {
  const { maxRentalSeconds, uploadMbps, downloadMbps, ...traits } = facts.traits;
  const steady = {
    ...facts,
    reliability: facts.reliability === null ? null : Math.round(facts.reliability * 1000),
    traits: {
      ...traits,
      rentalDays: maxRentalSeconds === undefined ? null : Math.round((maxRentalSeconds * SECOND_MS) / DAY_MS),
      upload: twoDigits(uploadMbps),
      download: twoDigits(downloadMbps),
    },
  };
  const digest = hash('sha1', JSON.stringify(steady), 'base64');
  return units === null ? digest : `${digest} ${hash('sha1', JSON.stringify(units), 'base64')}`;
}

/** The part of a digest that is of the facts without the units. */
export function factsOf(digest: string | null): string | null {
  return digest?.split(' ', 1)[0] ?? null;
}

function twoDigits(value: number | undefined): string | null {
  return value === undefined ? null : value.toPrecision(2);
}
