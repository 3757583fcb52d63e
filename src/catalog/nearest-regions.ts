import { COMPARED_LENGTH, nearestNamed, type Named } from './nearest-names.ts';
import type { Continent } from './region.ts';
import { regions } from './regions.ts';
import { resolveRegion } from './resolve-region.ts';

/** A region, or a continent, by the code that is taken for it, and its name. */
export type NearRegion = { readonly code: string; readonly name: string };

const CONTINENTS: Readonly<Record<Continent, string>> = {
  AFRICA: 'Africa',
  ASIA: 'Asia',
  EUROPE: 'Europe',
  NORTH_AMERICA: 'North America',
  OCEANIA: 'Oceania',
  SOUTH_AMERICA: 'South America',
};

/** Countries have short names: more than this part of the letters different is another country. */
const FAR = 0.4;
/** Codes have two letters: of what is as short, every one is near that shares a letter. */
const LEAST_COMPARED = 3;

const byCode: readonly Named<NearRegion>[] = regions.map(({ code, name }) => ({
  item: { code, name },
  names: [code.toLowerCase(), name.toLowerCase()],
}));
const continents: readonly Named<NearRegion>[] = Object.entries(CONTINENTS).map(([code, name]) => ({
  item: { code, name },
  names: [name.toLowerCase()],
}));

/**
 * The regions with codes or names most like what was written, the nearest first: that which it names first ("UK",
 * "Germany", "us-east-1"). Continents are among them where they may be meant too.
 */
export function nearestRegions(
  written: string,
  count: number,
  { withContinents }: { readonly withContinents: boolean },
): readonly NearRegion[] {
  const named = resolveRegion(written);
  const first = byCode.flatMap(({ item }) => (item.code === named ? [item] : []));
  const wanted = written
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, ' ')
    .slice(0, COMPARED_LENGTH);
  if (withContinents && wanted === 'eu') first.push({ code: 'EUROPE', name: CONTINENTS.EUROPE });
  if (first.length > 0 || wanted.length < LEAST_COMPARED) return first.slice(0, count);
  return nearestNamed(wanted, withContinents ? [...byCode, ...continents] : byCode, count, { far: FAR });
}
