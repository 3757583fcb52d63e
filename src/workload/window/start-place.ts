import { resolveProvider } from '#catalog/providers.ts';
import { rentAhead, type RentAhead } from '#analytics/rent-ahead.ts';
import { startsBetween } from '#analytics/window-mean.ts';
import type { Region } from '#catalog/region.ts';
import { regions } from '#catalog/regions.ts';
import { hourOf } from '#units/hourly-profile.ts';
import { HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { estimateEnergy } from '../energy/energy.ts';
import { type FigureRange } from '../energy/figure-range.ts';
import type { Rental } from '../rental.ts';
import type { AskedStart } from './asked-start.ts';
import { meansOf, type HourlySeries, type SeriesMean } from './hourly-series.ts';
import { electricityOf, intensityOf } from './place-hours.ts';
import type { RentForecast } from './rent-forecast.ts';

/** Where a run may be, with what is known of its hours. */
export type StartPlace = {
  /** Null where it is not known where the machine stands. */
  readonly region: Region | null;
  readonly rental: Rental;
  readonly forecast: RentForecast;
  /** kWh at the plug, by what the hardware and the place draw. */
  readonly energy: FigureRange;
  readonly intensity: HourlySeries;
  /** Null for machines that are rented, whose rent has it in it. */
  readonly electricity: HourlySeries | null;
};

/** A start in a place, in plain numbers. */
export type PlacedStart = {
  readonly asked: AskedStart;
  readonly place: StartPlace;
  readonly start: Instant;
  /** Whole hours from now, as prices are forecast. */
  readonly waitHours: number;
  readonly intensity: SeriesMean;
  readonly electricity: SeriesMean | null;
  /** Null for machines of one’s own. */
  readonly rent: RentAhead | null;
  /** USD, expected; null where no price is known. */
  readonly cost: number | null;
  /** kg CO₂e, expected. */
  readonly carbon: number;
};

/** What is known of a place, of the machine that is rented there. */
export function placeOf(
  asked: AskedStart,
  rental: Rental,
  regionAsked: string | null,
  forecast: RentForecast,
): StartPlace {
  const region = regionOf(rental.offer?.region ?? regionAsked);
  const first = hourOf(asked.at);
  const ahead = { at: asked.at, hours: Math.ceil((asked.deadline - first) / HOUR_MS) };
  const { gpu, hours, utilization } = asked;
  const provider = rental.offer?.provider ?? providerOf(asked.rental.provider ?? null);
  const { detailed } = estimateEnergy({
    gpu,
    gpuCount: rental.gpuCount.value,
    hours,
    utilization,
    region,
    provider,
  });
  const [low, middle, high] = [detailed.low.energy, detailed.middle.energy, detailed.high.energy];
  return {
    region,
    rental,
    forecast,
    energy: { low, middle, high },
    intensity: intensityOf(asked, region, provider, ahead),
    electricity: asked.ownMachines ? electricityOf(asked, region, provider, ahead) : null,
  };
}

/** The id of a provider as anybody writes it; its own name where nobody here is called so. */
function providerOf(written: string | null): string | null {
  return written && (resolveProvider(written)?.id ?? written);
}

/** A place by its code as anybody writes it; null for a continent. */
function regionOf(written: string | null): Region | null {
  const code = written?.trim().toUpperCase() ?? '';
  return regions.find((region) => region.code === code) ?? null;
}

/** Whether the run can be there at all. */
export function isOpen({ rental }: StartPlace, { ownMachines }: AskedStart): boolean {
  return ownMachines || rental.price !== null;
}

/** Now, each whole hour after, and the last moment that is left before the deadline. */
export function startsIn(asked: AskedStart, place: StartPlace): PlacedStart[] {
  const { at, deadline, hours, isLocked, ownMachines } = asked;
  const first = hourOf(at);
  const latest = deadline - hours * HOUR_MS;
  const offsets = startsBetween((at - first) / HOUR_MS, (Math.max(latest, at) - first) / HOUR_MS);
  const waits = offsets.map((offset) => Math.round(offset - offsets[0]!));
  const intensities = meansOf(place.intensity, offsets, hours);
  const electricities = place.electricity ? meansOf(place.electricity, offsets, hours) : null;
  const rents = ownMachines ? null : rentAhead(place.forecast.ahead, waits, { hours, isLocked });
  const { price, gpuCount } = place.rental;
  const kwh = place.energy.middle.value;
  return offsets.map((offset, index) => {
    const [rent, electricity] = [rents?.[index] ?? null, electricities?.[index] ?? null];
    const intensity = intensities[index]!;
    const rented = rent && price ? price.value * gpuCount.value * hours * rent.factor : null;
    return {
      asked,
      place,
      start: plusMs(first, Math.floor(offset * HOUR_MS)),
      waitHours: waits[index]!,
      intensity,
      electricity,
      rent,
      cost: ownMachines ? electricity && kwh * electricity.mean : rented,
      carbon: kwh * intensity.mean,
    };
  });
}
