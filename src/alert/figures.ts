import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { microUsd, usdAsFloat } from '#units/money.ts';
import { MEAN_HOURS } from '#analytics/hourly-mean.ts';
import { formatInstant, HOUR_MS, plusMs } from '#units/time.ts';
import type { AlertRule, ConditionKind } from './alert.ts';
import type { Reading } from './reading.ts';

const CHANGE = formula('(price / mean - 1) * 100');

/** What a condition looks at, of a reading; null where the reading does not hold it. */
export function valueOf(condition: ConditionKind, reading: Reading): number | null {
  const { price, mean, available } = reading;
  switch (condition) {
    case 'BELOW':
    case 'ABOVE':
      return price;
    case 'DROP':
    case 'SURGE':
      return price === null || mean === null ? null : CHANGE.evaluate({ price, mean });
    case 'AVAILABLE':
      return available;
  }
}

/** The same as a figure, with where it comes from. */
export function valueFigure(condition: ConditionKind, reading: Reading): Figure | null {
  const { mean, available, offers, at } = reading;
  const price = priceFigure(reading);
  switch (condition) {
    case 'BELOW':
    case 'ABOVE':
      return price;
    case 'DROP':
    case 'SURGE': {
      if (price === null || mean === null) return null;
      const usual = fact(
        mean / 1_000_000,
        'USD/h',
        'DERIVED',
        `${marked(reading)}the mean of the lowest price over the ${MEAN_HOURS} whole hours before ${formatInstant(plusMs(at, -(at % HOUR_MS)))}, each for as long as it stood`,
      );
      return derived(CHANGE, { price, mean: usual }, '%');
    }
    case 'AVAILABLE':
      if (available === null) return null;
      return fact(
        available,
        'GPUs',
        'OBSERVED',
        `${marked(reading)}GPUs of ${offers} ${offers === 1 ? 'offer' : 'offers'} that could be rented at ${formatInstant(at)}`,
      );
  }
}

/** The lowest price, in dollars per GPU-hour. */
export function priceFigure(reading: Reading): Figure | null {
  const { price, offer, offers, at } = reading;
  if (price === null || offer === null) return null;
  const of = offers === 1 ? 'the only offer' : `the cheapest of ${offers} offers`;
  const where = offer.region === null ? '' : ` in ${offer.region}`;
  return fact(
    usdAsFloat(microUsd(price)),
    'USD/h',
    'OBSERVED',
    `${marked(reading)}${offer.source}: ${of}, by ${offer.provider}${where}, at ${formatInstant(at)}`,
  );
}

/** The threshold, as its owner said it. */
export function thresholdFigure({
  condition,
  threshold,
}: Pick<AlertRule, 'condition' | 'threshold'>): Figure {
  switch (condition) {
    case 'BELOW':
    case 'ABOVE':
      return given(usdAsFloat(microUsd(threshold)), 'USD/h');
    case 'DROP':
    case 'SURGE':
      return given(threshold, '%');
    case 'AVAILABLE':
      return given(threshold, 'GPUs');
  }
}

function marked({ simulated }: Reading): string {
  return simulated ? 'SIMULATED: ' : '';
}
