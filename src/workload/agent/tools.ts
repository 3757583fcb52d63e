import { z, type ZodType } from 'zod';
import type { Gpu } from '#catalog/gpu.ts';
import type { AgentTool } from '#graph/agent.ts';
import { checkAboveZero, checkWithin } from '#graph/bounds.ts';
import type { Context } from '#graph/context.ts';
import { badInput, publicError } from '#graph/errors.ts';
import type { Moment } from '#graph/moment.ts';
import { scopeOf, slugOf } from '#market/graph-filter.ts';
import { codeOf, codesOf } from '#market/graph-region-named.ts';
import { gpuOf } from '#market/graph-gpu.ts';
import { regionOf } from '#market/graph-region.ts';
import type { Figure } from '#units/figure.ts';
import { microUsd, usdAsFloat } from '#units/money.ts';
import { MAX_GPU_COUNT } from '#units/quote-laws.ts';
import { formatInstant } from '#units/time.ts';
import { estimateEnergy, type EnergyFigures } from '../energy/energy.ts';
import { pricedGpus } from '../gpu-prices.ts';
import type { Insight } from '../insight/insight.ts';
import type { Computed } from './computed.ts';

const YEAR_HOURS = 8760;
const WEEK_HOURS = 168;

const gpuName = z.string().max(80).describe('Name of a GPU: "H100 SXM", "RTX 4090".');
const place = z
  .string()
  .max(20)
  .nullish()
  .describe('Region code ("DE", "US-CA") or continent ("EUROPE"); absent for anywhere.');
const billing = z.enum(['ON_DEMAND', 'SPOT']).default('ON_DEMAND');

/**
 * What the model may look up: the catalog, the market and the estimates. They only read, and nothing that belongs to
 * an owner but the workload in question.
 */
export function analysisTools(context: Context, computed: Computed, moment: Moment): readonly AgentTool[] {
  return [
    toolOf(
      'gpuSpecs',
      'Memory, bandwidth, computing speed and board power of a GPU.',
      z.object({ name: gpuName }),
      async ({ name }) => specsOf(name),
    ),
    toolOf(
      'energyEstimate',
      'Energy, carbon and cost of electricity of GPUs at work: low, middle and high, idle and host shares, cooling and the grid of the region included. An estimate: what the workload has as "measured" counts before it.',
      z.object({
        gpu: gpuName,
        gpuCount: z.number().int(),
        hours: z.number(),
        utilization: z.number().min(0).max(1).describe('Share of the GPUs’ time, 0 to 1.'),
        region: z.string().max(20).nullish().describe('Region code: "DE", "US-CA".'),
        provider: z.string().max(40).nullish().describe('Id of the provider: "aws".'),
      }),
      async ({ gpu, gpuCount, hours, utilization, region, provider }) => {
        checkWithin('gpuCount', gpuCount, 1, MAX_GPU_COUNT);
        checkAboveZero('hours', hours, YEAR_HOURS);
        const { simple, detailed } = estimateEnergy({
          gpu: gpuNamed(gpu, 'gpu'),
          gpuCount,
          hours,
          utilization,
          region: region == null ? null : regionOf(codeOf(region, 'region')),
          provider: provider ?? null,
        });
        const { low, middle, high } = detailed;
        return { simple: usedOf(simple), low: usedOf(low), middle: usedOf(middle), high: usedOf(high) };
      },
    ),
    toolOf(
      'prices',
      'What a GPU costs per GPU-hour on the market now: the cheapest and the median of each machine size on offer.',
      z.object({ gpu: gpuName, region: place, billing }),
      async (asked) => {
        const priced = await pricedOf(context, asked, moment);
        if (!priced) return { absence: 'No offer that can be rented.' };
        return {
          gpu: priced.gpu.name,
          availableGpus: priced.available,
          offersWithoutANumber: priced.uncounted,
          sizes: priced.sizes.slice(0, 8).map((size) => ({
            gpuCount: size.gpuCount,
            offers: size.offers,
            cheapestUsdPerGpuHour: usd(size.cheapest),
            medianUsdPerGpuHour: usd(size.median),
            provider: size.provider,
            region: size.region,
            observedAt: formatInstant(size.observedAt),
            stale: size.stale,
            simulated: size.simulated,
          })),
        };
      },
    ),
    toolOf(
      'priceForecast',
      'How the price of a GPU is expected to change: the 10, 50 and 90 % quantiles of the price per GPU-hour some hours from now.',
      z.object({
        gpu: gpuName,
        hours: z.number().int().min(1).max(WEEK_HOURS),
        billing,
      }),
      async ({ hours, ...asked }) => {
        const priced = await pricedOf(context, { ...asked, region: null }, moment, hours);
        const factors = priced?.factors;
        if (!priced || !factors) return { absence: 'No forecast: there is too little history.' };
        const now = usd(priced.cheapest.cheapest);
        const { p10, p50, p90, hasSkill } = factors;
        return {
          hours,
          cheapestNowUsd: now,
          p10Usd: now * p10,
          p50Usd: now * p50,
          p90Usd: now * p90,
          note: hasSkill ? null : 'Nothing forecasts this price better than that it stays.',
        };
      },
    ),
    toolOf(
      'computedInsights',
      'The changes to this workload that were computed, with what each saves, and those that lost.',
      z.object({}),
      async () => ({
        now: computed.estimates.map(({ quantity, low, middle, high, estimated }) => ({
          quantity,
          unit: middle.unit,
          basis: middle.basis,
          estimatedBefore: value(estimated ?? null),
          low: low.value,
          middle: middle.value,
          high: high.value,
        })),
        changes: computed.insights.insights.slice(0, 10).map(changeOf),
        combined: computed.insights.combined && changeOf(computed.insights.combined),
        rejected: computed.insights.rejected
          .slice(0, 10)
          .map(({ kind, title, why }) => ({ kind, title, why })),
      }),
    ),
  ];
}

/** Its mistakes are told to the model as callers are told theirs: deliberate ones in words, others as an id. */
function toolOf<Schema extends ZodType>(
  name: string,
  description: string,
  input: Schema,
  run: (input: z.output<Schema>) => Promise<unknown>,
): AgentTool {
  return {
    name,
    description,
    input,
    run: async (asked) => {
      try {
        return await run(input.parse(asked));
      } catch (error) {
        throw publicError(error, () => {});
      }
    },
  };
}

function gpuNamed(name: string, argument: string): Gpu {
  const gpu = gpuOf(slugOf(name, argument));
  if (!gpu) throw badInput(argument, 'The catalog has dropped it.');
  return gpu;
}

function specsOf(name: string): object {
  const { vendor, architecture, formFactor, launched, ...gpu } = gpuNamed(name, 'name');
  return {
    name: gpu.name,
    vendor,
    architecture,
    formFactor,
    launched,
    vramGb: gpu.vramGb,
    bandwidthGBPerSecond: gpu.bandwidthGBPerSecond,
    fp16Tflops: gpu.fp16Tflops,
    bf16Tflops: gpu.bf16Tflops,
    fp8Tflops: gpu.fp8Tflops,
    boardPowerWatts: gpu.tdpWatts,
  };
}

type AskedPrice = {
  readonly gpu: string;
  readonly region?: string | null | undefined;
  readonly billing: 'ON_DEMAND' | 'SPOT';
};

async function pricedOf(context: Context, asked: AskedPrice, moment: Moment, hours = 24) {
  const scope = await scopeOf({ gpus: [asked.gpu], billing: asked.billing }, context);
  const regions = asked.region == null ? null : codesOf(asked.region, 'region');
  const [priced] = await pricedGpus(context, { ...scope, regions }, moment, { hours });
  return priced;
}

function usedOf({ energy, carbon, cost }: EnergyFigures): object {
  return { kwh: energy.value, kgCo2e: carbon.value, electricityUsd: cost.value };
}

function value(figure: Figure | null): number | null {
  return figure?.value ?? null;
}

function changeOf({ kind, title, reasoning, saves, confidence, risk }: Insight): object {
  return {
    kind,
    title,
    reasoning,
    saves: { usd: value(saves.cost), kwh: value(saves.energy), kgCo2e: value(saves.carbon) },
    confidence: value(confidence),
    risk,
  };
}

function usd(micros: number): number {
  return usdAsFloat(microUsd(Math.round(micros)));
}
