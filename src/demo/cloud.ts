import { microUsd, type MicroUsd } from '#units/money.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#units/time.ts';
import { CLOUD_GPUS, CLOUD_SPOT, type CloudGpu } from './calibration.ts';
import { poolDemand } from './demand.ts';
import { keyOf, shuffled, smoothNoise, steppedNoise } from './noise.ts';
import type { DemoOffer } from './offer.ts';
import { PLACES, type Place } from './places.ts';
import { stockLevel } from './stock-level.ts';

const SECURE_PLACES = 4;
const COMMUNITY_PLACES = 2;

type Tier = 'SECURE' | 'COMMUNITY';

/** List prices move about twice a year, by a few per cent (calibration.ts, G: 7 changes in 1,237 days of series). */
const LIST_PRICE_MS = 150 * DAY_MS;
const LIST_PRICE_STEPS = [1, 1, 1.04, 0.96, 1.07] as const;
/** Spot prices are put up and down every week or two (calibration.ts, N: 1.40 to 2.59, .25 to .33 in five months). */
const SPOT_PRICE_MS = 9 * DAY_MS;
const SPOT_STEPS = [1, 1, 1.1, 1.25, 1.5] as const;
/** Capacity kept back from spot, in deviations of demand. */
const KEPT_FROM_SPOT = 0.35;
/** What a cloud has to spare of an ordinary GPU at ordinary demand. */
const SLACK = 0.2;
/** Small coming and going, seen at full detail only. */
const CHURN = 0.4;
const CHURN_MS = 5 * MINUTE_MS;

/** A list price is in whole cents. */
function cents(usd: number): MicroUsd {
  return microUsd(Math.max(1, Math.round(usd * 100)) * 10_000);
}

function pick(steps: readonly number[], key: number, at: number, lengthMs: number): number {
  return steps[Math.floor(steppedNoise(key, at, lengthMs) * steps.length)]!;
}

function pairOffers(
  seed: number,
  gpu: CloudGpu,
  place: Place,
  tier: Tier,
  list: number,
): readonly DemoOffer[] {
  const name = `cloud/${gpu.gpuName}/${place.code}/${tier}`;
  const demand = poolDemand(seed, gpu.gpuName, place.code, place.utcOffsetHours);
  const listKey = keyOf(seed, `cloud/${gpu.gpuName}/${tier}/list`);
  const spotKey = keyOf(seed, `cloud/${gpu.gpuName}/${tier}/spot`);
  const supply = keyOf(seed, `${name}/supply`);
  const churn = keyOf(seed, `${name}/churn`);
  const price = (at: number) => list * pick(LIST_PRICE_STEPS, listKey, at, LIST_PRICE_MS);
  const spare = (at: number, full: boolean) =>
    0.5 * smoothNoise(supply, at, 36 * HOUR_MS) -
    0.8 * demand(at) -
    gpu.scarcity +
    SLACK +
    (full ? CHURN * (steppedNoise(churn, at, CHURN_MS) - 0.5) : 0);
  const facts = {
    key: `${gpu.gpuName}/${place.code}/${tier}`,
    gpuName: gpu.gpuName,
    gpuCount: 1,
    regionName: place.code,
    tier,
    reliability: null,
    traits: { vramMb: gpu.vramMb, maxGpuCount: tier === 'SECURE' ? 8 : 4, dataCenter: tier === 'SECURE' },
  };
  return [
    {
      provider: 'sim-cloud',
      facts: { ...facts, billing: 'ON_DEMAND' },
      at: (at, detail) => ({
        listed: true,
        price: cents(price(at)),
        stock: stockLevel(spare(at, detail === 'FULL')),
      }),
    },
    {
      provider: 'sim-cloud',
      facts: { ...facts, billing: 'SPOT' },
      at: (at, detail) => ({
        listed: true,
        price: cents(
          price(at) * Math.min(1, CLOUD_SPOT[tier] * pick(SPOT_STEPS, spotKey, at, SPOT_PRICE_MS)),
        ),
        stock: stockLevel(spare(at, detail === 'FULL') - KEPT_FROM_SPOT),
      }),
    },
  ];
}

/** The places that have a GPU, the same for a seed. */
function placesOf(seed: number, name: string, count: number): readonly Place[] {
  return shuffled(keyOf(seed, `cloud/places/${name}`), PLACES.length)
    .slice(0, count)
    .map((index) => PLACES[index]!);
}

/** A cloud with list prices and stock levels, secure and community, as RunPod is. */
export function cloudOffers(seed: number): readonly DemoOffer[] {
  return CLOUD_GPUS.flatMap((gpu) => {
    const community = gpu.community;
    const secure = placesOf(seed, `${gpu.gpuName}/SECURE`, SECURE_PLACES).flatMap((place) =>
      pairOffers(seed, gpu, place, 'SECURE', gpu.secure),
    );
    if (community === undefined) return secure;
    const others = placesOf(seed, `${gpu.gpuName}/COMMUNITY`, COMMUNITY_PLACES).flatMap((place) =>
      pairOffers(seed, gpu, place, 'COMMUNITY', community),
    );
    return [...secure, ...others];
  });
}
