import fc from 'fast-check';
import { expect, test } from 'vitest';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { figuresThatDoNotAddUp } from '../support/redo.ts';
import { NOON, seedMarket, seedOffers, seedProviders, type SeedOffer } from '../support/seed-market.ts';

/** Prices of the guide this desk was thought up from: an A100 of 80 GB at 1.89, an A6000 at 0.79. */
const OFFERS: readonly SeedOffer[] = [
  ...[1, 2, 4].map((gpuCount): SeedOffer => ({
    provider: 'alpha',
    key: `a100x${gpuCount}`,
    gpu: 'a100-sxm-80gb',
    gpuCount,
    changes: [{ at: NOON, usd: 1.89, available: 8 }],
  })),
  ...[1, 2].map((gpuCount): SeedOffer => ({
    provider: 'alpha',
    key: `a6000x${gpuCount}`,
    gpu: 'rtx-a6000',
    gpuCount,
    changes: [{ at: NOON, usd: 0.79, available: 4 }],
  })),
  { provider: 'alpha', key: '4090', gpu: 'rtx-4090', changes: [{ at: NOON, usd: 0.44, available: 8 }] },
  { provider: 'alpha', key: '1080', gpu: 'gtx-1080', changes: [{ at: NOON, usd: 0.05, available: 1 }] },
  {
    provider: 'alpha',
    key: 'l4',
    gpu: 'l4',
    billing: 'SPOT',
    changes: [{ at: NOON, usd: 0.2, available: 1 }],
  },
];

const REDO = /* GraphQL */ `
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

const PLAN = /* GraphQL */ `
  fragment Plan on RightSizingPlan {
    name
    gpuCount
    machines
    gpusPaid
    format
    need {
      total {
        value
      }
    }
    usable {
      value
    }
    cost {
      amount
    }
    tokensPerSecond {
      value
    }
    isOnFrontier
    whyLost
    lostTo {
      name
      cost {
        amount
      }
      isOnFrontier
    }
    interconnects {
      scope
      kind
      bandwidth {
        value
      }
    }
  }
`;

type Plan = {
  readonly name: string;
  readonly gpuCount: number;
  readonly machines: number;
  readonly gpusPaid: number;
  readonly format: string;
  readonly need: { readonly total: { readonly value: number } };
  readonly usable: { readonly value: number };
  readonly cost: { readonly amount: string };
  readonly tokensPerSecond: { readonly value: number };
  readonly isOnFrontier: boolean;
  readonly whyLost: string | null;
  readonly lostTo: {
    readonly name: string;
    readonly cost: { readonly amount: string };
    readonly isOnFrontier: boolean;
  } | null;
  readonly interconnects: readonly {
    readonly scope: string;
    readonly kind: string;
    readonly bandwidth: { readonly value: number };
  }[];
};

type Answer = {
  readonly rightSizing: {
    readonly cheapest: Plan | null;
    readonly smallest: Plan | null;
    readonly formats: readonly {
      readonly format: string;
      readonly cheapest: Plan | null;
      readonly saving: { readonly value: number } | null;
      readonly qualityLoss: { readonly high: { readonly value: number } } | null;
    }[];
    readonly plans: { readonly totalCount: number; readonly edges: readonly { readonly node: Plan }[] };
    readonly withoutPlan: {
      readonly edges: readonly {
        readonly node: {
          readonly gpu: { readonly name: string };
          readonly reason: string;
          readonly shortBy: { readonly value: number } | null;
          readonly message: string;
        };
      }[];
    };
  };
};

const ASKED = /* GraphQL */ `
  query ($input: RightSizingInput!) {
    rightSizing(input: $input) {
      cheapest {
        ...Plan
      }
      smallest {
        ...Plan
      }
      formats {
        format
        cheapest {
          ...Plan
        }
        saving {
          value
        }
        qualityLoss {
          high {
            value
          }
        }
      }
      plans(first: 50) {
        totalCount
        edges {
          node {
            ...Plan
          }
        }
      }
      withoutPlan {
        edges {
          node {
            gpu {
              name
            }
            reason
            shortBy {
              value
            }
            message
          }
        }
      }
    }
  }
  ${PLAN}
`;

/** 11 sequences of 2048 tokens: 7.4 GB of cache beside 141 GB of weights in FP16, 37.5 in AWQ. */
const SEVENTY = { model: { name: 'Llama 3.1 70B' }, concurrency: 11, contextTokens: 2048 };

async function market() {
  const database = await testDatabase();
  await seedProviders(database.db, [{ id: 'alpha' }]);
  await seedOffers(database.db, OFFERS);
  return database;
}

test('70B: 2 × A100 3.78, in AWQ 1 × A100 1.89, 2 × A6000 1.58', async () => {
  await using database = await market();
  const { rightSizing } = await data<Answer>(database.db, ASKED, { variables: { input: SEVENTY } });
  const nodes = rightSizing.plans.edges.map(({ node }) => node);
  const costOf = (name: string) => nodes.find((plan) => plan.name === name)?.cost.amount;
  expect(costOf('2 × A100 SXM 80GB in FP16')).toBe('3.78');
  expect(costOf('1 × A100 SXM 80GB in AWQ')).toBe('1.89');
  expect(costOf('2 × RTX A6000 in AWQ')).toBe('1.58');
  expect(nodes.some(({ name }) => name.startsWith('1 × RTX A6000'))).toBe(false);
  const [exact] = rightSizing.formats;
  expect([exact?.format, exact?.cheapest?.name, exact?.saving?.value]).toEqual([
    'FP16',
    '2 × A100 SXM 80GB in FP16',
    0,
  ]);
  const awq = rightSizing.formats.find(({ format }) => format === 'AWQ');
  expect(awq?.cheapest?.name).toBe('2 × RTX A6000 in AWQ');
  // 1 − 1.58 ÷ 3.78.
  expect(awq?.saving?.value).toBeCloseTo(0.582, 3);
  expect(awq?.qualityLoss?.high.value).toBe(2.7);
  expect(rightSizing.cheapest?.name).toBe('2 × RTX A6000 in AWQ');
  expect(rightSizing.smallest?.name).toBe('1 × A100 SXM 80GB in AWQ');
});

test('a plan of GPUs that are offered one by one spans machines, and says so', async () => {
  await using database = await market();
  const { rightSizing } = await data<Answer>(database.db, ASKED, {
    variables: { input: { ...SEVENTY, filter: { gpus: ['RTX 4090'] } } },
  });
  // 37.5 ÷ 4 of weights, 7.4 ÷ 4 of cache and 1.2 are 12.5 GB of 22.7; on two GPUs they would be 23.7.
  const awq = rightSizing.plans.edges.map(({ node }) => node).find(({ format }) => format === 'AWQ');
  expect(awq).toMatchObject({
    name: '4 × RTX 4090 over 4 machines in AWQ',
    machines: 4,
    gpusPaid: 4,
    cost: { amount: '1.76' },
    interconnects: [{ scope: 'ACROSS_MACHINES', kind: 'ETHERNET', bandwidth: { value: 2.5 } }],
  });
});

test('two A100 of one machine talk over NVLink', async () => {
  await using database = await market();
  const { rightSizing } = await data<Answer>(database.db, ASKED, { variables: { input: SEVENTY } });
  const exact = rightSizing.formats[0]?.cheapest;
  expect(exact?.interconnects).toEqual([
    { scope: 'WITHIN_MACHINE', kind: 'NVLINK', bandwidth: { value: 600 } },
  ]);
});

test('a GPU in no plan says why', async () => {
  await using database = await market();
  const { rightSizing } = await data<Answer>(database.db, ASKED, { variables: { input: SEVENTY } });
  const why = rightSizing.withoutPlan.edges.map(({ node }) => [node.gpu.name, node.reason]);
  expect(why).toEqual([
    ['GTX 1080', 'NOT_RUN'],
    ['L4', 'DOES_NOT_FIT'],
  ]);
  const short = rightSizing.withoutPlan.edges.map(({ node }) => node.shortBy?.value);
  // On one L4: 37.48 + 7.38 + 0.44 + 0.8 of 24 × 2³⁰ × 0.92 × 0.9 bytes.
  expect(short).toEqual([undefined, expect.closeTo(46.1 - 21.34, 1)]);
});

const inputs = fc.record({
  model: fc.constantFrom({ name: 'Llama 3.1 8B' }, { name: 'Llama 3.1 70B' }),
  engine: fc.constantFrom('VLLM', 'LLAMA_CPP', 'SGLANG'),
  kvFormat: fc.constantFrom('FP16', 'FP8'),
  concurrency: fc.integer({ min: 1, max: 128 }),
  promptTokens: fc.integer({ min: 1, max: 4096 }),
  outputTokens: fc.integer({ min: 1, max: 4096 }),
});

test('what is planned fits, is paid for, and lost to a better plan or to none', async () => {
  await using database = await market();
  await seedMore(database.db);
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      const { rightSizing } = await data<Answer>(database.db, ASKED, { variables: { input } });
      const nodes = rightSizing.plans.edges.map(({ node }) => node);
      for (const plan of nodes) {
        expect(plan.need.total.value).toBeLessThanOrEqual(plan.usable.value);
        expect(plan.gpusPaid).toBeGreaterThanOrEqual(plan.gpuCount);
        expect(plan.tokensPerSecond.value).toBeGreaterThan(0);
        expect(plan.lostTo === null).toBe(plan.isOnFrontier);
        expect(plan.whyLost === null).toBe(plan.isOnFrontier);
        if (plan.lostTo) {
          expect(plan.lostTo.isOnFrontier).toBe(true);
          expect(Number(plan.lostTo.cost.amount)).toBeLessThanOrEqual(Number(plan.cost.amount));
        }
      }
      const costs = nodes.map(({ cost }) => Number(cost.amount));
      expect(costs).toEqual(costs.toSorted((a, b) => a - b));
      const inOne = nodes.find(({ machines }) => machines === 1);
      expect(rightSizing.cheapest?.name).toBe((inOne ?? nodes[0])?.name);
    }),
    { numRuns: 25 },
  );
});

async function seedMore(db: Parameters<typeof seedOffers>[0]): Promise<void> {
  await seedOffers(db, [
    {
      provider: 'alpha',
      key: 'h100x8',
      gpu: 'h100-sxm',
      gpuCount: 8,
      changes: [{ at: NOON, usd: 2.5, available: 16 }],
    },
    {
      provider: 'alpha',
      key: 'b',
      gpu: 'rtx-4090',
      gpuCount: 4,
      changes: [{ at: NOON, usd: 0.5, available: 4 }],
    },
  ]);
}

test('every figure is what its formula gives', async () => {
  await using database = await market();
  await seedMore(database.db);
  const source = /* GraphQL */ `
    query ($input: RightSizingInput!) {
      rightSizing(input: $input) {
        cheapest {
          ...Redone
        }
        fastest {
          ...Redone
        }
        formats {
          saving {
            ...Redo
          }
        }
      }
    }
    fragment Redone on RightSizingPlan {
      need {
        total {
          ...Redo
        }
      }
      usable {
        ...Redo
      }
      cost {
        figure {
          ...Redo
        }
      }
      costPerMillionTokens {
        figure {
          ...Redo
        }
      }
      firstTokenSeconds {
        ...Redo
      }
      risk {
        ...Redo
      }
    }
    ${REDO}
  `;
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => {
      expect(figuresThatDoNotAddUp(await data(database.db, source, { variables: { input } }))).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

test('nothing that fits is an answer without plans, and what cannot be asked is refused', async () => {
  await using database = await testDatabase();
  await seedMarket(database.db);
  const input = { ...SEVENTY, filter: { gpus: ['RTX 4090'], providers: ['beta'] }, formats: ['FP16'] };
  const { rightSizing } = await data<Answer>(database.db, ASKED, { variables: { input } });
  // Its stock is a level, not a number: as many machines as are wanted may be had, and eight hold 141 GB.
  expect(rightSizing.plans.totalCount).toBe(1);
  const wrong = async (bad: object) =>
    (await refusalOf(database.db, ASKED, { variables: { input: { ...SEVENTY, ...bad } } })).argument;
  expect(await wrong({ concurrency: 0 })).toBe('concurrency');
  expect(await wrong({ contextTokens: 100 })).toBe('contextTokens');
  expect(await wrong({ contextTokens: 1_000_000 })).toBe('contextTokens');
  expect(await wrong({ usableShare: 2 })).toBe('usableShare');
  expect(await wrong({ ahead: 'P30D' })).toBe('ahead');
});
