/** Log prices that lie ahead at some hour, at levels spaced evenly: each quantile stands for the same share. */
export type Ahead = { readonly hours: number; readonly quantiles: ArrayLike<number> };

/** The prices that whole hours ahead may have, each as likely as the others, in the unit of the logarithms. */
export type Outlook = { readonly pricesAt: (hours: number) => Float64Array };

/**
 * What forecasts at a few hours, nearest first, say of every hour: between two of them the quantiles are
 * interpolated in log price by the square root of the hours, as `forecastAt` does and for its reason; before the
 * first and beyond the last they stay. Roots are of the hours since the forecasts were made, `madeHoursAgo` before
 * the hours are counted from. Undefined where there are no forecasts.
 */
export function priceOutlook(forecasts: readonly Ahead[], madeHoursAgo = 0): Outlook | undefined {
  if (forecasts.length === 0) return undefined;
  const known = new Map<number, Float64Array>();
  return {
    pricesAt: (hours) => {
      let prices = known.get(hours);
      if (!prices) known.set(hours, (prices = interpolated(forecasts, hours, madeHoursAgo)));
      return prices;
    },
  };
}

function interpolated(forecasts: readonly Ahead[], hours: number, madeHoursAgo: number): Float64Array {
  const next = forecasts.findIndex((ahead) => ahead.hours >= hours);
  const after = forecasts[next === -1 ? forecasts.length - 1 : next];
  const before = forecasts[next - 1] ?? after;
  if (!before || !after) return new Float64Array(0);
  const [from, to, at] = [before.hours, after.hours, hours].map((ahead) => Math.sqrt(ahead + madeHoursAgo));
  const share = to! > from! ? Math.min((at! - from!) / (to! - from!), 1) : 0;
  return Float64Array.from(before.quantiles, (log, index) =>
    Math.exp(log + share * ((after.quantiles[index] ?? log) - log)),
  );
}

/** The forecast's mean price at each hour from 0, which is now, to `hours`. */
export function meansAhead(outlook: Outlook, price: number, hours: number): Float64Array {
  return Float64Array.from({ length: hours + 1 }, (_, hour) =>
    hour === 0 ? price : meanOf(outlook.pricesAt(hour)),
  );
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] ?? 0;
  return sum / values.length;
}
