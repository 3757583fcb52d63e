import type { Traits } from '#units/quote.ts';
import { HOUR_MS } from '#units/time.ts';
import { BID_FLOOR, MACHINE_SIZES, MARKETPLACE_GPUS, RELIABILITY, type MarketplaceGpu } from './calibration.ts';
import { keyOf, uniform, unitQuantile } from './noise.ts';
import { PLACES, type Place } from './places.ts';

/** One host's machine on the marketplace: all that does not move. */
export type Machine = {
  readonly id: string;
  readonly key: number;
  readonly gpu: MarketplaceGpu;
  readonly place: Place;
  readonly size: number;
  readonly verified: boolean;
  readonly reliability: number;
  readonly traits: Traits;
  /** The host's own price level over the market's, in log. */
  readonly priceOffset: number;
  /** How late this machine is rented, in deviations: cheap ones go first. */
  readonly rank: number;
  /** How long the host keeps a price. */
  readonly repriceMs: number;
  /** What a bid starts at over the on-demand price; undefined where the host takes no bids. */
  readonly bidFloor: number | undefined;
  /** Demand, in deviations, over which bidders outbid each other. */
  readonly bidCapacity: number;
};

const TAKES_BIDS = 0.66;
const VERIFIED = 0.62;
/** A host abroad passes part of the place's costs on: as a power of the place's price factor. */
const PLACE_PASS_THROUGH = 0.3;
const CPUS = ['AMD EPYC 7763 64-Core Processor', 'AMD EPYC 9354 32-Core Processor', 'Xeon® Gold 6438Y+'];

function reliabilityAt(share: number): number {
  const upper = RELIABILITY.findIndex(([at]) => at >= share);
  const [toShare, to] = RELIABILITY[Math.max(upper, 1)]!;
  const [fromShare, from] = RELIABILITY[Math.max(upper, 1) - 1]!;
  const value = from + ((to - from) * (share - fromShare)) / (toShare - fromShare);
  return Math.round(value * 10_000) / 10_000;
}

function sizeAt(share: number): number {
  return MACHINE_SIZES.find(({ upTo }) => share < upTo)?.gpus ?? 1;
}

function machine(seed: number, gpu: MarketplaceGpu, index: number, placeOffset: number): Machine {
  const name = `machine/${gpu.gpuName}/${index}`;
  const key = keyOf(seed, name);
  const draw = (what: string) => uniform(keyOf(seed, `${name}/${what}`), 0);
  const place = PLACES[(index + placeOffset) % PLACES.length]!;
  const size = sizeAt((index * 0.618 + draw('size') * 0.2 + 0.1 * placeOffset) % 1);
  // Stratified: the hosts of one GPU are spread over its distribution evenly, so that its median
  // and its spread hold for every seed. The order is scattered over places by the odd step.
  const stratum = ((index * 7 + placeOffset) % gpu.hosts) + 0.15 + 0.7 * draw('price');
  const price = unitQuantile(stratum / gpu.hosts);
  const dataCenter = gpu.class === 'DATA_CENTER' || draw('housing') < 0.25;
  const id = String(10_000 + (key % 90_000));
  return {
    id,
    key,
    gpu,
    place,
    size,
    verified: draw('verified') < VERIFIED,
    reliability: reliabilityAt(draw('reliability')),
    traits: {
      vramMb: gpu.vramMb,
      machine: id,
      host: String(1000 + Math.floor(9000 * draw('host'))),
      cpuName: CPUS[Math.floor(draw('cpu') * CPUS.length)]!,
      cpuCores: 16 * size,
      ramMb: 65_536 * size,
      diskGb: 500 + 250 * Math.floor(16 * draw('disk')),
      storageUsdPerGbMonth: Math.round((0.1 + 0.2 * draw('storage')) * 100) / 100,
      uploadMbps: Math.round(200 + (dataCenter ? 6000 : 700) * draw('upload')),
      downloadMbps: Math.round(400 + (dataCenter ? 8000 : 900) * draw('download')),
      uploadUsdPerGb: Math.round(20 * draw('egress')) / 1000,
      downloadUsdPerGb: Math.round(10 * draw('ingress')) / 1000,
      maxRentalSeconds: 86_400 * (7 + Math.floor(80 * draw('duration'))),
      maxGpuCount: size,
      dataCenter,
    },
    priceOffset: gpu.spread * price + PLACE_PASS_THROUGH * Math.log(place.priceFactor / 1.14),
    rank: 0.6 * price + 0.8 * unitQuantile(0.02 + 0.96 * draw('rank')),
    repriceMs: (gpu.class === 'DATA_CENTER' ? 6 + 10 * draw('reprice') : 12 + 24 * draw('reprice')) * HOUR_MS,
    bidFloor:
      draw('bids') < TAKES_BIDS ? BID_FLOOR.middle + BID_FLOOR.width * (2 * draw('floor') - 1) : undefined,
    bidCapacity: 0.5 + 0.9 * draw('capacity'),
  };
}

/** Every machine of the marketplace. Ids are distinct. */
export function fleet(seed: number): readonly Machine[] {
  const taken = new Set<string>();
  return MARKETPLACE_GPUS.flatMap((gpu, at) =>
    Array.from({ length: gpu.hosts }, (_, index) => machine(seed, gpu, index, at * 3)),
  ).map((found) => {
    let id = Number(found.id);
    while (taken.has(String(id))) id += 1;
    taken.add(String(id));
    return { ...found, id: String(id), traits: { ...found.traits, machine: String(id) } };
  });
}
