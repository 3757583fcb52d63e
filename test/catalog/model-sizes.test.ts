import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kvBytes, weightsGb } from '#analytics/model-memory.ts';
import { countParams } from '#catalog/count-params.ts';
import { gated } from '#catalog/model.ts';
import { MAX_PARAMS, MIN_PARAMS, paramsOfSize, shapeOfSize } from '#catalog/model-sizes.ts';

const shapeNamed = (size: string) => shapeOfSize(paramsOfSize(size) ?? Number.NaN);

describe('a size as shorthand', () => {
  test.each([
    ['7B', 14, 32, 4096, 32],
    ['13B', 26, 40, 5120, 40],
    ['70B', 140, 80, 8192, 8],
  ])('%s takes %i GB in FP16 and is a Llama', (size, gb, layers, hiddenSize, kvHeads) => {
    const shape = shapeNamed(size);
    expect(weightsGb(shape.params, 16)).toBe(gb);
    expect(shape).toMatchObject({ layers, hiddenSize, attention: [{ kvHeads, headDim: 128 }] });
  });

  test('180B is Falcon with exactly so many parameters', () => {
    expect(shapeNamed('180B')).toMatchObject({
      params: 180e9,
      layers: 80,
      hiddenSize: 14_848,
      vocabulary: 65_024,
    });
    // 2 × 80 layers × 8 heads × 64 × 2 bytes.
    expect(kvBytes(shapeNamed('180B'), 1, 2)).toBe(163_840);
  });

  test.each([
    [' 1.5b', 1.5e9],
    ['0.0016B', 1.6e6],
    ['350 M', 350e6],
    ['1T', 1e12],
  ])('"%s" is %d parameters', (text, params) => {
    expect(paramsOfSize(text)).toBe(params);
  });

  test.each(['', 'B', '7', '-7B', '7e9B', '0B', '0.1M', '101T', '7BB', '8x7B', 'NaNB', '7 B 7B'])(
    '"%s" is no size',
    (text) => {
      expect(paramsOfSize(text)).toBeNull();
    },
  );

  test('every size is a model of exactly so many parameters, larger in nothing than a larger one', () => {
    const size = fc.double({
      min: Math.log(MIN_PARAMS * 1.01),
      max: Math.log(MAX_PARAMS * 0.99),
      noNaN: true,
    });
    fc.assert(
      fc.property(size, size, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((log) =>
          shapeOfSize(Math.round(Math.exp(log))),
        );
        if (!less || !more) throw new Error('two sizes make two shapes');
        expect(less.hiddenSize).toBeLessThanOrEqual(more.hiddenSize);
        for (const shape of [less, more]) {
          const [group] = shape.attention;
          expect(shape.attention).toHaveLength(1);
          expect(group?.layers).toBe(shape.layers);
          expect(shape.hiddenSize).toBe(shape.heads * 128);
          if (group?.kind === 'GROUPED') expect(group.kvHeads).toBe(shape.params >= 70e9 ? 8 : shape.heads);
        }
      }),
    );
  });

  test('its layers hold about what it says, between the sizes of the table too', () => {
    for (const billions of [1.5, 3, 7, 10, 13, 20, 30, 40, 70, 100, 200, 405]) {
      const shape = shapeOfSize(billions * 1e9);
      // A gated feed-forward part is 8/3 as wide as the model, 3.5 times where heads are shared, as Llama's.
      const width = Math.round(shape.hiddenSize * (billions >= 70 ? 3.5 : 8 / 3));
      const weights = {
        tiedEmbeddings: false,
        feedForward: [gated(shape.layers, width)],
        latent: null,
        stateLayerWeights: 0,
        otherWeights: 0,
      };
      const { params } = countParams({ shape, weights });
      expect(Math.abs(Math.log(params / shape.params))).toBeLessThan(0.25);
    }
  });

  test.each([0, -7e9, Number.NaN, Infinity, 1e15])('refuses %d parameters', (params) => {
    expect(() => shapeOfSize(params)).toThrow(RangeError);
  });
});
