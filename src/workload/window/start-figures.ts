import { valueOf } from '#analytics/start-choice.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { certain, rangeOfProduct, type FigureRange } from '../energy/figure-range.ts';
import type { JudgedWindow } from './answer-start.ts';
import { meanRange } from './hourly-series.ts';
import { weightsOf } from './start-saving.ts';
import type { PlacedStart } from './start-place.ts';

const CARBON = formula('energy * intensity');
const RENT = formula('price * gpuCount * hours * factor');
const PRICE = formula('price * factor');
const ELECTRICITY = formula('energy * price');
const SAVED = formula('now - later');
const LOW = formula('saved - 1.6449 * deviation');
const HIGH = formula('saved + 1.6449 * deviation');
const PER_KG = formula('-costSaved / carbonSaved');
const BOTH = formula('cost + usdPerKg * carbon');

/** kg CO₂e/kWh over the run: 9 of 10 are between low and high. */
export function intensityRange({ intensity }: PlacedStart): FigureRange {
  return meanRange(intensity);
}

/** USD/kWh over the run; null for machines that are rented. */
export function electricityRange({ electricity }: PlacedStart): FigureRange | null {
  return electricity && meanRange(electricity);
}

/** kg CO₂e, with what the machines may draw and what the grid may be. */
export function carbonRange(start: PlacedStart): FigureRange {
  const { energy } = start.place;
  const intensity = intensityRange(start);
  const middle = derived(CARBON, { energy: energy.middle, intensity: intensity.middle }, 'kg');
  return rangeOfProduct(middle, { energy, intensity });
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
    const at = (end: 'p05' | 'factor' | 'p95') =>
      derived(RENT, { ...inputs, factor: factorOf(start, end) }, 'USD');
    return { low: at('p05'), middle: at('factor'), high: at('p95') };
  }
  const prices = electricityRange(start);
  if (!prices) return null;
  const { energy } = place;
  const middle = derived(ELECTRICITY, { energy: energy.middle, price: prices.middle }, 'USD');
  if (prices.low.value > 0) return rangeOfProduct(middle, { energy, price: prices });
  // Of a price that may be below zero there is no logarithm; less energy at such a price is dearer.
  const low = derived(ELECTRICITY, { energy: energy.high, price: prices.low }, 'USD');
  const most = prices.high.value < 0 ? energy.low : energy.high;
  return { low, middle, high: derived(ELECTRICITY, { energy: most, price: prices.high }, 'USD') };
}

function factorOf({ rent, place, waitHours }: PlacedStart, end: 'p05' | 'factor' | 'p95'): Figure {
  const value = rent?.[end] ?? 1;
  const { source, ahead } = place.forecast;
  if (ahead.length === 0) return fact(1, '1', 'ASSUMED', 'the price is taken to stay');
  const what = { p05: ', 5 % quantile', factor: ', mean', p95: ', 95 % quantile' }[end];
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
  if (deviation === 0) return certain(middle);
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
