import type { RegionCode } from '#units/region.ts';
import { providerRegions } from './provider-regions.ts';
import type { Region } from './region.ts';
import { regions } from './regions.ts';

/** Longer names are nobody's region, and are not looked at. */
const MAX_NAME_LENGTH = 100;

/** What countries are called besides their name in the catalog. */
const OTHER_COUNTRY_NAMES: Readonly<Record<string, readonly string[]>> = {
  AE: ['UAE'],
  BA: ['Bosnia'],
  CI: ['Ivory Coast'],
  CN: ["People's Republic of China", 'Mainland China'],
  CZ: ['Czech Republic'],
  GB: ['UK', 'Great Britain', 'England', 'Scotland', 'Wales', 'Northern Ireland'],
  HK: ['Hong Kong SAR'],
  IR: ['Islamic Republic of Iran'],
  KR: ['Korea', 'Republic of Korea', 'Korea, Republic of'],
  LA: ["Lao People's Democratic Republic"],
  MD: ['Republic of Moldova'],
  MK: ['Macedonia'],
  MM: ['Burma'],
  MO: ['Macau'],
  NL: ['The Netherlands', 'Holland'],
  RU: ['Russian Federation'],
  TR: ['Turkey'],
  TW: ['Taiwan, Province of China', 'Taiwan, Republic of China'],
  US: ['USA', 'United States of America', 'U.S.', 'U.S.A.'],
  VN: ['Viet Nam'],
};

const OTHER_SUBDIVISION_NAMES: Readonly<Record<string, readonly string[]>> = {
  'US-DC': ['Washington DC', 'Washington D.C.', 'DC'],
  'US-WA': ['Washington State'],
  'CA-QC': ['Québec'],
  'CA-NL': ['Newfoundland'],
};

const countries = index(regions.filter(({ code, country }) => code === country));
const subdivisionsOf: ReadonlyMap<string, ReadonlyMap<string, RegionCode>> = new Map(
  ['US', 'CA'].map((of) => [of, index(regions.filter(({ code, country }) => country === of && code !== of))]),
);
const subdivisions = regions.filter(({ code, country }) => code !== country);
const byName = index(subdivisions);
const codes: ReadonlyMap<string, RegionCode> = new Map(regions.map(({ code }) => [code.toLowerCase(), code]));

/**
 * The region that a provider or a person names; null where the name is not known, is more than one
 * place, or contradicts itself ("Germany, US").
 *
 * Understood are codes ("DE", "US-CA"), names ("South Korea", "Texas"), a place with its country
 * ("California, US", ", US", "Hunan, CN": of a place that is no state or province the country), and
 * the clouds' own names ("us-east-1a", "eastus", "EU-RO-1"), of the provider with `providerId` where it is given,
 * else of all clouds together as long as they mean the same. "CA" is Canada, "GA" nothing.
 */
export function resolveRegion(name: string, providerId?: string): RegionCode | null {
  if (name.length > MAX_NAME_LENGTH) return null;
  const written = name.trim().replace(/\s+/g, ' ').toLowerCase();
  const own = providerId === undefined ? ofAnyProvider(written) : ofProvider(written, providerId);
  if (own !== undefined) return own;
  return codes.get(written) ?? ofPlaceAndCountry(written) ?? ofName(written);
}

function ofProvider(written: string, providerId: string): RegionCode | undefined {
  if (providerId === 'runpod') return ofRunPod(written);
  const names = providerRegions.get(providerId);
  return (
    names?.get(written) ??
    names?.get(written.replace(/(?<=\d)-?[a-z]$/, '')) ??
    (providerId === 'azure' ? names?.get(written.replaceAll(' ', '')) : undefined) ??
    (providerId === 'scaleway' ? names?.get(written.replace(/-\d$/, '')) : undefined)
  );
}

/** One code that every cloud knowing the name agrees on; null where they differ, undefined where none does. */
function ofAnyProvider(written: string): RegionCode | null | undefined {
  const found = new Set(['runpod', ...providerRegions.keys()].flatMap((id) => ofProvider(written, id) ?? []));
  const [code] = found;
  return found.size > 1 ? null : code;
}

/** RunPod's data centres: "US-KS-2" names the state, "EUR-IS-1" and "AP-JP-1" the country. */
function ofRunPod(written: string): RegionCode | undefined {
  const match = /^(us|ca|eu|eur|ap|oc|sea|sa|me|af)-([a-z]{2,3})-\d{1,3}$/.exec(written);
  if (!match) return undefined;
  const [, area = '', place = ''] = match;
  if (area === 'ca') return codes.get(place === 'mtl' ? 'ca-qc' : `ca-${place}`);
  return codes.get(area === 'us' ? `us-${place}` : place);
}

function ofPlaceAndCountry(written: string): RegionCode | undefined {
  const comma = written.lastIndexOf(',');
  if (comma < 0) return undefined;
  const place = written.slice(0, comma).trim();
  const country = countryOf(written.slice(comma + 1).trim());
  if (country === undefined) return undefined;
  const within =
    subdivisionsOf.get(country)?.get(key(place)) ?? codes.get(`${country}-${place}`.toLowerCase());
  if (within !== undefined) return within;
  const other = countries.get(key(place));
  return other === undefined || other === country ? country : undefined;
}

function countryOf(written: string): RegionCode | undefined {
  const code = codes.get(written);
  return code?.length === 2 ? code : countries.get(key(written));
}

/** A name alone; null for one of a country and of a state ("Georgia"). */
function ofName(written: string): RegionCode | null {
  const country = countries.get(key(written));
  const subdivision = byName.get(key(written));
  if (country !== undefined && subdivision !== undefined) return null;
  return country ?? subdivision ?? null;
}

function index(among: readonly Region[]): ReadonlyMap<string, RegionCode> {
  return new Map(
    among.flatMap(({ code, name }) =>
      [name, ...(OTHER_COUNTRY_NAMES[code] ?? []), ...(OTHER_SUBDIVISION_NAMES[code] ?? [])].map(
        (known) => [key(known), code] as const,
      ),
    ),
  );
}

/** Letters without accents, digits, and everything else as one space. */
function key(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
