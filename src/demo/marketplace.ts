import { microUsd } from '#units/money.ts';
import type { Billing, Stock } from '#units/quote.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#units/time.ts';
import { poolDemand, type Demand } from './demand.ts';
import { fleet, type Machine } from './fleet.ts';
import { keyOf, slotAt, smoothNoise, steppedNoise, uniform, unitQuantile } from './noise.ts';
import type { DemoOffer, Detail } from './offer.ts';

/** Weights of what decides whether a machine is rented: what it is, how it fares, what is wanted. */
const RANK = 0.55;
const OWN = 0.66;
const POOL = 0.5;
const SCORE_DEVIATION = Math.hypot(RANK, OWN, POOL);
/** What makes up for machines that fill in quarters and stand empty longer than they stand full. */
const LASTING = 0.1;
/** The stretch of score over which a machine of several GPUs goes from free to full. */
const FILLING = 0.9;
/** How long a machine stays rented or free: the rentable H100s of Vast.ai change within hours (calibration.ts, N). */
const RENTAL_MS = 18 * HOUR_MS;
const BIG_RENTAL_MS = 4 * HOUR_MS;
/** From this price on, USD per GPU-hour, machines are rented by the job. */
const BIG = 1.5;
/** Short rentals, seen at full detail only. */
const SHORT_RENTALS = 0.55;
const SHORT_RENTAL_MS = 5 * MINUTE_MS;
/** Bids are still taken where bidders hold the rest of a machine: by this much more score. */
const HELD_BY_BIDDERS = 0.9;

/** The market's price level moves by this much in log, over 3 and 12 days. */
const LEVEL_3D = 0.03;
const LEVEL_12D = 0.03;
/** What a host adds or takes off at each new price. */
const REPRICING = 0.06;

/** Outbid once, the price goes up by a step; a surge is a few steps. */
const BID_STEP = 1.25;
const SURGE_STEP = 0.45;
const MOST_STEPS = 4;
const LAST_CENTS_MS = 2 * MINUTE_MS;
const LAST_CENTS = 0.012;

const TAKEN: Stock = { kind: 'COUNT', count: 0 };

/** How many GPUs are taken: nobody rents three of eight, so it is none, a quarter, a half or all. */
function takenOf(size: number, filled: number): number {
  if (size <= 2) return Math.min(size, Math.max(0, Math.round(filled * size)));
  if (filled < 0.125) return 0;
  if (filled < 0.375) return size / 4;
  return filled < 0.7 ? size / 2 : size;
}

/** How much of a machine is rented, 0 to 1 and beyond: over 1, renters would take more than it has. */
function filling(machine: Machine, demand: Demand): (at: number, detail: Detail) => number {
  const wanted = unitQuantile(machine.gpu.rented) * SCORE_DEVIATION + LASTING;
  const own = keyOf(machine.key, 'own');
  const short = keyOf(machine.key, 'short');
  const ownMs = machine.gpu.level >= BIG ? BIG_RENTAL_MS : RENTAL_MS;
  return (at, detail) => {
    const score = wanted + POOL * demand(at) + OWN * smoothNoise(own, at, ownMs) - RANK * machine.rank;
    const hurried = detail === 'FULL' ? SHORT_RENTALS * (steppedNoise(short, at, SHORT_RENTAL_MS) - 0.5) : 0;
    return 0.5 + (score + hurried) / FILLING;
  };
}

/** The host's on-demand price, USD per GPU-hour: kept for hours, then set anew from where the market is. */
function asking(seed: number, machine: Machine): (at: number) => number {
  const level = keyOf(seed, `level/${machine.gpu.gpuName}`);
  const reprice = keyOf(machine.key, 'reprice');
  const decimals = machine.gpu.level < 0.3 ? 10_000 : 1000;
  return (at) => {
    const { index, start } = slotAt(reprice, at, machine.repriceMs);
    const log =
      machine.priceOffset +
      LEVEL_3D * smoothNoise(level, start, 3 * DAY_MS) +
      LEVEL_12D * smoothNoise(level, start, 12 * DAY_MS) +
      REPRICING * (2 * uniform(reprice, index) - 1);
    return Math.round(machine.gpu.level * Math.exp(log) * decimals) / decimals;
  };
}

/** What a bid has to pay: the floor, and more by steps while demand is over what the hosts have. */
function bidding(machine: Machine, floor: number, demand: Demand): (at: number, detail: Detail) => number {
  const rivals = keyOf(machine.key, 'rivals');
  const cents = keyOf(machine.key, 'cents');
  return (at, detail) => {
    const excess = demand(at) + 0.35 * smoothNoise(rivals, at, 3 * HOUR_MS) - machine.bidCapacity;
    const steps = Math.min(MOST_STEPS, Math.max(0, Math.ceil(excess / SURGE_STEP)));
    const last = detail === 'FULL' ? Math.floor(3 * steppedNoise(cents, at, LAST_CENTS_MS)) * LAST_CENTS : 0;
    return Math.min(1, floor * BID_STEP ** steps * (1 + last));
  };
}

/** Hosts leave for a day now and then, and drop out for some hours more often. */
function presence(machine: Machine): (at: number) => boolean {
  const away = keyOf(machine.key, 'away');
  const outage = keyOf(machine.key, 'outage');
  const flakiness = 0.04 + 0.5 * (1 - machine.reliability);
  return (at) =>
    steppedNoise(away, at, 4 * DAY_MS) > 0.03 && !(steppedNoise(outage, at, 5 * HOUR_MS) < flakiness / 6);
}

function sizesOf(machine: Machine): readonly number[] {
  return [1, 2, 4, 8].filter((size) => size <= machine.size);
}

/** The GPUs to be had in blocks of `size`, by how many are free: one object for each different answer. */
function stocksOf(machine: Machine, size: number): readonly Stock[] {
  const byBlocks = Array.from({ length: machine.size / size + 1 }, (_, blocks): Stock => {
    if (blocks === 0) return TAKEN;
    const first = machine.size - blocks * size;
    const units = Array.from({ length: blocks * size }, (_, unit) => `${machine.id}-${first + unit}`);
    return { kind: 'UNITS', units };
  });
  return Array.from({ length: machine.size + 1 }, (_, free) => byBlocks[Math.floor(free / size)]!);
}

function machineOffers(seed: number, machine: Machine): readonly DemoOffer[] {
  const demand = poolDemand(seed, machine.gpu.gpuName, machine.place.code, machine.place.utcOffsetHours);
  const filled = filling(machine, demand);
  const ask = asking(seed, machine);
  const present = presence(machine);
  const facts = (size: number, billing: Billing) => ({
    key: `${machine.id}/${size}`,
    gpuName: machine.gpu.gpuName,
    gpuCount: size,
    regionName: machine.place.geolocation,
    tier: machine.verified ? 'VERIFIED' : 'UNVERIFIED',
    billing,
    reliability: machine.reliability,
    traits: machine.traits,
  });
  const onDemand = sizesOf(machine).map((size): DemoOffer => {
    const stocks = stocksOf(machine, size);
    return {
      provider: 'sim-marketplace',
      facts: facts(size, 'ON_DEMAND'),
      at: (at, detail) => ({
        listed: present(at),
        price: microUsd(Math.round(ask(at) * 1_000_000)),
        stock: stocks[machine.size - takenOf(machine.size, filled(at, detail))]!,
      }),
    };
  });
  if (machine.bidFloor === undefined) return onDemand;
  const bid = bidding(machine, machine.bidFloor, demand);
  const spot = (machine.size > 2 ? [1, machine.size] : [machine.size]).map((size): DemoOffer => {
    const stocks = stocksOf(machine, size);
    return {
      provider: 'sim-marketplace',
      facts: facts(size, 'SPOT'),
      at: (at, detail) => ({
        listed: present(at),
        price: microUsd(Math.round(ask(at) * bid(at, detail) * 10_000) * 100),
        stock: stocks[machine.size - takenOf(machine.size, filled(at, detail) - HELD_BY_BIDDERS)]!,
      }),
    };
  });
  return [...onDemand, ...spot];
}

/**
 * A marketplace of independent hosts, as Vast.ai is: each with its own price, machines listed in
 * overlapping sizes, on-demand and by bid. A listed machine that is rented has a count of 0.
 */
export function marketplaceOffers(seed: number): readonly DemoOffer[] {
  return fleet(seed).flatMap((machine) => machineOffers(seed, machine));
}
