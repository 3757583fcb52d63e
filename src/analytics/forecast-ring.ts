/**
 * The forecasts of one horizon that wait for their hour, in one block of numbers: as differences in log price
 * from the price when they were made, for which 32 bits are ample and nothing stays exactly nothing.
 */
export type ForecastRing = {
  /** The hour each was made in, going round; -1 where none was. */
  readonly hours: Int32Array;
  readonly last: Float64Array;
  /** 1 where there were quantiles, and not locations alone. */
  readonly whole: Uint8Array;
  readonly numbers: Float32Array;
  readonly experts: number;
  readonly levels: number;
};

/** A forecast as it is kept; views that hold until the ring comes round. */
export type KeptForecast = {
  readonly last: number;
  /** Has quantiles. Without, only `last` and `locations` say something. */
  readonly isWhole: boolean;
  readonly locations: Float32Array;
  readonly mixture: Float32Array;
  readonly baseline: Float32Array;
  readonly low: number;
  readonly high: number;
  readonly median: number;
};

type NewForecast = { readonly last: number; readonly locations: Float64Array } & (
  | { readonly mixture?: undefined }
  | {
      readonly mixture: Float64Array;
      readonly baseline: Float64Array;
      readonly low: number;
      readonly high: number;
      readonly median: number;
    }
);

export function forecastRing(capacity: number, experts: number, levels: number): ForecastRing {
  return {
    hours: new Int32Array(capacity).fill(-1),
    last: new Float64Array(capacity),
    whole: new Uint8Array(capacity),
    numbers: new Float32Array(capacity * (experts + 2 * levels + 3)),
    experts,
    levels,
  };
}

export function keepForecast(ring: ForecastRing, hour: number, forecast: NewForecast): void {
  const { experts, levels, numbers } = ring;
  const slot = hour % ring.hours.length;
  ring.hours[slot] = hour;
  ring.last[slot] = forecast.last;
  ring.whole[slot] = forecast.mixture ? 1 : 0;
  const at = slot * (experts + 2 * levels + 3);
  numbers.set(forecast.locations, at);
  if (!forecast.mixture) return;
  numbers.set(forecast.mixture, at + experts);
  numbers.set(forecast.baseline, at + experts + levels);
  numbers.set([forecast.low, forecast.high, forecast.median], at + experts + 2 * levels);
}

/** The forecast made in an hour; undefined where none was, or the ring has come round since. */
export function keptForecast(ring: ForecastRing, hour: number): KeptForecast | undefined {
  const { experts, levels, numbers } = ring;
  const slot = hour % ring.hours.length;
  if (hour < 0 || ring.hours[slot] !== hour) return undefined;
  const at = slot * (experts + 2 * levels + 3);
  const end = at + experts + 2 * levels;
  return {
    last: ring.last[slot]!,
    isWhole: ring.whole[slot] === 1,
    locations: numbers.subarray(at, at + experts),
    mixture: numbers.subarray(at + experts, at + experts + levels),
    baseline: numbers.subarray(at + experts + levels, end),
    low: numbers[end]!,
    high: numbers[end + 1]!,
    median: numbers[end + 2]!,
  };
}

/** The forecast whose hour has come. */
export function dueForecast(ring: ForecastRing, hour: number): KeptForecast | undefined {
  return keptForecast(ring, hour - ring.hours.length);
}
