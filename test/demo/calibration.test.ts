import { describe, expect, test } from 'vitest';
import { MARKETPLACE_GPUS } from '#demo/calibration.ts';
import type { DemoProviderId } from '#demo/offer.ts';
import {
  auctionChanges,
  awsSpot,
  hasRealMarket,
  listPrices,
  recordedBidRatio,
  runpodSpot,
  spotLives,
  vastMachines,
  vastMedians,
} from './real-market.ts';
import {
  isRentable,
  machinesOverTime,
  markets,
  mediansOverTime,
  offersOf,
  spotRatios,
  statesOf,
  usd,
} from './simulated-market.ts';
import { errorsAt, hourly, livesOf, mean, median, quantile, type Errors } from './statistics.ts';

/*
 * Compares the simulated market with recorded ones. The recordings lie outside the project, in
 * ../shared/data; where they are absent these tests are skipped.
 */

type Priced = { readonly price: number };
type Figure = { readonly name: string; readonly real: number; readonly simulated: number };
type Grids = readonly (readonly number[])[];

const priceOf = ({ price }: Priced) => price;

/** Those of the figures that are further apart than a factor. */
function farOff(figures: readonly Figure[], factor: number): readonly Figure[] {
  return figures.filter(({ real, simulated }) => Math.abs(Math.log(simulated / real)) > Math.log(factor));
}

/** How far apart hosts are: p90 ÷ p10. */
function spread(machines: readonly Priced[]): number {
  const prices = machines.map(priceOf);
  return quantile(prices, 0.9) / quantile(prices, 0.1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The lowest tenth of prices, each over its GPU's level. */
function lowest(machines: readonly { gpuName: string; price: number }[]): number {
  const level = new Map(MARKETPLACE_GPUS.map((gpu) => [gpu.gpuName, gpu.level]));
  const relative = machines.map(({ gpuName, price }) => price / level.get(gpuName)!);
  return quantile(relative, 0.1);
}

/** How many are free on average in the six hours of the day, UTC, that begin at `from`. */
function freeFrom(medians: readonly { at: number; offers: number }[], from: number): number {
  const then = medians.filter(({ at }) => {
    const hour = new Date(at).getUTCHours();
    return hour >= from && hour < from + 6;
  });
  return mean(then.map(({ offers }) => offers));
}

function changesPerDay(grids: Grids): number {
  const changes = grids.map((grid) => grid.filter((price, at) => at > 0 && price !== grid[at - 1]).length);
  return mean(changes.map((count, index) => (24 * count) / grids[index]!.length));
}

function meanErrors(grids: Grids, hours: number): Errors {
  const all = grids.map((grid) => errorsAt(grid, hours));
  const over = (what: keyof Errors) => mean(all.map((errors) => errors[what]));
  return { naive: over('naive'), median24: over('median24'), halfSlope: over('halfSlope') };
}

function ratiosOf(provider: DemoProviderId): readonly number[] {
  return markets.flatMap((market) => spotRatios(market, provider));
}

/** The share of lives that end within a quarter of the mean life: 22 % where age does not matter. */
function earlyShare(lives: readonly number[]): number {
  return lives.filter((life) => life <= mean(lives) / 4).length / lives.length;
}

const RUNPOD_NAMES: Readonly<Record<string, string>> = {
  'rtx-3090': 'NVIDIA GeForce RTX 3090',
  'rtx-4090': 'NVIDIA GeForce RTX 4090',
  'rtx-5080': 'NVIDIA GeForce RTX 5080',
  'rtx-5090': 'NVIDIA GeForce RTX 5090',
  'rtx-a4000': 'NVIDIA RTX A4000',
  'rtx-a5000': 'NVIDIA RTX A5000',
  'rtx-a6000': 'NVIDIA RTX A6000',
  'rtx-6000-ada': 'NVIDIA RTX 6000 Ada Generation',
  'rtx-pro-6000': 'NVIDIA RTX PRO 6000 Blackwell Workstation Edition',
  a40: 'NVIDIA A40',
  l4: 'NVIDIA L4',
  l40: 'NVIDIA L40',
  l40s: 'NVIDIA L40S',
  'a100-pcie-80': 'NVIDIA A100 80GB PCIe',
  'a100-sxm-80': 'NVIDIA A100-SXM4-80GB',
  'h100-pcie': 'NVIDIA H100 PCIe',
  'h100-sxm': 'NVIDIA H100 80GB HBM3',
  'h100-nvl': 'NVIDIA H100 NVL',
  h200: 'NVIDIA H200',
  b200: 'NVIDIA B200',
  mi300x: 'AMD Instinct MI300X OAM',
};

describe.skipIf(!hasRealMarket)('the simulated market against recorded ones (needs ../shared/data)', () => {
  test('marketplace: medians of 10 GPUs are within 25 % of Vast.ai', () => {
    const simulated = Map.groupBy(markets.flatMap(machinesOverTime), ({ gpuName }) => gpuName);
    const recorded = new Map<string, readonly Priced[]>([
      ...Map.groupBy(vastMachines(), ({ gpuName }) => gpuName),
      ['H100 SXM', vastMedians('H100')],
    ]);
    const figures = Array.from(recorded, ([name, real]) => ({
      name,
      real: median(real.map(priceOf)),
      simulated: median(simulated.get(name)!.map(priceOf)),
    }));
    expect(figures.length).toBeGreaterThanOrEqual(10);
    expect(farOff(figures, 1.25)).toEqual([]);
  });

  test('cloud: list prices of 20 GPUs are within 15 % of RunPod', () => {
    const simulated = markets.flatMap((market) => offersOf(market, 'sim-cloud', 'ON_DEMAND'));
    const real = listPrices('runpod');
    const figures = Object.entries(RUNPOD_NAMES).flatMap(([gpu, gpuName]) =>
      ['secure', 'community'].flatMap((kind) => {
        const theirs = real.filter((row) => row.gpu === gpu && row.kind === kind).map(priceOf);
        const ours = simulated
          .filter(({ facts }) => facts.gpuName === gpuName && facts.tier === kind.toUpperCase())
          .flatMap((offer) => statesOf(offer, 24).map(usd));
        const both = theirs.length > 0 && ours.length > 0;
        return both ? [{ name: `${gpu} ${kind}`, real: median(theirs), simulated: median(ours) }] : [];
      }),
    );
    expect(figures.length).toBeGreaterThanOrEqual(35);
    expect(farOff(figures, 1.15)).toEqual([]);
  });

  test('marketplace: hosts spread as on Vast.ai, p90 ÷ p10 within a factor of 1.5', () => {
    const simulated = Map.groupBy(markets.flatMap(machinesOverTime), ({ gpuName }) => gpuName);
    const figures = [...Map.groupBy(vastMachines(), ({ gpuName }) => gpuName)]
      .filter(([, machines]) => machines.length >= 15)
      .map(([name, real]) => ({ name, real: spread(real), simulated: spread(simulated.get(name)!) }));
    expect(figures.length).toBeGreaterThanOrEqual(7);
    expect(farOff(figures, 1.5)).toEqual([]);
  });

  test('marketplace: as many GPUs are rented as on Vast.ai, give or take 4 of 100, the cheap ones first', () => {
    const real = vastMachines();
    const rented = real.filter((machine) => machine.rented);
    const simulated = markets.flatMap(machinesOverTime);
    const realShare = sum(rented.map(({ gpus }) => gpus)) / sum(real.map(({ gpus }) => gpus));
    const simulatedShare = sum(simulated.map(({ taken }) => taken)) / sum(simulated.map(({ gpus }) => gpus));
    expect(Math.abs(simulatedShare - realShare)).toBeLessThan(0.04);
    const realAdvantage = lowest(rented) / lowest(real.filter((machine) => !machine.rented));
    const simulatedAdvantage =
      lowest(simulated.filter(({ gpus, taken }) => taken === gpus)) /
      lowest(simulated.filter(({ taken }) => taken === 0));
    expect(realAdvantage).toBeLessThan(0.95);
    expect(simulatedAdvantage).toBeLessThan(0.95);
    expect(simulatedAdvantage).toBeGreaterThan(0.5);
  });

  test.each([6, 24])('marketplace: the H100 median moves as on Vast.ai, and comes back (%i h)', (hours) => {
    const real = errorsAt(hourly(vastMedians('H100')), hours);
    const simulated = meanErrors(
      markets.map((market) => hourly(mediansOverTime(market, 'H100 SXM'))),
      hours,
    );
    expect(simulated.naive / real.naive).toBeGreaterThan(0.75);
    expect(simulated.naive / real.naive).toBeLessThan(1.3);
    // The median of the last day tells better than the last price; the slope misleads.
    for (const { naive, median24, halfSlope } of [real, simulated]) {
      expect(median24).toBeLessThan(0.95 * naive);
      expect(halfSlope).toBeGreaterThan(naive);
    }
  });

  test('marketplace: fewer are free by day than by night, as of the H100s on Vast.ai', () => {
    const real = vastMedians('H100');
    expect(freeFrom(real, 3) / freeFrom(real, 12)).toBeGreaterThan(1.1);
    // One GPU's rhythm over 45 days drowns in its noise: that of all is compared.
    const simulated = MARKETPLACE_GPUS.flatMap(({ gpuName }) => mediansOverTime(markets[0]!, gpuName));
    expect(freeFrom(simulated, 3) / freeFrom(simulated, 12)).toBeGreaterThan(1.1);
    expect(freeFrom(simulated, 3) / freeFrom(simulated, 12)).toBeLessThan(1.5);
  });

  test('marketplace: a bid is about half of on-demand, as on Vast.ai, and near it in a surge', () => {
    const ratios = ratiosOf('sim-marketplace');
    expect(Math.abs(median(ratios) - recordedBidRatio())).toBeLessThan(0.08);
    expect(quantile(ratios, 0.98)).toBeGreaterThan(0.75);
  });

  test('cloud and hyperscaler: spot over on-demand is as on RunPod and Google Cloud', () => {
    const runpod = runpodSpot().map(({ onDemand, spot }) => spot / onDemand);
    expect(Math.abs(median(ratiosOf('sim-cloud')) - median(runpod))).toBeLessThan(0.08);
    const google = [...Map.groupBy(listPrices('gcp'), ({ gpu }) => gpu).values()].map((prices) => {
      const [spot, onDemand] = ['spot', 'on-demand'].map((kind) => prices.filter((row) => row.kind === kind));
      return median(spot!.map(priceOf)) / median(onDemand!.map(priceOf));
    });
    expect(Math.abs(median(ratiosOf('sim-hyperscaler')) - median(google))).toBeLessThan(0.08);
  });

  test('hyperscaler: spot moves smoothly, as on AWS: the slope helps, a median does not', () => {
    const real = awsSpot('p3.2xlarge')
      .filter((changes) => new Set(changes.map(priceOf)).size > 20)
      .map((changes) => hourly(changes));
    const simulated = offersOf(markets[0]!, 'sim-hyperscaler', 'SPOT').map((offer) =>
      statesOf(offer).map((state) => Math.log(usd(state))),
    );
    expect(real.length).toBeGreaterThanOrEqual(5);
    for (const { naive, median24, halfSlope } of [meanErrors(real, 24), meanErrors(simulated, 24)]) {
      expect(median24).toBeGreaterThan(1.15 * naive);
      expect(halfSlope).toBeLessThan(naive);
    }
    const figures = [
      {
        name: 'error over 24 h',
        real: meanErrors(real, 24).naive,
        simulated: meanErrors(simulated, 24).naive,
      },
      { name: 'changes a day', real: changesPerDay(real), simulated: changesPerDay(simulated) },
    ];
    expect(farOff(figures, 1.6)).toEqual([]);
  });

  test('spot is lost once in some hours to days, and mostly early, as on AWS', () => {
    const simulated = offersOf(markets[0]!, 'sim-marketplace', 'SPOT').map((offer) => {
      const states = statesOf(offer);
      const bid = 1.1 * median(states.map(usd));
      return livesOf(states.map((state) => isRentable(state) && usd(state) <= bid));
    });
    const auction = hourly(auctionChanges());
    const bid = median(auction) + Math.log(1.1);
    const auctionLives = livesOf(auction.map((price) => price <= bid));
    // Longer than V100s lived in 2022 and 2023, an hour or two; shorter than the auction of 2015.
    const typical = median(simulated.filter((lives) => lives.length > 0).map((lives) => mean(lives)));
    expect(typical).toBeGreaterThan(mean(spotLives()));
    expect(typical).toBeLessThan(mean(auctionLives));
    expect(earlyShare(spotLives())).toBeGreaterThan(0.3);
    expect(earlyShare(simulated.flat())).toBeGreaterThan(0.25);
  });
});
