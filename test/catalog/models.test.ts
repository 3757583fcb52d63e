import { describe, expect, test } from 'vitest';
import { countParams } from '#catalog/count-params.ts';
import { modelBySlug, models } from '#catalog/models.ts';
import { modelSlug } from '#units/model.ts';

describe('the table of models', () => {
  test('finds each row by its slug, and no other', () => {
    expect(new Set(models.map(({ slug }) => slug)).size).toBe(models.length);
    for (const model of models) expect(modelBySlug(model.slug)).toBe(model);
    expect(modelBySlug(modelSlug('constructor'))).toBeUndefined();
  });

  test.each(models.map((model) => [model.slug, model] as const))(
    '%s has the parameters its architecture gives',
    (_, model) => {
      const { shape, weights } = model;
      const counted = countParams(model);
      expect(Math.abs(counted.params / shape.params - 1)).toBeLessThan(0.005);
      if (shape.experts) {
        // Publishers count the input embedding as active or not.
        const least =
          counted.activeParams - (weights.tiedEmbeddings ? 0 : shape.vocabulary * shape.hiddenSize);
        expect(shape.activeParams).toBeGreaterThan(0.95 * least);
        expect(shape.activeParams).toBeLessThan(1.05 * counted.activeParams);
        expect(shape.experts.active).toBeLessThan(shape.experts.count);
      } else {
        expect(shape.activeParams).toBe(shape.params);
      }
      const layersOf = (groups: readonly { readonly layers: number }[]) =>
        groups.reduce((sum, { layers }) => sum + layers, 0);
      expect(layersOf(shape.attention)).toBe(shape.layers);
      const alone = shape.attention.some((group) => group.kind === 'STATE' && group.stateValues === 0);
      if (!alone) expect(layersOf(weights.feedForward)).toBe(shape.layers);
      for (const group of shape.attention) {
        if (group.kind === 'GROUPED') expect(shape.heads % group.kvHeads).toBe(0);
      }
      expect(shape.params).toBeGreaterThanOrEqual(1e9);
      expect(shape.contextTokens).toBeGreaterThanOrEqual(2048);
      expect(model.released).toMatch(/^202[3-6]-(0[1-9]|1[0-2])$/);
      expect(model.source).toMatch(/^[\w.-]+\/[\w.-]+ config\.json$/);
    },
  );
});
