import type { JudgedStart, StartWeights } from '#analytics/start-choice.ts';
import { chanceOfSaving } from '#analytics/start-certainty.ts';
import type { AskedStart } from './asked-start.ts';
import { deviationsFrom } from './hourly-series.ts';
import type { PlacedStart } from './start-place.ts';

/** What a start saves against another one: USD and kg, with how far both may be off. */
export type StartSaving = {
  readonly cost: number | null;
  readonly costDeviation: number;
  /** P(it is cheaper); null where a cost is not known, and where nothing tells how a rent may change until then. */
  readonly cheaper: number | null;
  readonly carbon: number;
  readonly carbonDeviation: number;
  readonly cleaner: number;
};

/** What a dollar and a kilogram count, by what was asked for. */
export function weightsOf({ objective, usdPerKg }: AskedStart): StartWeights {
  if (objective === 'COST') return { usd: 1, kg: 0 };
  return objective === 'CARBON' ? { usd: 0, kg: 1 } : { usd: 1, kg: usdPerKg };
}

function kwh({ place }: PlacedStart): number {
  return place.energy.middle.value;
}

/** What each start saves against a first one. */
export function savingsAgainst(first: PlacedStart, starts: readonly PlacedStart[]): StartSaving[] {
  const carbonDeviations = deviationsFrom(
    { of: first.intensity, times: kwh(first) },
    starts.map((start) => ({ of: start.intensity, times: kwh(start) })),
  );
  const { electricity } = first;
  const powered = starts.map((start) => start.electricity && { of: start.electricity, times: kwh(start) });
  const costDeviations = electricity
    ? deviationsFrom(
        { of: electricity, times: kwh(first) },
        powered.filter((one) => one !== null),
      )
    : starts.map((start) => (start.rent?.deviation ?? 0) * rentOfNow(start));
  return starts.map((start, index) => {
    const isFirst = start === first;
    const carbonDeviation = isFirst ? 0 : carbonDeviations[index]!;
    const costDeviation = isFirst ? 0 : costDeviations[index]!;
    const cost = first.cost === null || start.cost === null ? null : difference(first.cost, start.cost);
    const carbon = difference(first.carbon, start.carbon);
    const isSamePlace = start.place === first.place;
    const cheaper =
      start.rent && isSamePlace ? start.rent.cheaperShare : chanceOfSaving(cost ?? 0, costDeviation);
    return {
      cost,
      costDeviation,
      cheaper: isFirst && cost !== null ? 0 : cost === null || isUnforeseen(start) ? null : cheaper,
      carbon,
      carbonDeviation,
      cleaner: isFirst ? 0 : chanceOfSaving(carbon, carbonDeviation),
    };
  });
}

/** What differs in the last bits alone is the same. */
function difference(from: number, to: number): number {
  const saved = from - to;
  return Math.abs(saved) < 1e-12 * Math.abs(from) ? 0 : saved;
}

/** Whether a rent of the market is taken to stay for want of a forecast. */
function isUnforeseen({ rent, place, waitHours }: PlacedStart): boolean {
  return rent !== null && waitHours > 0 && place.rental.offer !== null && place.forecast.ahead.length === 0;
}

/** What the run would be rented for at the price of the moment; 0 where none is. */
function rentOfNow({ asked, place }: PlacedStart): number {
  const { price, gpuCount } = place.rental;
  return price ? price.value * gpuCount.value * asked.hours : 0;
}

/**
 * A start as it is judged. A rent that is not forecast with skill is taken to stay: that it may go either way is no
 * reason against a start.
 */
export function judged(start: PlacedStart, saving: StartSaving): JudgedStart {
  const counts = start.rent === null || start.rent.hasSkill;
  return {
    cost: start.cost,
    carbon: start.carbon,
    saved: { ...saving, costDeviation: counts ? saving.costDeviation : 0 },
  };
}
