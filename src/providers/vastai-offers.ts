import { z } from 'zod';
import { cleaned, reject } from '#units/quote-laws.ts';
import type { Billing, Quote, Reject, Stock } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { pollResult } from './poll-result.ts';
import { ProviderError, type PollResult } from './provider.ts';
import { readVastaiRow, type VastaiRow } from './vastai-row.ts';

const NAME = 'Vast.ai';
const BILLINGS: readonly Billing[] = ['ON_DEMAND', 'SPOT'];

const Answer = z.union([
  z.array(z.unknown()),
  z.object({ offers: z.array(z.unknown()) }).transform((a) => a.offers),
]);
const Refusal = z.object({ msg: z.string().optional(), error: z.string().optional() });

/**
 * Turns Vast.ai's answer, `{offers: […]}` or the bare list as caches serve it, into quotes.
 *
 * An offer of ours is a machine, a size and a price: `m38941x8`. Offer ids are of no use as a key, as
 * they change whenever the machine is rented and comes back. Several rows of one machine and size
 * (four single GPUs, say) become one offer where all that identifies them is equal, price included,
 * and its stock is the GPUs of those that are free. Where prices differ the cheapest keeps the plain
 * key and the others are `m38941x8#2`, `#3` … by rising price, in whichever order the rows come.
 *
 * A list as long as the limit asked for was probably cut, and what was cut would be taken as gone:
 * that is an error. So is an empty list. Throws ProviderError only.
 */
export function normaliseVastai(
  body: unknown,
  observedAt: Instant,
  options: { limit?: number } = {},
): PollResult {
  const answer = Answer.safeParse(body);
  if (!answer.success) throw refusalOf(body);
  const raws = answer.data;
  const { limit = Infinity } = options;
  if (raws.length >= limit)
    throw new ProviderError(
      'MALFORMED',
      `${NAME} sent ${raws.length} offers, as many as the limit of ${limit}: the list is cut`,
    );

  const rejects: Reject[] = [];
  const machines = new Map<string, VastaiRow[]>();
  const offerIds = new Set<string>();
  for (const raw of raws) {
    const { row, rejects: refused } = readVastaiRow(raw);
    rejects.push(...refused);
    if (!row) continue;
    if (row.offerId !== null && offerIds.has(row.offerId)) {
      rejects.push(reject('DUPLICATE', `id ${row.offerId}: listed before`, raw));
      continue;
    }
    if (row.offerId !== null) offerIds.add(row.offerId);
    const rows = machines.get(row.machine);
    if (rows) rows.push(row);
    else machines.set(row.machine, [row]);
  }
  const quotes = [...machines.values()].flatMap(quotesOfMachine);
  return pollResult({ name: NAME, observedAt, seen: raws.length, quotes, rejects });
}

function refusalOf(body: unknown): ProviderError {
  const said = Refusal.safeParse(body).data;
  const text = [said?.error, said?.msg].filter(Boolean).join(': ');
  return new ProviderError(
    'MALFORMED',
    text ? `${NAME} refused: ${cleaned(text, 200)}` : `${NAME} sent no list of offers`,
  );
}

function quotesOfMachine(rows: readonly VastaiRow[]): Quote[] {
  const ordered = rows.toSorted(byRentableThenId);
  const unitsOf = physicalUnits(ordered);
  return BILLINGS.flatMap((billing) => {
    const priced = ordered.filter((row) => row.prices.has(billing));
    const bySize = Map.groupBy(priced, (row) => row.gpuCount);
    return [...bySize.values()].flatMap((sameSize) => {
      const alike = [...Map.groupBy(sameSize, (row) => identity(row, billing)).values()];
      return alike
        .toSorted((a, b) => byPrice(a, b, billing))
        .map((merged, rank) => quoteOf(merged, billing, rank, unitsOf));
    });
  });
}

function quoteOf(rows: readonly VastaiRow[], billing: Billing, rank: number, unitsOf: UnitsOf): Quote {
  const [row] = rows as [VastaiRow, ...VastaiRow[]];
  const { machine, gpuName, gpuCount, regionName, tier, reliability, traits } = row;
  return {
    key: `m${machine}x${gpuCount}${rank === 0 ? '' : `#${rank + 1}`}`,
    gpuName,
    gpuCount,
    regionName,
    tier,
    billing,
    price: row.prices.get(billing)!,
    stock: stockOf(rows, unitsOf),
    reliability,
    traits,
  };
}

function stockOf(rows: readonly VastaiRow[], unitsOf: UnitsOf): Stock {
  const units = new Set(rows.flatMap((row) => unitsOf.get(row) ?? []));
  if (units.size > 0) return { kind: 'UNITS', units: [...units].toSorted() };
  return rows.some((row) => row.rentable === undefined) ? { kind: 'UNKNOWN' } : { kind: 'COUNT', count: 0 };
}

type UnitsOf = ReadonlyMap<VastaiRow, readonly string[]>;

/**
 * Names the GPUs of each rentable row. Rows overlap: a machine of four lists them as 4, as 2 + 2 and as
 * 1 + 1 + 1 + 1. Where gpu_ids say which is which they are used. Where any row lacks them, the rows of
 * each size take the machine's places from 0 on, so that the machine counts as much as its most
 * plentiful size and no more.
 */
function physicalUnits(rows: readonly VastaiRow[]): UnitsOf {
  const rentable = rows.filter((row) => row.rentable);
  const known = rentable.every((row) => row.gpuIds !== undefined);
  const nextPlace = new Map<number, number>();
  return new Map(
    rentable.map((row) => {
      const start = nextPlace.get(row.gpuCount) ?? 0;
      nextPlace.set(row.gpuCount, start + row.gpuCount);
      const ids = known ? row.gpuIds! : Array.from({ length: row.gpuCount }, (_, i) => `#${start + i}`);
      return [row, ids.map((id) => `m${row.machine}:${id}`)];
    }),
  );
}

function identity(row: VastaiRow, billing: Billing): string {
  return JSON.stringify([row.prices.get(billing), row.gpuName, row.regionName, row.tier]);
}

function byPrice(a: readonly VastaiRow[], b: readonly VastaiRow[], billing: Billing): number {
  const difference = a[0]!.prices.get(billing)! - b[0]!.prices.get(billing)!;
  return difference || byText(identity(a[0]!, billing), identity(b[0]!, billing));
}

/** Free ones first, so that the facts of a merged offer are those of what can be rented. */
function byRentableThenId(a: VastaiRow, b: VastaiRow): number {
  const free = Number(b.rentable === true) - Number(a.rentable === true);
  const [idA, idB] = [a.offerId ?? '', b.offerId ?? ''];
  return free || idA.length - idB.length || byText(idA, idB) || byText(JSON.stringify(a), JSON.stringify(b));
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
