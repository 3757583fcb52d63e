import highs from 'highs';
import type { FleetTerms } from '#analytics/fleet-bound.ts';
import type { FleetOption } from '#analytics/fleet-groups.ts';
import { planFleet } from '#analytics/fleet-plan.ts';
import { seededRandom } from '#analytics/seeded-random.ts';
import { compare, middle, type Comparison, type Round } from './comparison.ts';

export type FleetOptions = {
  readonly gpus: number;
  readonly regions: number;
  readonly rounds: number;
  readonly marketsPerRound: number;
};

const POLICIES = [
  { name: 'any mix', onDemandPercent: 0, sparePercent: 0 },
  { name: 'half on-demand', onDemandPercent: 50, sparePercent: 10 },
  { name: 'all on-demand', onDemandPercent: 100, sparePercent: 25 },
] as const;

const BUDGET = 2000e6;

/** The exact fleet out of every GPU in every region, on demand and on spot, against HiGHS on the same program. */
export async function fleet(options: FleetOptions): Promise<Comparison[]> {
  // Its types are of a CommonJS module, what is imported is an ES module.
  const load = highs as unknown as typeof highs.default;
  const solver = await load();
  return POLICIES.map(({ name, ...policy }) => {
    const terms = { ...policy, budget: BUDGET };
    const all: number[] = [];
    const gaps: number[] = [];
    const measured: Round[] = [];
    let seed = 1;
    planFleet(market(options, 0), terms);
    for (let round = 0; round < options.rounds; round++) {
      const took: number[] = [];
      for (let at = 0; at < options.marketsPerRound; at++) {
        const offers = market(options, seed++);
        const startedAt = performance.now();
        const plan = planFleet(offers, terms);
        took.push(performance.now() - startedAt);
        gaps.push(plan.isProven ? 0 : 100 * (plan.bound / plan.counted - 1));
      }
      all.push(...took);
      const program = programOf(market(options, seed - 1), terms);
      const startedAt = performance.now();
      solver.solve(program, { output_flag: false, mip_rel_gap: 0, time_limit: 10 });
      measured.push({ figure: middle(took), baseline: performance.now() - startedAt });
    }
    const sorted = all.toSorted((a, b) => a - b);
    return compare(
      {
        name: `fleet of ${options.gpus} GPUs in ${options.regions} regions, ${name}`,
        engine: null,
        unit: 'ms',
        measured: 'the most counted capacity within 2,000 dollars a month, then the cheapest, proven',
        baselineName: 'HiGHS in WASM on the same integer program, the first objective alone, at most 10 s',
        meaning: 'share of the time that a general solver takes',
        details: {
          'p90 ms': sorted[Math.ceil(sorted.length * 0.9) - 1] ?? NaN,
          'share proven': gaps.filter((gap) => gap === 0).length / gaps.length,
          'worst gap %': Math.max(...gaps),
        },
      },
      measured,
    );
  });
}

/** GPUs of 10 to 1,000 TFLOPS in machines of 1 to 8, one to eight of each in every region under either billing. */
function market({ gpus, regions }: FleetOptions, seed: number): FleetOption[] {
  const random = seededRandom(seed);
  return Array.from({ length: gpus }, (_, gpu) => {
    const tflops = 10 + 990 * random();
    const usd = (tflops / 400) * (0.6 + 0.8 * random());
    const size = [1, 1, 2, 4, 8][Math.floor(5 * random())] ?? 1;
    return Array.from({ length: 2 * regions }, (_place, place): FleetOption => {
      const isOnDemand = place % 2 === 0;
      const price = usd * (0.8 + 0.5 * random()) * (isOnDemand ? 1 : 0.45);
      return {
        id: `${gpu}-${place}`,
        cost: Math.round(price * size * 730 * 1e6),
        capacity: Math.round(tflops * size * (isOnDemand ? 0.98 : 0.9) * 10),
        isOnDemand,
        available: 1 + Math.floor(8 * random()),
        units: [],
      };
    });
  }).flat();
}

function programOf(offers: readonly FleetOption[], terms: FleetTerms): string {
  const used = offers.filter(({ isOnDemand }) => isOnDemand || terms.onDemandPercent < 100);
  const sum = (of: (option: FleetOption) => number): string =>
    used.map((option, at) => `+ ${of(option)} x${at}\n`).join(' ');
  const share = terms.onDemandPercent === 100 ? 0 : terms.onDemandPercent;
  return `Maximize
 obj: counted
Subject To
 budget: ${sum(({ cost }) => cost / 1e6)} <= ${terms.budget / 1e6}
 spare: ${sum(({ capacity }) => 100 * capacity)} - ${100 + terms.sparePercent} counted >= 0
 share: ${sum((option) => (option.isOnDemand ? 100 * option.capacity : 0))} - ${share} counted >= 0
Bounds
${used.map(({ available }, at) => ` 0 <= x${at} <= ${available}`).join('\n')}
General
 ${used.map((_, at) => `x${at}`).join('\n ')}
End`;
}
