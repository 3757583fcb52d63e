import type { Db } from '#db/open.ts';
import { importHistory } from '#ingest/importer.ts';
import { rollUp } from '#market/rollup.ts';
import { formatInstant, HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { fileOf, HEADER } from './import-file.ts';
import { sequence } from './market-fixtures.ts';

export type HourlyPrices = {
  readonly gpu: string;
  readonly provider?: string;
  readonly billing?: 'on_demand' | 'spot';
  readonly region?: string;
  /** The instant of the last price; those before it are an hour apart. */
  readonly last: Instant;
  /** Dollars per GPU-hour; undefined where nothing was observed. */
  readonly usd: readonly (number | undefined)[];
};

/** Imports series of hourly prices, and rolls them up as of `now`. */
export async function importPrices(db: Db, series: readonly HourlyPrices[], now: Instant): Promise<void> {
  const lines = series.flatMap(
    ({ gpu, provider = 'vastai', billing = 'on_demand', region = '', last, usd }) =>
      usd.flatMap((price, index) => {
        if (price === undefined) return [];
        const at = formatInstant(plusMs(last, (index + 1 - usd.length) * HOUR_MS));
        return [`${at},${provider},${gpu},1,${region},verified,${billing},${price.toFixed(6)},,`];
      }),
  );
  await importHistory(db, fileOf([HEADER, ...lines, ''].join('\n')), { now });
  await rollUp(db, now);
}

/** Prices that jitter about a level and so come back to it: forecasts have skill there. */
export function jitter(level: number, hours: number, spread = 0.03, seed = 1): number[] {
  const random = sequence(seed);
  return Array.from(
    { length: hours },
    () => level * Math.exp(spread * (random() + random() + random() - 1.5)),
  );
}
