import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { kvBytes } from '#analytics/model-memory.ts';
import { models } from '#catalog/models.ts';
import { shapeOfArchitecture } from '#workload/graph-architecture-input.ts';
import { askedModel } from '#workload/graph-model-input.ts';

const llama = {
  params: 8.03e9,
  layers: 32,
  hiddenSize: 4096,
  heads: 32,
  kvHeads: 8,
  vocabulary: 128_256,
  contextTokens: 131_072,
};

/** The argument at fault; null where it is taken. */
function atFault(input: Parameters<typeof shapeOfArchitecture>[0]): unknown {
  try {
    shapeOfArchitecture(input, 'architecture');
    return null;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    expect(error.extensions['code']).toBe('BAD_USER_INPUT');
    return error.extensions['argument'];
  }
}

describe('a model told by its architecture', () => {
  test('is the catalog’s where it tells the same', () => {
    const known = models.find(({ slug }) => slug === 'llama-3.1-8b');
    expect(shapeOfArchitecture(llama, '')).toEqual(known?.shape);
  });

  test('may have windows, a latent vector, states, experts', () => {
    const windows = { ...llama, windowLayers: { layers: 24, window: 1024 } };
    // 8 layers of everything and 24 of a window: 2 × 8 heads × 128 × 2 bytes a layer and token.
    expect(kvBytes(shapeOfArchitecture(windows, ''), 4096, 2)).toBe(4096 * (8 * 4096 + 24 * 1024));
    const latent = { ...llama, latent: { latentDim: 512, ropeDim: 64 } };
    expect(kvBytes(shapeOfArchitecture(latent, ''), 100, 2)).toBe(32 * 576 * 100 * 2);
    const hybrid = { ...llama, stateLayers: { layers: 32, stateValues: 1000 } };
    expect(kvBytes(shapeOfArchitecture(hybrid, ''), 100, 2)).toBe(64_000);
    const mixture = { ...llama, activeParams: 2e9, experts: { count: 8, active: 2 } };
    expect(shapeOfArchitecture(mixture, '')).toMatchObject({
      activeParams: 2e9,
      experts: { count: 8, active: 2 },
    });
  });

  test.each([
    [{ params: 0 }, 'params'],
    // Attention alone: 32 layers × 2 × 4096 × 128 × 40 heads = 1.34e9.
    [{ params: 8.03e8 }, 'params'],
    [{ params: Number.NaN }, 'params'],
    [{ activeParams: 9e9 }, 'activeParams'],
    [{ experts: { count: 8, active: 2 } }, 'activeParams'],
    [{ activeParams: 1e9, experts: { count: 8, active: 9 } }, 'experts.active'],
    [{ activeParams: 1e9, experts: { count: 1, active: 1 } }, 'experts.count'],
    [{ layers: 0 }, 'layers'],
    [{ hiddenSize: 0 }, 'hiddenSize'],
    [{ hiddenSize: 4000, heads: 33, kvHeads: 11 }, 'headDim'],
    [{ headDim: -1 }, 'headDim'],
    [{ heads: 0 }, 'heads'],
    [{ kvHeads: 33 }, 'kvHeads'],
    [{ kvHeads: 5 }, 'kvHeads'],
    [{ vocabulary: 0 }, 'vocabulary'],
    [{ contextTokens: 0 }, 'contextTokens'],
    [{ windowLayers: { layers: 40, window: 1 } }, 'windowLayers.layers'],
    [{ windowLayers: { layers: 4, window: 0 } }, 'windowLayers.window'],
    [{ windowLayers: { layers: 20, window: 1 }, stateLayers: { layers: 20, stateValues: 1 } }, 'layers'],
    [{ windowLayers: { layers: 2, window: 9 }, latent: { latentDim: 1, ropeDim: 0 } }, 'windowLayers'],
    [{ latent: { latentDim: 0, ropeDim: 0 } }, 'latent.latentDim'],
    [{ stateLayers: { layers: 4, stateValues: 0 } }, 'stateLayers.stateValues'],
  ])('%j is refused at its own field', (wrong, field) => {
    expect(atFault({ ...llama, ...wrong })).toBe(`architecture.${field}`);
  });

  test('any numbers are a shape whose layers are all there, or a refusal', () => {
    const wild = fc.oneof(fc.integer({ min: -5, max: 64 }), fc.integer({ min: -5, max: 2_000_000_000 }));
    const few = fc.integer({ min: 1, max: 20 });
    const sane = fc.record({
      params: fc.double({ min: 1e9, max: 1e12, noNaN: true }),
      layers: fc.integer({ min: 20, max: 100 }),
      hiddenSize: fc.constantFrom(1024, 2048, 4096),
      heads: fc.constantFrom(8, 16, 32),
      vocabulary: fc.constant(32_000),
      contextTokens: fc.constant(4096),
      windowLayers: fc.option(fc.record({ layers: few, window: few }), { nil: undefined }),
      stateLayers: fc.option(fc.record({ layers: few, stateValues: few }), { nil: undefined }),
    });
    const changed = fc.record(
      {
        params: fc.double(),
        activeParams: fc.double({ min: 0, max: 2e12 }),
        layers: wild,
        hiddenSize: wild,
        heads: wild,
        kvHeads: fc.constantFrom(-1, 0, 1, 2, 3, 4, 8, 64),
        headDim: wild,
        vocabulary: wild,
        contextTokens: wild,
        experts: fc.record({ count: wild, active: wild }),
        latent: fc.record({ latentDim: wild, ropeDim: wild }),
        windowLayers: fc.record({ layers: wild, window: wild }),
        stateLayers: fc.record({ layers: wild, stateValues: wild }),
      },
      { requiredKeys: [] },
    );
    // Of what may be wrong, little at once: all of it is never taken.
    const input = fc
      .tuple(sane, changed, fc.uniqueArray(fc.nat({ max: 12 }), { maxLength: 3 }))
      .map(([base, changes, places]) => {
        const chosen = Object.entries(changes).filter((_, place) => places.includes(place));
        return { ...base, ...Object.fromEntries(chosen) };
      });
    let taken = 0;
    fc.assert(
      fc.property(input, (architecture) => {
        if (atFault(architecture) !== null) return;
        taken += 1;
        const shape = shapeOfArchitecture(architecture, '');
        expect(shape.attention.reduce((sum, { layers }) => sum + layers, 0)).toBe(shape.layers);
        expect(shape.activeParams).toBeLessThanOrEqual(shape.params);
        const [little, much] = [kvBytes(shape, 10, 2), kvBytes(shape, 1000, 2)];
        expect(little).toBeGreaterThan(0);
        expect(much).toBeGreaterThanOrEqual(little);
      }),
      { numRuns: 1000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});

describe('a model asked about', () => {
  test('by name, by size, by size in place of a name', () => {
    expect(askedModel({ name: 'llama3.1:8b' })).toMatchObject({ slug: 'llama-3.1-8b', basis: 'CATALOG' });
    expect(askedModel({ size: '7b' })).toMatchObject({
      name: '7B',
      slug: null,
      shape: { params: 7e9 },
      basis: 'ASSUMED',
    });
    expect(askedModel({ name: '70B' })).toEqual(askedModel({ size: '70B' }));
    expect(askedModel({ architecture: { ...llama, name: 'mine' } })).toMatchObject({
      name: 'mine',
      basis: 'GIVEN',
    });
  });

  test('an ambiguous name comes with those it may be, as data too', () => {
    const refusal = () => askedModel({ name: 'Mixtral' }, 'models');
    expect(refusal).toThrow(
      expect.objectContaining({
        extensions: {
          code: 'BAD_USER_INPUT',
          argument: 'models.name',
          nearest: ['Mixtral 8x7B', 'Mixtral 8x22B'],
        },
      }),
    );
  });

  test.each([
    [{ name: 'Llama 3.1' }, /any of several.*Llama 3\.1 8B, Llama 3\.1 70B, Llama 3\.1 405B/],
    [{ name: 'lama-3.1-8b' }, /Nearest: Llama 3\.1 8B/],
    [{ name: 'x'.repeat(1000) }, /^.{0,300}$/],
    [{ name: '' }, /No model/],
    [{ size: 'large' }, /no size/],
  ])('%j is refused with what to do next', (input, sentence) => {
    expect(() => askedModel(input)).toThrow(sentence);
  });
});
