import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gpus } from '#catalog/gpus.ts';
import { gpuBySlug } from '#catalog/gpus.ts';
import { measuredThroughputs } from '#catalog/measured-throughput.ts';
import { models } from '#catalog/models.ts';
import type { Figure } from '#units/figure.ts';
import type { GpuSlug } from '#units/gpu.ts';
import { instant } from '#units/time.ts';
import { WEIGHT_BITS, type WeightFormat } from '#units/weight-format.ts';
import { alikeModels } from '#workload/alike-models.ts';
import type { ThroughputReport } from '#workload/store-throughput-reports.ts';
import { throughputFigures, throughputOf, type ThroughputSetup } from '#workload/throughput.ts';
import { byJavaScript } from '../support/redo.ts';

const MOMENT = { at: instant(Date.parse('2026-06-15T12:00:00Z')), asOf: null };

const llama = models.find(({ slug }) => slug === 'llama-3.1-8b');
if (!llama) throw new Error('no Llama');

function setup(given: Partial<ThroughputSetup> = {}, gpu = 'rtx-4090'): ThroughputSetup {
  const found = gpuBySlug(gpu as GpuSlug);
  if (!found || !llama) throw new Error('not in the catalog');
  return {
    model: llama,
    gpu: found,
    gpuCount: 1,
    engine: 'LLAMA_CPP',
    format: 'Q4_K_M',
    kvBits: 16,
    batch: 1,
    inputTokens: 512,
    outputTokens: 256,
    ...given,
  };
}

/** Every figure that its formula does not give, itself and all that is under it. */
function wrong(figure: Figure): string[] {
  if (!figure.explain) return Number.isFinite(figure.value) ? [] : [`${figure.source}: ${figure.value}`];
  const { formula, inputs } = figure.explain;
  const values = Object.fromEntries(Object.entries(inputs).map(([name, { value }]) => [name, value]));
  const redone = byJavaScript(formula, values);
  const isRight = Math.abs(redone - figure.value) <= 1e-9 * Math.max(1, Math.abs(figure.value));
  return [...Object.values(inputs).flatMap(wrong), ...(isRight ? [] : [`${formula}: ${redone}`])];
}

test('every measured value is of a GPU and a model of the catalog, once for each setup', () => {
  expect(measuredThroughputs.length).toBeGreaterThanOrEqual(100);
  expect(measuredThroughputs.filter(({ gpu }) => !gpuBySlug(gpu))).toEqual([]);
  const slugs = new Set<string>(models.map(({ slug }) => slug));
  expect(measuredThroughputs.filter(({ model }) => !slugs.has(model)).map(({ model }) => model)).toEqual([]);
  const keys = measuredThroughputs.map(({ gpu, gpuCount, model, format, engine, batch, outputTokens }) =>
    JSON.stringify([gpu, gpuCount, model, format, engine, batch, outputTokens]),
  );
  expect(new Set(keys).size).toBe(keys.length);
  expect(measuredThroughputs.every(({ tokensPerSecond }) => tokensPerSecond > 0)).toBe(true);
});

test('what was measured of the very setup is the answer, and says so', () => {
  const known = throughputOf(setup({ inputTokens: 0, outputTokens: 1024 }), [], MOMENT);
  expect(known).toMatchObject({ basis: 'MEASURED', measurement: { far: 0 } });
  expect(known.speed.streamTokensPerSecond).toBeCloseTo(127.74, 9);
  const { streamTokensPerSecond } = throughputFigures(known);
  expect(streamTokensPerSecond.explain?.inputs['decode']).toMatchObject({ value: 127.74, basis: 'MEASURED' });
});

test('what was measured of another length is scaled by the estimate', () => {
  const there = throughputOf(setup({ inputTokens: 0, outputTokens: 1024 }), [], MOMENT);
  const asked = throughputOf(setup({ inputTokens: 1000, outputTokens: 100 }), [], MOMENT);
  expect(asked).toMatchObject({ basis: 'MEASURED', measurement: { measured: { outputTokens: 1024 } } });
  const ratio = asked.estimate.streamTokensPerSecond / there.estimate.streamTokensPerSecond;
  expect(asked.speed.streamTokensPerSecond).toBeCloseTo(127.74 * ratio, 9);
});

test('measurements say what others of the same GPU are, to a few percent', () => {
  // Each of 8,192 tokens foretold by the one of 1,024, scaled by the estimate: beyond what counts as near, so a bound.
  const off = measuredThroughputs
    .filter(({ batch, outputTokens }) => batch === 1 && outputTokens === 8192)
    .map(({ gpu, gpuCount, format, model, tokensPerSecond }) => {
      const of = { gpuCount, format, model: models.find(({ slug }) => slug === model) ?? llama };
      const short = measuredThroughputs.find(
        (one) =>
          one.gpu === gpu &&
          one.gpuCount === gpuCount &&
          one.format === format &&
          one.model === model &&
          one.outputTokens === 1024,
      );
      const estimate = (outputTokens: number): number =>
        throughputOf(setup({ ...of, inputTokens: 0, outputTokens }, gpu), [], MOMENT).estimate
          .streamTokensPerSecond;
      return Math.abs(
        Math.log(((short?.tokensPerSecond ?? NaN) * estimate(8192)) / estimate(1024) / tokensPerSecond),
      );
    })
    .toSorted((a, b) => a - b);
  expect(off.length).toBe(61);
  expect(off[30]).toBeLessThan(0.04);
  expect(off[54]).toBeLessThan(0.1);
});

test('models built alike share what was measured, and others do not', () => {
  if (!llama) throw new Error('no Llama');
  const tuned = { name: 'mine', shape: { ...llama.shape, contextTokens: 8192, vocabulary: 128_000 } };
  expect(alikeModels(tuned.shape)).toContain('llama-3.1-8b');
  expect(throughputOf(setup({ model: tuned }), [], MOMENT).basis).toBe('MEASURED');
  const wider = { name: 'mine', shape: { ...llama.shape, hiddenSize: 4097 } };
  expect(throughputOf(setup({ model: wider }), [], MOMENT).basis).toBe('ESTIMATED');
});

test('a measurement that was not yet published is not known', () => {
  const at = instant(Date.parse('2024-01-01T00:00:00Z'));
  expect(throughputOf(setup(), [], { at, asOf: at }).basis).toBe('ESTIMATED');
});

const FORMATS = Object.keys(WEIGHT_BITS) as WeightFormat[];

const anySetup = fc
  .record({
    model: fc.constantFrom(...models),
    gpu: fc.constantFrom(...gpus),
    gpuCount: fc.constantFrom(1, 2, 4, 8),
    engine: fc.constantFrom('LLAMA_CPP', 'OLLAMA', 'VLLM', 'SGLANG', 'TENSORRT_LLM'),
    format: fc.constantFrom(...FORMATS),
    batch: fc.constantFrom(1, 2, 16, 100, 1024),
    inputTokens: fc.integer({ min: 1, max: 4000 }),
    outputTokens: fc.integer({ min: 1, max: 4000 }),
    kvBits: fc.constantFrom(8, 16),
  })
  .map((one): ThroughputSetup => one as ThroughputSetup);

const said = fc.array(
  fc.record({
    factor: fc.double({ min: 0.1, max: 3, noNaN: true }),
    reporter: fc.integer({ min: 1, max: 5 }),
  }),
  {
    maxLength: 8,
  },
);

function reportsOf(
  of: ThroughputSetup,
  words: readonly { factor: number; reporter: number }[],
): ThroughputReport[] {
  const { tokensPerSecond } = throughputOf(of, [], MOMENT).estimate;
  return words.map(({ factor, reporter }, at) => ({
    ...of,
    reporter: `${reporter}`,
    idempotencyKey: `${at}`,
    digest: '',
    gpu: of.gpu.slug,
    model: 'llama-3.1-8b',
    kvFormat: of.kvBits === 8 ? 'FP8' : 'FP16',
    measure: 'TOTAL',
    tokensPerSecond: tokensPerSecond * factor,
    measuredAt: MOMENT.at,
    recordedAt: instant(MOMENT.at - 10_000 + at),
  }));
}

test('figures are the numbers they explain, and add up, whatever is measured, reported or estimated', () => {
  const measured = fc.constantFrom(...measuredThroughputs).map((one) =>
    setup(
      {
        model: models.find(({ slug }) => slug === one.model) ?? llama,
        gpuCount: one.gpuCount,
        engine: one.engine,
        format: one.format,
        kvBits: WEIGHT_BITS[one.kvFormat],
        batch: one.batch ?? 1000,
        inputTokens: Math.max(1, one.inputTokens),
        outputTokens: one.outputTokens,
      },
      one.gpu,
    ),
  );
  const bases = new Set<string>();
  fc.assert(
    fc.property(fc.oneof(anySetup, measured), said, (asked, words) => {
      const known = throughputOf(asked, reportsOf(asked, words), MOMENT);
      bases.add(known.basis);
      const figures = throughputFigures(known);
      expect(Object.values(figures).flatMap(wrong)).toEqual([]);
      for (const name of [
        'tokensPerSecond',
        'streamTokensPerSecond',
        'prefillTokensPerSecond',
        'firstTokenSeconds',
      ] as const) {
        const value = known.speed[name];
        expect(Math.abs(figures[name].value / value - 1)).toBeLessThan(1e-9);
      }
      expect(known.range.p10).toBeLessThan(1);
      expect(known.range.p90).toBeGreaterThan(1);
    }),
    { numRuns: 300 },
  );
  expect([...bases].toSorted()).toEqual(['CREDIBILITY', 'ESTIMATED', 'MEASURED']);
});

test('an answer lies between what is known without reports and what they say', () => {
  fc.assert(
    fc.property(
      anySetup,
      said.filter(({ length }) => length > 0),
      (asked, words) => {
        const prior = throughputOf(asked, [], MOMENT);
        const known = throughputOf(asked, reportsOf(asked, words), MOMENT);
        if (prior.basis !== 'ESTIMATED') return;
        const ratio = known.speed.streamTokensPerSecond / prior.speed.streamTokensPerSecond;
        expect(ratio).toBeGreaterThanOrEqual(Math.min(1, ...words.map(({ factor }) => factor)) - 1e-9);
        expect(ratio).toBeLessThanOrEqual(Math.max(1, ...words.map(({ factor }) => factor)) + 1e-9);
        expect(known.words.length).toBe(new Set(words.map(({ reporter }) => reporter)).size);
      },
    ),
  );
});
