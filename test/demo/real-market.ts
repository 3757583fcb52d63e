import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

const DATA = new URL('../../../shared/data/', import.meta.url);

/** Whether the real markets' recorded data, which is no part of the project, lies next to it. */
export const hasRealMarket = existsSync(DATA);

type Row = Readonly<Record<string, string>>;

function rows(file: string): readonly Row[] {
  return parse(readFileSync(new URL(file, DATA), 'utf8'), { columns: true });
}

/** Palimon/vastai-tools@cea47dc: machines on Vast.ai, 2026-06-12, USD per GPU-hour. */
export function vastMachines() {
  return rows('snapshots/vast_machines_rented_vs_unrented_2026-06-12.csv')
    .map((row) => ({
      gpuName: row['gpu_query']!.replaceAll('_', ' '),
      gpus: Number(row['NumGPUs']),
      price: Number(row['PricePerHour']),
      rented: row['state'] === 'rented',
    }))
    .filter(({ gpus, price }) => gpus > 0 && Number.isFinite(price) && price < 50);
}

/** nixj9/gpu-market-intel@6b8cf1b: medians every 2 h, of Vast.ai's verified rentable offers. */
export function vastMedians(gpuName: string) {
  return rows('price_series/vast_runpod_lambda_2h_2026-03_2026-08.csv')
    .filter((row) => row['provider'] === 'vast' && row['gpu_name'] === gpuName)
    .map((row) => ({
      at: Date.parse(row['ts_utc']!),
      price: Number(row['median_usd_gpu_hr']),
      offers: Number(row['num_offers']),
    }));
}

/** The same source's RunPod rows that know a spot price: on-demand and spot. */
export function runpodSpot() {
  return rows('price_series/vast_runpod_lambda_2h_2026-03_2026-08.csv')
    .filter((row) => row['provider'] === 'runpod')
    .map((row) => ({ onDemand: Number(row['on_demand_usd_gpu_hr']), spot: Number(row['spot_usd_gpu_hr']) }))
    .filter(({ onDemand, spot }) => spot > 0 && spot < onDemand);
}

/** adriannutiu/gpu-rental-prices@ae6435a (CC BY 4.0): list prices by day. */
export function listPrices(provider: string) {
  return rows('price_series/gpurentalprices_daily_2026-07_2026-08.csv')
    .filter((row) => row['provider'] === provider)
    .map((row) => ({ gpu: row['gpu']!, kind: row['kind']!, price: Number(row['usd_gpu_hr']) }));
}

/** stanford-futuredata/training_on_a_dime@85f6595: changes of AWS spot prices, by zone. */
export function awsSpot(instanceType: string) {
  const changes = rows('price_series/aws_gpu_spot_2019-12_2020-03.csv')
    .filter((row) => row['instance_type'] === instanceType)
    .map((row) => ({
      zone: row['az']!,
      at: Date.parse(row['ts_utc']!),
      price: Number(row['price_spot_usd_hr']),
    }));
  return [...Map.groupBy(changes, ({ zone }) => zone).values()];
}

/** What a bid started at over on-demand in a recorded Vast.ai offer (Palimon/vastai-tools@cea47dc). */
export function recordedBidRatio(): number {
  const text = readFileSync(new URL('api/samples/vast_offer_recorded.json', DATA), 'utf8');
  const [offer] = JSON.parse(text) as { min_bid: number; dph_base: number }[];
  return offer!.min_bid / offer!.dph_base;
}

/** skypilot-org/spot-traces@221da1a: hours a single spot node stayed up, until it was lost. */
export function spotLives(): readonly number[] {
  return rows('interruption/skypilot_spot_traces_rle.csv')
    .filter((row) => row['nodes'] === '1' && row['cloud'] === 'aws' && row['value_nodes_available'] === '1')
    .map((row) => (Number(row['seg_len_ticks']) * Number(row['gap_seconds'])) / 3600);
}

/** prateek-s/spot-price-model@6f09f3d: the old auction's price of a g2.2xlarge in us-east-1a, by the hour. */
export function auctionChanges() {
  return rows('price_series/aws_g2_2xlarge_spot_2015.csv')
    .filter((row) => row['az'] === 'us-east-1a')
    .map((row) => ({ at: Date.parse(row['ts_utc']!), price: Number(row['price_spot_usd_hr']) }));
}
