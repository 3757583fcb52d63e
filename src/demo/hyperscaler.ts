import { microUsd, type MicroUsd } from '#units/money.ts';
import type { Stock } from '#units/quote.ts';
import { DAY_MS, HOUR_MS } from '#units/time.ts';
import { HYPERSCALER_GPUS, type HyperscalerGpu } from './calibration.ts';
import { poolDemand } from './demand.ts';
import { keyOf, slotAt, smoothNoise, uniform } from './noise.ts';
import type { DemoOffer } from './offer.ts';
import { PLACES, type Place } from './places.ts';
import { stockLevel } from './stock-level.ts';

const UNSAID: Stock = { kind: 'UNKNOWN' };
/**
 * Spot is set anew about every eight hours and follows a smooth course: over 24 h an AWS V100's moved by
 * 0.5–1.1 % on average, its deviation over three months was 4–9 %, and the last day's slope went on (calibration.ts, S).
 */
const SPOT_SET_MS = 8 * HOUR_MS;
const SPOT_1D = 0.005;
const SPOT_6D = 0.018;
const SPOT_20D = 0.05;

/** Prices have four places. */
function rounded(usd: number): MicroUsd {
  return microUsd(Math.round(usd * 10_000) * 100);
}

function placeOffers(seed: number, gpu: HyperscalerGpu, place: Place): readonly DemoOffer[] {
  const name = `hyperscaler/${gpu.gpuName}/${gpu.vramMb}/${place.code}`;
  const own = keyOf(seed, name);
  const set = keyOf(seed, `${name}/set`);
  const fast = keyOf(seed, `${name}/fast`);
  const restless = 0.4 + 1.1 * uniform(own, 2);
  const demand = poolDemand(seed, `hyperscaler/${gpu.gpuName}`, place.code, place.utcOffsetHours);
  const list = gpu.onDemand * place.priceFactor;
  const usual = gpu.spot * (0.8 + 0.4 * uniform(own, 0)) * place.priceFactor;
  const setMs = SPOT_SET_MS * (0.75 + 0.5 * uniform(own, 1));
  const facts = {
    key: `${gpu.gpuCount}x${gpu.gpuName}-${gpu.vramMb / 1024}GB/${place.name}`,
    gpuName: gpu.gpuName,
    gpuCount: gpu.gpuCount,
    regionName: place.name,
    tier: 'STANDARD',
    reliability: null,
    traits: { vramMb: gpu.vramMb, dataCenter: true },
  };
  return [
    {
      provider: 'sim-hyperscaler',
      facts: { ...facts, billing: 'ON_DEMAND' },
      at: () => ({ listed: true, price: rounded(list), stock: UNSAID }),
    },
    {
      provider: 'sim-hyperscaler',
      facts: { ...facts, billing: 'SPOT' },
      at: (at) => {
        const { start } = slotAt(set, at, setMs);
        const course =
          SPOT_1D * smoothNoise(fast, start, 1 * DAY_MS) +
          SPOT_6D * smoothNoise(own, start, 6 * DAY_MS) +
          SPOT_20D * smoothNoise(set, start, 20 * DAY_MS);
        return {
          listed: true,
          price: rounded(Math.min(list, usual * Math.exp(restless * course))),
          stock: stockLevel(0.3 - demand(at)),
        };
      },
    },
  ];
}

/** A hyperscaler: on-demand at list price, spot per region that moves smoothly, as AWS's does. */
export function hyperscalerOffers(seed: number): readonly DemoOffer[] {
  return HYPERSCALER_GPUS.flatMap((gpu, at) =>
    PLACES.map((_, index) => PLACES[(index + at) % PLACES.length]!)
      .slice(0, gpu.places)
      .flatMap((place) => placeOffers(seed, gpu, place)),
  );
}
