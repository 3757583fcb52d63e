import { valueOf } from '#analytics/start-choice.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { FigureRange } from '../graph-figure-range.ts';
import type { JudgedWindow } from './answer-start.ts';
import { meanFigures } from './hourly-series.ts';
import { weightsOf } from './start-saving.ts';
import type { PlacedStart } from './start-place.ts';

const CARBON = formula('energy * intensity / 1000');
const RENT = formula('price * gpuCount * hours * factor');
const PRICE = formula('price * factor');
const ELECTRICITY = formula('energy * price');
const SAVED = formula('now - later');
const LOW = formula('saved - 1.2816 * deviation');
const HIGH = formula('saved + 1.2816 * deviation');
const PER_KG = formula('-costSaved / carbonSaved');
const BOTH = formula('cost + usdPerKg * carbon');

/** gCO₂e/kWh over the run: 8 of 10 are between low and high. */
export function intensityRange({ intensity }: PlacedStart): FigureRange {
  return meanFigures(intensity);
}

/** USD/kWh over the run; null for machines that are rented. */
export function electricityRange({ electricity }: PlacedStart): FigureRange | null {
  return electricity && meanFigures(electricity);
}

/** kg CO₂e, with what the machines may draw and what the grid may be. */
export function carbonRange(start: PlacedStart): FigureRange {
  const { energy } = start.place;
  const intensity = intensityRange(start);
  return each((end) => derived(CARBON, { energy: energy[end], intensity: intensity[end] }, 'kg'));
}

/** What one GPU-hour of the rent is expected to be; null where there is none. */
export function rentPrice(start: PlacedStart): Figure | null {
  const { price } = start.place.rental;
  if (!start.rent || !price) return null;
  return derived(PRICE, { price, factor: factorOf(start, 'factor') }, 'USD/h');
}

/** USD: the rent, or of machines of one’s own the electricity; null where no price is known. */
export function costRange(start: PlacedStart): FigureRange | null {
  const { place, rent, asked } = start;
  const { price, gpuCount } = place.rental;
  if (rent) {
    if (!price) return null;
    const inputs = { price, gpuCount, hours: given(asked.hours, 'h') };
    const at = (end: 'p10' | 'factor' | 'p90') =>
      derived(RENT, { ...inputs, factor: factorOf(start, end) }, 'USD');
    return { low: at('p10'), middle: at('factor'), high: at('p90') };
  }
  const prices = electricityRange(start);
  if (!prices) return null;
  const { low, middle, high } = place.energy;
  // Less energy at a price below zero is dearer: ends are put in order.
  const ends = [
    derived(ELECTRICITY, { energy: prices.low.value < 0 ? high : low, price: prices.low }, 'USD'),
    derived(ELECTRICITY, { energy: prices.high.value < 0 ? low : high, price: prices.high }, 'USD'),
  ] as const;
  return {
    low: ends[0],
    middle: derived(ELECTRICITY, { energy: middle, price: prices.middle }, 'USD'),
    high: ends[1],
  };
}

function factorOf({ rent, place, waitHours }: PlacedStart, end: 'p10' | 'factor' | 'p90'): Figure {
  const value = rent?.[end] ?? 1;
  const { source, ahead } = place.forecast;
  if (ahead.length === 0) return fact(1, '1', 'ASSUMED', 'the price is taken to stay');
  const what = { p10: ', 10 % quantile', factor: ', mean', p90: ', 90 % quantile' }[end];
  return fact(value, '1', 'ESTIMATED', `${source}${what}, begun in ${waitHours} h`);
}

/** USD saved against beginning at once; null where a cost is not known. */
export function costSaved(window: JudgedWindow): FigureRange | null {
  const now = window.answer().now;
  const [from, to] = [now && costRange(now), costRange(window)];
  if (!from || !to) return null;
  return saved(from.middle, to.middle, window.saving.costDeviation, 'USD');
}

/** kg saved against beginning at once. */
export function carbonSaved(window: JudgedWindow): FigureRange {
  const now = window.answer().now ?? window;
  return saved(carbonRange(now).middle, carbonRange(window).middle, window.saving.carbonDeviation, 'kg');
}

function saved(now: Figure, later: Figure, deviation: number, unit: string): FigureRange {
  const middle = derived(SAVED, { now, later }, unit);
  if (deviation === 0) return { low: middle, middle, high: middle };
  const inputs = {
    saved: middle,
    deviation: fact(deviation, unit, 'ESTIMATED', 'standard deviation of such a difference'),
  };
  return { low: derived(LOW, inputs, unit), middle, high: derived(HIGH, inputs, unit) };
}

/** What a kilogram less costs; null where it is not less, and where it costs nothing more. */
export function usdPerKgAvoided(window: JudgedWindow): Figure | null {
  const [usd, kg] = [costSaved(window), carbonSaved(window)];
  if (!usd || !(usd.middle.value < 0) || !(kg.middle.value > 0)) return null;
  return derived(PER_KG, { costSaved: usd.middle, carbonSaved: kg.middle }, 'USD/kg');
}

/** What the start is compared by: USD, or kg for CARBON; null where a price is not known. */
export function comparedBy(window: JudgedWindow): Figure | null {
  const { objective, usdPerKg } = window.asked;
  if (valueOf(window, weightsOf(window.asked)) === null) return null;
  const carbon = carbonRange(window).middle;
  if (objective === 'CARBON') return carbon;
  const cost = costRange(window)?.middle;
  if (!cost || objective === 'COST') return cost ?? null;
  return derived(BOTH, { cost, usdPerKg: given(usdPerKg, 'USD/kg'), carbon }, 'USD');
}

function each(of: (end: 'low' | 'middle' | 'high') => Figure): FigureRange {
  return { low: of('low'), middle: of('middle'), high: of('high') };
}
