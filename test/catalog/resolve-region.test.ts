import { assert, constantFrom, option, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { providerRegions } from '#catalog/provider-regions.ts';
import { knownProviders } from '#catalog/providers.ts';
import { regionByCode, regions } from '#catalog/regions.ts';
import { resolveRegion } from '#catalog/resolve-region.ts';

describe('a name with its provider', () => {
  test.each([
    ['Czechia, CZ', 'vastai', 'CZ'],
    ['California, US', 'vastai', 'US-CA'],
    [', US', 'vastai', 'US'],
    ['Quebec, CA', 'vastai', 'CA-QC'],
    ['Québec, CA', 'vastai', 'CA-QC'],
    ['Hunan, CN', 'vastai', 'CN'],
    ['Washington, US', 'vastai', 'US-WA'],
    ['Georgia, US', 'vastai', 'US-GA'],
    ['Georgia, GE', 'vastai', 'GE'],
    ['Türkiye, TR', 'vastai', 'TR'],
    ['The Netherlands, NL', 'vastai', 'NL'],
    ['US-KS-2', 'runpod', 'US-KS'],
    ['EU-RO-1', 'runpod', 'RO'],
    ['EU-SE-1', 'runpod', 'SE'],
    ['CA-MTL-1', 'runpod', 'CA-QC'],
    ['EUR-IS-1', 'runpod', 'IS'],
    ['AP-JP-1', 'runpod', 'JP'],
    ['OC-AU-1', 'runpod', 'AU'],
    ['SEA-SG-1', 'runpod', 'SG'],
    ['SE', 'runpod', 'SE'],
    ['CA', 'runpod', 'CA'],
    ['us-east-1', 'aws', 'US-VA'],
    ['us-east-1a', 'aws', 'US-VA'],
    ['us-west-2b', 'aws', 'US-OR'],
    ['us-east-1-atl-1a', 'aws', 'US-GA'],
    ['us-west-2-lax-1', 'aws', 'US-CA'],
    ['Asia Pacific (Mumbai)', 'aws', 'IN'],
    ['eastus', 'azure', 'US-VA'],
    ['East US 2', 'azure', 'US-VA'],
    ['West Europe', 'azure', 'NL'],
    ['asia-east1', 'gcp', 'TW'],
    ['us-central1-a', 'gcp', 'US-IA'],
    ['Columbus', 'gcp', 'US-OH'],
    ['FIN-01', 'verda', 'FI'],
    ['ICE-01', 'verda', 'IS'],
    ['us-west-1', 'lambda', 'US-CA'],
    ['us-west-2', 'lambda', 'US-AZ'],
    ['North Texas, USA', 'lambda', 'US-TX'],
    ['fr-par-2', 'scaleway', 'FR'],
  ])('%s of %s is %s', (name, providerId, code) => {
    expect(resolveRegion(name, providerId)).toBe(code);
  });

  test("is not looked up among other providers' names", () => {
    expect(resolveRegion('us-east-1', 'vastai')).toBeNull();
    expect(resolveRegion('eastus', 'aws')).toBeNull();
    expect(resolveRegion('FIN-01', 'nobody')).toBeNull();
    expect(resolveRegion('us-east-1', 'constructor')).toBeNull();
  });

  test('each listed name resolves, to a region the catalog has, for a provider the catalog has', () => {
    const ids = new Set(knownProviders.map(({ id }) => id));
    expect([...providerRegions.keys()].filter((id) => !ids.has(id))).toEqual([]);
    for (const [id, names] of providerRegions)
      for (const [name, code] of names) {
        expect({ name, code: resolveRegion(name.toUpperCase(), id) }).toEqual({ name, code });
        expect(regionByCode(code)).toBeDefined();
      }
    expect(providerRegions.get('aws')?.size).toBe(90);
    expect(providerRegions.get('lambda')?.get('north texas, usa')).toBe('US-TX');
  });
});

describe('a name alone', () => {
  test.each([
    ['US', 'US'],
    ['us-ca', 'US-CA'],
    ['UK', 'GB'],
    ['USA', 'US'],
    ['South Korea', 'KR'],
    ['Korea, Republic of', 'KR'],
    ['Texas', 'US-TX'],
    ['Ontario', 'CA-ON'],
    ['us-east-1a', 'US-VA'],
    ['EU-RO-1', 'RO'],
    ['eastus', 'US-VA'],
    ['  germany ', 'DE'],
    ['Washington, D.C., US', 'US-DC'],
    ['US-CA-2', 'US-CA'],
  ])('%s is %s', (name, code) => {
    expect(resolveRegion(name)).toBe(code);
  });

  test.each(regions.map(({ code }) => code))('%s is its own code', (code) => {
    expect(resolveRegion(code)).toBe(code);
    const { name = '', country = code } = regionByCode(code) ?? {};
    expect(resolveRegion(`${name}, ${country}`)).toBe(code);
  });

  test.each([
    // more than one place
    'Georgia',
    'us-west-2',
    'us-central1',
    // contradictory
    'Germany, US',
    'Quebec, XX',
    // no one place
    'EU',
    'Europe',
    'Americas',
    'Global (lowest)',
    'EU / US',
    '—',
    '',
    ',',
    'ZZ',
    'US-ZZ',
    'US-ZZ-1',
    'Mumbai / global list',
    'us-east-1-wl1-atl-wlz-1',
    'constructor',
    '__proto__',
    'toString, US-constructor',
    '\uD800',
  ])('"%s" is not guessed', (name) => {
    expect(resolveRegion(name)).toBeNull();
  });
});

describe('any text', () => {
  test('is a known region or none', () => {
    const ids = option(constantFrom('vastai', 'runpod', ...providerRegions.keys(), '__proto__'), {
      nil: undefined,
    });
    const names = string({ unit: 'binary', maxLength: 120 });
    assert(
      property(names, constantFrom('', ', US', ', CA', '-1', ', __proto__'), ids, (text, ending, id) => {
        const code = resolveRegion(text + ending, id);
        expect(code === null || regionByCode(code) !== undefined).toBe(true);
      }),
    );
  });

  test('is read in linear time', () => {
    const started = performance.now();
    for (const piece of [', ', 'us-', '\u0301', ' ', '1-a'])
      for (const id of [undefined, 'aws', 'runpod']) resolveRegion(piece.repeat(1_000_000), id);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
