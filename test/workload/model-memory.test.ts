import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Db } from '#db/open.ts';
import { data, refusalOf } from '../support/ask.ts';
import { figuresThatDoNotAddUp } from '../support/redo.ts';

/** Memory is asked of no database. */
const NONE = {} as Db;

const FIGURE = /* GraphQL */ `
  fragment Redo on Figure {
    value
    explain {
      formula
      inputs {
        name
        figure {
          value
          explain {
            formula
            inputs {
              name
              figure {
                value
                explain {
                  formula
                  inputs {
                    name
                    figure {
                      value
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
`;

const ASKED = /* GraphQL */ `
  query (
    $model: ModelInput!
    $serving: ServingMemoryInput
    $training: TrainingMemoryInput
    $gpus: [String!]
    $gpuCount: Int!
  ) {
    modelMemory(model: $model, serving: $serving, training: $training, gpuCount: $gpuCount) {
      serving {
        ...On
      }
      training {
        ...On
      }
    }
  }
  fragment On on LoadMemory {
    fits(gpus: $gpus) {
      gpu {
        name
      }
      fits
      longestContext
      mostSequences
      usable {
        value
      }
      need {
        total {
          value
        }
      }
      doesNotFit {
        reason
        message
        shortBy {
          value
        }
        remedies {
          changes
          to
          gpuCount
          gpu {
            name
          }
          need {
            value
          }
          usable {
            value
          }
        }
      }
    }
  }
`;

type Fit = {
  readonly gpu: { readonly name: string };
  readonly fits: boolean;
  readonly longestContext: number;
  readonly mostSequences: number;
  readonly usable: { readonly value: number };
  readonly need: { readonly total: { readonly value: number } };
  readonly doesNotFit: {
    readonly reason: string;
    readonly message: string;
    readonly shortBy: { readonly value: number } | null;
    readonly remedies: readonly {
      readonly changes: readonly string[];
      readonly to: string;
      readonly gpuCount: number;
      readonly gpu: { readonly name: string };
      readonly need: { readonly value: number };
      readonly usable: { readonly value: number };
    }[];
  } | null;
};
type Answer = {
  readonly modelMemory: Record<'serving' | 'training', { readonly fits: readonly Fit[] } | null>;
};

const memory = (variables: Record<string, unknown>) =>
  data<Answer>(NONE, ASKED, { variables: { gpuCount: 1, ...variables } });

test('70B in FP16 does not fit one H100 of 80 GB: two or more', async () => {
  const { modelMemory } = await memory({
    model: { name: 'Llama 3.1 70B' },
    serving: { contextTokens: 4096 },
    gpus: ['H100 SXM'],
  });
  const [fit] = modelMemory.serving!.fits;
  expect(fit?.fits).toBe(false);
  expect(fit?.doesNotFit?.reason).toBe('DOES_NOT_FIT');
  // 141.1 of weights, 1.34 of cache, 0.42 of activations, 0.8; of 80 × 2³⁰ × 0.98 × 0.9 bytes.
  expect(fit?.need.total.value).toBeCloseTo(143.66, 1);
  expect(fit?.usable.value).toBeCloseTo(75.76, 2);
  const more = fit?.doesNotFit?.remedies.find(({ changes }) => changes.includes('MORE_GPUS'));
  expect(more?.to).toBe('2 × H100 SXM');
});

test('a full fine-tune of 7B on an A100 of 40 GB takes about 112 GB, and what is computed on the way', async () => {
  const { modelMemory } = await memory({
    model: { size: '7B' },
    training: { sequenceTokens: 512, recomputation: 'FULL' },
    gpus: ['A100 SXM 40GB', 'H200 SXM'],
  });
  const [h200, a100] = modelMemory.training!.fits;
  expect([h200?.gpu.name, h200?.fits]).toEqual(['H200 SXM', true]);
  expect([a100?.gpu.name, a100?.fits]).toEqual(['A100 SXM 40GB', false]);
  expect(a100?.need.total.value).toBeGreaterThan(112);
  expect(a100?.need.total.value).toBeLessThan(115);
  expect(a100?.doesNotFit?.shortBy?.value).toBeGreaterThan(70);
});

test('training 8B in full does not fit an A100 of 40 GB; LoRA and more GPUs do', async () => {
  const { modelMemory } = await memory({
    model: { name: 'Llama 3.1 8B' },
    training: {},
    gpus: ['A100 SXM 40GB'],
  });
  const [fit] = modelMemory.training!.fits;
  expect(fit?.fits).toBe(false);
  // 16 × 8.03 = 128.5, and what is computed on the way.
  expect(fit?.need.total.value).toBeGreaterThan(128.5);
  const changes = fit?.doesNotFit?.remedies.map((remedy) => remedy.changes.join('+'));
  expect(changes).toEqual(expect.arrayContaining(['LORA', 'QLORA', 'MORE_GPUS+ZERO', 'OTHER_GPU']));
});

const GPUS = ['RTX 4090', 'L4', 'A100 SXM 40GB', 'H100 SXM', 'MI300X', 'GTX 1650', 'B200'];
const asked = fc.record({
  model: fc.constantFrom(
    { name: 'Llama 3.1 8B' },
    { name: 'Llama 3.1 70B' },
    { name: 'DeepSeek V3' },
    { name: 'Gemma 3 27B' },
    { name: 'Qwen3 Next 80B A3B' },
    { size: '30B' },
  ),
  gpuCount: fc.constantFrom(1, 2, 4, 8, 16),
  gpus: fc.constantFrom(...GPUS).map((name) => [name]),
  serving: fc.record({
    format: fc.constantFrom('FP16', 'FP8', 'Q4_K_M', 'AWQ', 'NF4'),
    kvFormat: fc.constantFrom('FP16', 'FP8'),
    contextTokens: fc.integer({ min: 1, max: 2048 }),
    concurrency: fc.integer({ min: 1, max: 256 }),
  }),
  training: fc.record({
    method: fc.constantFrom('FULL', 'LORA', 'QLORA'),
    optimizer: fc.constantFrom('ADAM_MIXED', 'ADAM_8BIT', 'ADAM_BF16', 'ADAM_FP32'),
    loraRank: fc.integer({ min: 1, max: 256 }),
    zeroStage: fc.integer({ min: 0, max: 3 }),
    microBatch: fc.integer({ min: 1, max: 32 }),
    sequenceTokens: fc.integer({ min: 1, max: 2048 }),
    recomputation: fc.constantFrom('NONE', 'SELECTIVE', 'FULL'),
  }),
});

test('what is said to fit does, what is said to make it fit does, and what is short is told', async () => {
  await fc.assert(
    fc.asyncProperty(asked, async (variables) => {
      const { modelMemory } = await memory(variables);
      for (const [fit] of [modelMemory.serving!.fits, modelMemory.training!.fits]) {
        if (!fit) throw new Error('a GPU was asked');
        const short = fit.need.total.value - fit.usable.value;
        const isDivisible = fit.doesNotFit?.reason !== 'NOT_DIVISIBLE';
        expect(fit.fits).toBe(isDivisible && short <= 0);
        expect(fit.doesNotFit === null).toBe(fit.fits);
        for (const remedy of fit.doesNotFit?.remedies ?? [])
          expect(remedy.need.value).toBeLessThanOrEqual(remedy.usable.value);
        if (fit.doesNotFit && isDivisible) expect(fit.doesNotFit.shortBy?.value).toBeCloseTo(short, 9);
        if (fit.fits) expect([fit.mostSequences > 0, fit.longestContext > 0]).toEqual([true, true]);
      }
    }),
    { numRuns: 60 },
  );
});

test('heads that GPUs cannot share evenly are told, and a number that can', async () => {
  // Of 52 heads eight GPUs cannot have as many each; 65 GB of weights fit four of 24 GB, not two.
  const { modelMemory } = await memory({
    model: { size: '30B' },
    serving: { contextTokens: 2048 },
    gpus: ['RTX 4090'],
    gpuCount: 8,
  });
  const [fit] = modelMemory.serving!.fits;
  expect(fit?.doesNotFit).toMatchObject({
    reason: 'NOT_DIVISIBLE',
    shortBy: null,
    remedies: [{ changes: ['OTHER_COUNT'], to: '4 × RTX 4090' }],
  });
});

test('the longest context fits, and one token more does not', async () => {
  const ask = (contextTokens: number) =>
    memory({ model: { name: 'Llama 3.1 8B' }, serving: { contextTokens, concurrency: 8 }, gpus: ['L4'] });
  const longest = (await ask(1)).modelMemory.serving?.fits[0]?.longestContext ?? 0;
  expect(longest).toBeGreaterThan(1000);
  expect((await ask(longest)).modelMemory.serving?.fits[0]?.fits).toBe(true);
  expect((await ask(longest + 1)).modelMemory.serving?.fits[0]?.fits).toBe(false);
});

test('every figure is what its formula gives', async () => {
  const source = /* GraphQL */ `
    query (
      $model: ModelInput!
      $serving: ServingMemoryInput
      $training: TrainingMemoryInput
      $gpus: [String!]
      $gpuCount: Int!
    ) {
      modelMemory(model: $model, serving: $serving, training: $training, gpuCount: $gpuCount) {
        serving {
          ...On
        }
        training {
          ...On
        }
      }
    }
    fragment On on LoadMemory {
      fits(gpus: $gpus) {
        usable {
          ...Redo
        }
        need {
          total {
            ...Redo
          }
        }
      }
    }
    ${FIGURE}
  `;
  await fc.assert(
    fc.asyncProperty(asked, async (variables) => {
      expect(figuresThatDoNotAddUp(await data(NONE, source, { variables }))).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test('weights by format and the cache of a token add up', async () => {
  const answer = await data<{
    modelMemory: { weights: { format: string; wholeGb: number }[]; cachePerToken: { value: number } };
  }>(
    NONE,
    `{ modelMemory(model: { name: "Llama 3.1 70B" }) { weights { format wholeGb figure { ...Redo } } cachePerToken { ...Redo } } } ${FIGURE}`,
  );
  expect(figuresThatDoNotAddUp(answer)).toEqual([]);
  const whole = Object.fromEntries(
    answer.modelMemory.weights.map(({ format, wholeGb }) => [format, wholeGb]),
  );
  expect(whole).toMatchObject({ FP16: 141, INT8: 71, INT4: 35 });
  // 2 × 80 × 8 × 128 × 2 bytes.
  expect(answer.modelMemory.cachePerToken.value).toBe(327_680);
});

test('the table of sizes: 7B 14/7/4, 13B 26/13/7, 70B 140/70/35 GB', async () => {
  const table = await Promise.all(
    ['7B', '13B', '70B'].map(async (size) => {
      const { modelMemory } = await data<{
        modelMemory: { weights: { format: string; wholeGb: number }[] };
      }>(NONE, `{ modelMemory(model: { size: "${size}" }) { weights { format wholeGb } } }`);
      const of = new Map(modelMemory.weights.map(({ format, wholeGb }) => [format, wholeGb]));
      return ['FP16', 'INT8', 'INT4'].map((format) => of.get(format));
    }),
  );
  expect(table).toEqual([
    [14, 7, 4],
    [26, 13, 7],
    [140, 70, 35],
  ]);
});

test('what cannot be worked out is refused with what to do', async () => {
  const wrong = async (args: string) =>
    (
      await refusalOf(
        NONE,
        `{ modelMemory(model: { name: "Llama 3.1 8B" }, ${args}) { model serving { fits(gpus: ["Voodoo 2"]) { fits } } } }`,
      )
    ).argument;
  expect(await wrong('gpuCount: 0')).toBe('gpuCount');
  expect(await wrong('gpuCount: 12')).toBe('gpuCount');
  expect(await wrong('usableShare: 0')).toBe('usableShare');
  expect(await wrong('serving: { contextTokens: 200000 }')).toBe('contextTokens');
  expect(await wrong('serving: { concurrency: 0 }')).toBe('concurrency');
  expect(await wrong('training: { zeroStage: 4 }')).toBe('zeroStage');
  expect(await wrong('serving: {}')).toBe('gpus');
});
