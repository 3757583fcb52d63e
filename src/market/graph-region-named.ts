import { nearestRegions } from '#catalog/nearest-regions.ts';
import { regionByCode, regions } from '#catalog/regions.ts';
import { badInput } from '#graph/errors.ts';
import { regionCode } from '#units/region.ts';
import { shown, unknownName } from './graph-unknown-name.ts';

const NEAREST = 3;

/** What a caller's region or continent covers, as codes. Throws BAD_USER_INPUT with the nearest ones for neither. */
export function codesOf(text: string, argument = 'regions'): string[] {
  const continent = text.trim().toUpperCase();
  const within = regions.filter((region) => region.continent === continent && region.code === region.country);
  if (within.length > 0) return within.map(({ code }) => code);
  const code = known(text);
  if (code === undefined) throw unknownRegion(text, argument, { withContinents: true });
  return [code];
}

/** The region a caller names. Throws BAD_USER_INPUT with the nearest ones where the catalog has none of that code. */
export function codeOf(text: string, argument = 'regions'): string {
  const code = known(text);
  if (code !== undefined) return code;
  if (regions.some(({ continent }) => continent === text.trim().toUpperCase()))
    throw badInput(
      argument,
      `"${shown(text)}" is a continent, and one region is meant: "DE", "US" or "US-CA".`,
    );
  throw unknownRegion(text, argument, { withContinents: false });
}

function known(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  return /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(code) ? regionByCode(regionCode(code))?.code : undefined;
}

function unknownRegion(text: string, argument: string, among: { readonly withContinents: boolean }) {
  const nearest = nearestRegions(text, NEAREST, among);
  const codes = nearest.map(({ code }) => code);
  const named = nearest.map(({ code, name }) => `${code} (${name})`);
  const rules = among.withContinents
    ? 'Regions are ISO 3166 codes such as "DE", "US" or "US-CA", or continents such as "EUROPE"; the `regions` field lists them.'
    : 'Regions are ISO 3166 codes such as "DE", "US" or "US-CA"; the `regions` field lists them.';
  return unknownName(argument, `"${shown(text)}" is no region known here.`, codes, { named, rules });
}
