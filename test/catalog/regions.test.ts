import { assert, constantFrom, double, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distanceKm, isWithin, regionByCode, regions } from '#catalog/regions.ts';
import { regionCode } from '#units/region.ts';

describe('the table of regions', () => {
  test('has each code once, with every state of the US and province of Canada', () => {
    expect(new Set(regions.map(({ code }) => code)).size).toBe(regions.length);
    for (const region of regions) expect(regionByCode(region.code)).toBe(region);
    expect(regions.filter(({ code, country }) => code === country).length).toBeGreaterThanOrEqual(70);
    expect(regions.filter(({ code }) => code.startsWith('US-'))).toHaveLength(51);
    expect(regions.filter(({ code }) => code.startsWith('CA-'))).toHaveLength(13);
    expect(regionByCode(regionCode('ZZ'))).toBeUndefined();
  });

  test('places each subdivision in its country, near its middle', () => {
    for (const region of regions) {
      const country = regionByCode(region.country);
      expect(country?.continent).toBe(region.continent);
      expect(Math.abs(region.latitude)).toBeLessThan(72);
      expect(Math.abs(region.longitude)).toBeLessThanOrEqual(180);
      expect(country && distanceKm(region, country)).toBeLessThan(7000);
    }
  });

  test('writes names as Unicode in NFC, none twice among the countries', () => {
    const names = regions.filter(({ code, country }) => code === country).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name !== name.normalize('NFC'))).toEqual([]);
  });
});

describe('isWithin', () => {
  test.each([
    ['US-CA', 'US', true],
    ['US-CA', 'US-CA', true],
    ['US-CA', 'NORTH_AMERICA', true],
    ['CA-QC', 'NORTH_AMERICA', true],
    ['DE', 'EUROPE', true],
    ['US', 'US-CA', false],
    ['US-CA', 'CA', false],
    ['SA', 'SOUTH_AMERICA', false],
    ['NA', 'NORTH_AMERICA', false],
    ['ZZ', 'ZZ', true],
    ['ZZ', 'EUROPE', false],
  ] as const)('%s in %s: %s', (code, ancestor, within) => {
    const of = ancestor.length > 5 ? (ancestor as 'EUROPE') : regionCode(ancestor);
    expect(isWithin(regionCode(code), of)).toBe(within);
  });
});

describe('distanceKm', () => {
  test('agrees with known distances', () => {
    const frankfurt = { latitude: 50.11, longitude: 8.68 };
    const ashburn = { latitude: 39.04, longitude: -77.49 };
    const sydney = { latitude: -33.87, longitude: 151.21 };
    expect(distanceKm(frankfurt, ashburn)).toBeCloseTo(6538, -2);
    expect(distanceKm(sydney, ashburn)).toBeCloseTo(15_690, -2);
  });

  test('is symmetric, zero to itself and at most half the way round', () => {
    const place = record({
      latitude: double({ min: -90, max: 90, noNaN: true }),
      longitude: double({ min: -180, max: 180, noNaN: true }),
    });
    assert(
      property(place, place, constantFrom(...regions), (a, b, region) => {
        expect(distanceKm(a, b)).toBeCloseTo(distanceKm(b, a), 6);
        expect(distanceKm(a, b)).toBeLessThanOrEqual(20_016);
        expect(distanceKm(region, region)).toBe(0);
      }),
    );
  });
});
