import { assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { knownProviders, resolveProvider } from '#catalog/providers.ts';

describe('resolveProvider', () => {
  test.each([
    ['vast', 'vastai'],
    ['Vast.ai', 'vastai'],
    ['VAST_AI', 'vastai'],
    ['RunPod', 'runpod'],
    ['Verda (DataCrunch)', 'verda'],
    ['datacrunch', 'verda'],
    ['aws', 'aws'],
    ['AWS (Mumbai ap-south)', 'aws'],
    ['gcp', 'gcp'],
    ['Google Cloud', 'gcp'],
    ['Azure', 'azure'],
    ['prime', 'primeintellect'],
    ['Nebius', 'nebius'],
    ['Oracle OCI', 'oci'],
    ['YottaLabs.ai', 'yottalabs'],
    ['Yotta Labs', 'yottalabs'],
    ['Akamai (Linode)', 'akamai'],
  ])('%s is %s', (name, id) => {
    const found = resolveProvider(name);
    expect(found?.id).toBe(id);
    expect(found?.website).toMatch(/^https:\/\//);
  });

  test('keeps the name of a provider nobody knows, and makes an id of it', () => {
    expect(resolveProvider("  Joe's  GPU_Barn ")).toEqual({ id: 'joe-s-gpu-barn', name: "Joe's GPU_Barn" });
    expect(resolveProvider('星云 Cloud')).toEqual({ id: '星云-cloud', name: '星云 Cloud' });
    expect(resolveProvider('__proto__')).toEqual({ id: 'proto', name: '__proto__' });
    expect(resolveProvider('constructor')).toEqual({ id: 'constructor', name: 'constructor' });
  });

  test.each(['', ' ', '---', 'a\u0000b', 'a\u200Bb', '\uD800', 'x'.repeat(65)])('%j is no name', (name) => {
    expect(resolveProvider(name)).toBeNull();
  });

  test('knows every provider by its id and its name, each id once and well formed', () => {
    const ids = knownProviders.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z0-9]+$/.test(id))).toEqual([]);
    for (const known of knownProviders) {
      expect(resolveProvider(known.id)).toEqual(known);
      expect(resolveProvider(known.name)).toEqual(known);
    }
  });

  test('makes of any text an id that names itself, or nothing', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 80 }), (name) => {
        const found = resolveProvider(name);
        expect(found?.id ?? 'a').toMatch(/^[\p{L}\p{N}\p{M}]+(-[\p{L}\p{N}\p{M}]+)*$/u);
        expect(found?.id.length ?? 0).toBeLessThanOrEqual(64);
        expect(resolveProvider(found?.id ?? 'aws')?.id).toBe(found?.id ?? 'aws');
      }),
    );
  });
});
