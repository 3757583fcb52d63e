import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { HourValue } from '#analytics/hourly-profile-fit.ts';
import { hourOf } from '#units/hourly-profile.ts';
import { parseInstant } from '#units/time.ts';

/** Published hours of 2024 by zone, from HewlettPackard/green-dcc@3f6ea95 (MIT). */
export const HISTORIES = {
  /** Life-cycle gCO₂e/kWh, by Electricity Maps. */
  carbon: { file: 'energy/carbon_intensity_hourly_2024.csv.gz', zone: 0, at: 1, value: 6 },
  /** Wholesale, day ahead, USD/MWh: by ENTSO-E, CAISO, ERCOT, PJM, NYISO, IESO, AEMO and others. */
  price: { file: 'energy/electricity_price_hourly_2024.csv.gz', zone: 1, at: 0, value: 2 },
} as const;

/** Every zone's hours; half-hour ones count for the hour they begin in. */
export async function hoursOf(
  folder: string,
  { file, zone, at, value }: { file: string; zone: number; at: number; value: number },
): Promise<Map<string, HourValue[]>> {
  const text = gunzipSync(await readFile(`${folder}/${file}`)).toString();
  const zones = new Map<string, HourValue[]>();
  for (const line of text.trimEnd().split('\n').slice(1)) {
    const cells = line.split(',');
    const [name = '', when = '', number = ''] = [cells[zone], cells[at], cells[value]];
    const parsed = parseInstant(when.includes('+') ? when : `${when}Z`);
    if (parsed === undefined || number === '') continue;
    const hours = zones.get(name) ?? [];
    hours.push({ at: hourOf(parsed), value: Number(number) });
    zones.set(name, hours);
  }
  return zones;
}
