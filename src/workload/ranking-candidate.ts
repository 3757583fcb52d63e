import type { Gpu } from '#catalog/gpu.ts';
import { usableGb } from '#catalog/usable-memory.ts';
import { WEIGHT_BITS, type WeightFormat } from '#units/weight-format.ts';
import type { AskedModel } from './graph-model-input.ts';
import type { GpuMarket, PricedGpu } from './gpu-prices.ts';
import { gpusNeeded, gpusUsed, needOf } from './ranking-fit.ts';
import type { RankingQuestion } from './ranking-question.ts';
import type { GpuListing, GpuOffers } from './store-gpu-prices.ts';

/** A machine that holds a model: the cheapest of its GPU. */
export type Candidate = {
  readonly model: AskedModel;
  /** Its place among the models asked for, which may bear one name. */
  readonly modelPlace: number;
  readonly priced: PricedGpu;
  readonly offers: GpuOffers;
  /** The fewest GPUs that hold the model, and those of the machine that it is divided among. */
  readonly needed: number;
  readonly used: number;
  /** Of each GPU used, in gigabytes. */
  readonly needGb: number;
  readonly usableGb: number;
};

/** A GPU that cannot serve a model here and now. */
export type Excluded = {
  readonly model: AskedModel;
  readonly modelPlace: number;
  readonly gpu: Gpu;
  readonly billing: GpuListing['billing'] | null;
  readonly why: Why;
};

export type Why =
  /** Nothing can be rented of it, whatever fits. */
  | { readonly kind: 'NOT_RENTABLE'; readonly listing: GpuListing | null }
  /** The largest machine on offer is too small. */
  | {
      readonly kind: 'DOES_NOT_FIT';
      readonly asked: RankingQuestion;
      readonly largest: GpuOffers;
      readonly used: number;
      /** Null where no machine of this GPU holds it. */
      readonly needed: number | null;
      /** Formats of fewer bits that fit the largest machine. */
      readonly formats: readonly WeightFormat[];
    };

/** What of each GPU would be rented for a model: the cheapest machine an hour that holds it, or why none. */
export function candidateOf(
  asked: RankingQuestion,
  modelPlace: number,
  model: AskedModel,
  priced: PricedGpu,
): Candidate | Extract<Why, { kind: 'DOES_NOT_FIT' }> {
  const { shape } = model;
  const usable = usableGb(priced.gpu);
  const needed = gpusNeeded(shape, asked, usable);
  const holding = priced.sizes
    .map((offers) => ({ offers, used: gpusUsed(shape, asked.engine, offers.gpuCount) }))
    .filter(({ used }) => needed !== null && used >= needed);
  const [first] = holding;
  if (needed !== null && first) {
    const hourly = ({ offers }: typeof first): number => offers.cheapest * offers.gpuCount;
    const { offers, used } = holding.reduce((best, one) => (hourly(one) < hourly(best) ? one : best), first);
    const { totalGb } = needOf(shape, asked, used);
    return { model, modelPlace, priced, offers, needed, used, needGb: totalGb, usableGb: usable };
  }
  const largest = priced.sizes.at(-1) ?? priced.cheapest;
  const used = gpusUsed(shape, asked.engine, largest.gpuCount);
  const needAs = (format: WeightFormat): number => needOf(shape, { ...asked, format }, used).totalGb;
  return {
    kind: 'DOES_NOT_FIT',
    asked,
    largest,
    used,
    needed,
    formats: FORMATS.filter(
      (format) => WEIGHT_BITS[format] < WEIGHT_BITS[asked.format] && needAs(format) <= usable,
    ),
  };
}

/** From the most bits to the fewest. */
const FORMATS = (Object.keys(WEIGHT_BITS) as WeightFormat[]).toSorted(
  (a, b) => WEIGHT_BITS[b] - WEIGHT_BITS[a],
);

export type Candidates = { readonly holding: readonly Candidate[]; readonly excluded: readonly Excluded[] };

/** Every model on every GPU of the market. GPUs the caller named (`wanted`) are told of where nobody lists them. */
export function candidatesOf(
  { priced, unpriced }: GpuMarket,
  asked: RankingQuestion,
  wanted: readonly Gpu[],
  gpuOf: (slug: string) => Gpu | undefined,
): Candidates {
  const listed = new Set([...priced.map(({ gpu }) => gpu.slug as string), ...unpriced.map(({ gpu }) => gpu)]);
  const holding: Candidate[] = [];
  const excluded: Excluded[] = [];
  for (const [modelPlace, model] of asked.models.entries()) {
    const exclude = (one: Omit<Excluded, 'model' | 'modelPlace'>): void => {
      excluded.push({ model, modelPlace, ...one });
    };
    for (const one of priced) {
      const candidate = candidateOf(asked, modelPlace, model, one);
      if (!('kind' in candidate)) holding.push(candidate);
      else exclude({ gpu: one.gpu, billing: one.billing, why: candidate });
    }
    for (const listing of unpriced) {
      const gpu = gpuOf(listing.gpu);
      if (gpu) exclude({ gpu, billing: listing.billing, why: { kind: 'NOT_RENTABLE', listing } });
    }
    for (const gpu of wanted) {
      if (!listed.has(gpu.slug))
        exclude({ gpu, billing: null, why: { kind: 'NOT_RENTABLE', listing: null } });
    }
  }
  return { holding, excluded };
}
