import type { Billing } from '#units/quote.ts';
import { parseUsd, type MicroUsd } from '#units/money.ts';
import { parseInstant, type Instant } from '#units/time.ts';

/** A cloud's list price of one instance type in one region, for as long as it is known to have held. */
export type ListPrice = {
  readonly sku: string;
  /** The cloud's own name of the region: "us-east-1". */
  readonly region: string;
  readonly billing: Billing;
  /** For the whole instance, for an hour. */
  readonly pricePerInstanceHour: MicroUsd;
  /** The first instant it is known to hold, and the first at which it no longer does; null where it holds still. */
  readonly from: Instant;
  readonly to: Instant | null;
  /** The newest day on which the source shows it. */
  readonly confirmed: Instant;
  readonly source: string;
  /** What a reader has to know to compare it; null where there is nothing. */
  readonly note: string | null;
};

/** Where and until when a list was read. `to` is the day from which the source is silent. */
export type PriceList = Pick<ListPrice, 'region' | 'billing' | 'source'> & {
  readonly confirmed: string;
  readonly to?: string;
  readonly note?: string;
};

/** Reads "sku from price, from price; sku …": each price holds from its day until the next one's. */
export function pricesOf(list: PriceList, text: string): ListPrice[] {
  return text.split(';').flatMap((entry) => {
    const [sku = '', ...steps] = entry.trim().split(/[\s,]+/);
    if (sku === '' || steps.length === 0 || steps.length % 2 === 1)
      throw new RangeError(`cannot read the prices of "${entry.trim()}"`);
    const days = steps.filter((_, index) => index % 2 === 0);
    return days.map((day, index): ListPrice => {
      const next = days[index + 1] ?? list.to;
      const price = parseUsd(steps[2 * index + 1] ?? '');
      if (price === undefined) throw new RangeError(`cannot read the price of ${sku} from ${day}`);
      const last = index === days.length - 1;
      return {
        sku,
        region: list.region,
        billing: list.billing,
        pricePerInstanceHour: price,
        from: midnight(day),
        to: next === undefined ? null : midnight(next),
        confirmed: midnight(last ? list.confirmed : (next ?? list.confirmed)),
        source: list.source,
        note: list.note ?? null,
      };
    });
  });
}

function midnight(day: string): Instant {
  const at = parseInstant(`${day}T00:00:00Z`);
  if (at === undefined) throw new RangeError(`not a day: ${day}`);
  return at;
}
