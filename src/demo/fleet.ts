import type { Traits } from '#units/quote.ts';
import { HOUR_MS } from '#units/time.ts';
import {
  BID_FLOOR,
  MACHINE_SIZES,
  MARKETPLACE_GPUS,
  RELIABILITY,
  type MarketplaceGpu,
} from './calibration.ts';
import { keyOf, shuffled, uniform, unitQuantile } from './noise.ts';
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
/** No host asks more, or less, than this many deviations from the median: few hosts, short tails. */
const EXTREME = 1.6;
/** Golden steps: along the fleet, sizes, bids and verification fall evenly, whatever the seed. */
const SIZE_STEP = 0.618034;
const BIDS_STEP = 0.754878;
const VERIFIED_STEP = 0.569841;
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

/** The middle of one of as many strata as there are hosts, give or take: the whole is spread evenly. */
function stratified(order: readonly number[], index: number, draw: number): number {
  return unitQuantile((order[index]! + 0.15 + 0.7 * draw) / order.length);
}

function machine(
  seed: number,
  gpu: MarketplaceGpu,
  index: number,
  serial: number,
  orders: { readonly price: readonly number[]; readonly rank: readonly number[] },
): Machine {
  const name = `machine/${gpu.gpuName}/${index}`;
  const key = keyOf(seed, name);
  const draw = (what: string) => uniform(keyOf(seed, `${name}/${what}`), 0);
  const place = PLACES[serial % PLACES.length]!;
  const size = sizeAt((serial * SIZE_STEP) % 1);
  // Stratified, so that a GPU's median and spread hold for every seed although its hosts are few.
  const price = Math.max(-EXTREME, Math.min(EXTREME, stratified(orders.price, index, draw('price'))));
  const dataCenter = gpu.class === 'DATA_CENTER' || draw('housing') < 0.25;
  const id = String(10_000 + (key % 90_000));
  return {
    id,
    key,
    gpu,
    place,
    size,
    verified: (serial * VERIFIED_STEP) % 1 < VERIFIED,
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
    rank: 0.6 * price + 0.8 * stratified(orders.rank, index, draw('rank')),
    repriceMs:
      (gpu.class === 'DATA_CENTER' ? 10 + 18 * draw('reprice') : 24 + 48 * draw('reprice')) * HOUR_MS,
    bidFloor:
      (serial * BIDS_STEP) % 1 < TAKES_BIDS
        ? BID_FLOOR.middle + BID_FLOOR.width * (2 * draw('floor') - 1)
        : undefined,
    bidCapacity: 0.25 + 1.3 * draw('capacity'),
  };
}

/** Every machine of the marketplace. Ids are distinct. */
export function fleet(seed: number): readonly Machine[] {
  const taken = new Set<string>();
  let serial = 0;
  return MARKETPLACE_GPUS.flatMap((gpu) => {
    const orders = {
      price: shuffled(keyOf(seed, `fleet/${gpu.gpuName}/price`), gpu.hosts),
      rank: shuffled(keyOf(seed, `fleet/${gpu.gpuName}/rank`), gpu.hosts),
    };
    return Array.from({ length: gpu.hosts }, (_, index) => machine(seed, gpu, index, serial++, orders));
  }).map((found) => {
    let id = Number(found.id);
    while (taken.has(String(id))) id += 1;
    taken.add(String(id));
    return { ...found, id: String(id), traits: { ...found.traits, machine: String(id) } };
  });
}
