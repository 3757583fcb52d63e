import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { bambooEvents, lifetimeEvents, skypilotEvents } from '../test/support/interruption-sets.ts';

/** A published set, and how it is written as a file that the backtests read. */
export type PublishedHistory = {
  readonly name: string;
  /** Who published it, where, and what of it is in the file. */
  readonly source: string;
  /** The file within the folder of published files. */
  readonly file: string;
  readonly kind: 'PRICES' | 'INTERRUPTIONS';
  /** The part that constants are chosen on; the other part tells how good they are. Null where nothing is. */
  readonly chosenOn: {
    readonly words: string;
    readonly holds: (columns: readonly string[]) => boolean;
  } | null;
  /** Reads the file, and answers its text in the format of the backtests. */
  readonly read: (path: string) => string;
};

export const publishedHistories: readonly PublishedHistory[] = [
  {
    name: 'Vast.ai, medians of all verified offers',
    source: 'nixj9/gpu-market-intel, data/gpu_pricing.csv, March to April 2026, about every 1.7 hours',
    file: 'price_series/vast_runpod_lambda_2h_2026-03_2026-08.csv',
    kind: 'PRICES',
    chosenOn: { words: 'the weeks to 3 April 2026', holds: ([at]) => at! < '2026-04-04' },
    read: prices((line) => ({
      at: line['ts_utc'],
      provider: 'vast',
      gpu: line['gpu_name'],
      tier: 'verified',
      billing: 'on_demand',
      dollars: line['provider'] === 'vast' ? line['median_usd_gpu_hr'] : '',
    })),
  },
  {
    name: 'Prime Intellect, medians of all providers',
    source: 'tugot17/gpu-price-tracker, data/summary, October to November 2025, every half hour',
    file: 'price_series/prime_marketplace_30min_2025-10_2025-11.csv',
    kind: 'PRICES',
    chosenOn: { words: 'the A100s', holds: ([, , gpu]) => gpu!.startsWith('A100') },
    read: prices((line) => ({
      at: line['ts_utc'],
      provider: 'prime',
      gpu: `${line['gpu_type']?.replaceAll('_', ' ')} ${line['socket']}`,
      billing: 'on_demand',
      dollars: line['median'],
    })),
  },
  {
    name: 'AWS spot, p3',
    source: 'stanford-futuredata/training_on_a_dime, logs/aws/cost, December 2019 to March 2020, each change',
    file: 'price_series/aws_gpu_spot_2019-12_2020-03.csv',
    kind: 'PRICES',
    chosenOn: { words: 'us-east-1', holds: ([, , , , zone]) => zone!.startsWith('us-east-1') },
    read: prices(awsSpot),
  },
  {
    name: 'AWS spot auction, g2.2xlarge',
    source: 'prateek-s/spot-price-model, March to May 2015, each change',
    file: 'price_series/aws_g2_2xlarge_spot_2015.csv',
    kind: 'PRICES',
    chosenOn: { words: 'the weeks to 20 April 2015', holds: ([at]) => at! < '2015-04-21' },
    read: prices(awsSpot),
  },
  {
    name: 'Google Cloud list prices, on demand',
    source: 'Cyclenerd/google-cloud-pricing-cost-calculator, pricing.yml, 2022 to 2025, each change',
    file: 'price_series/gcp_gpu_price_changes_2022-02_2026-07.csv',
    kind: 'PRICES',
    chosenOn: null,
    read: prices((line) => ({
      at: line['ts_utc'],
      provider: 'gcp',
      gpu: line['gpu_name'],
      count: line['gpu_count'],
      region: line['region'],
      tier: line['instance_type'],
      billing: 'on_demand',
      dollars: line['price_on_demand_usd_hr'],
    })),
  },
  {
    name: 'AWS spot capacity, V100 and K80',
    source: 'skypilot-org/spot-traces (NSDI 2024, “Can’t Be Late”), 2022 and 2023, one machine in each zone',
    file: 'interruption/skypilot_spot_traces_rle.csv',
    kind: 'INTERRUPTIONS',
    chosenOn: { words: 'the zones that end in a and c', holds: ([, , , , zone]) => /[ac]$/.test(zone!) },
    read: (path) => skypilotEvents(path, ({ device }) => !device?.startsWith('c3-')),
  },
  {
    name: 'Preemptible machines of Google Cloud, K80, P100 and V100',
    source:
      'stanford-futuredata/training_on_a_dime, logs/gcp/availability, 1 March 2020, probed every quarter of an hour',
    file: 'interruption/gcp_aws_gpu_preemptible_lifetimes_2020-03.csv',
    kind: 'INTERRUPTIONS',
    chosenOn: null,
    read: lifetimeEvents,
  },
  {
    name: 'A spot cluster of p3.2xlarge',
    source: 'uclasystem/bamboo (NSDI 2023), eleven hours',
    file: 'interruption/bamboo_spot_cluster_events.csv',
    kind: 'INTERRUPTIONS',
    chosenOn: null,
    read: bambooEvents,
  },
];

/** The lines of a history's text that constants are chosen on, and the others. */
export function partsOf(
  { chosenOn }: PublishedHistory,
  text: string,
): { chosen: string; other: string } | null {
  if (!chosenOn) return null;
  const [header, ...lines] = text.trimEnd().split('\n');
  const [chosen, other] = [true, false].map((isChosen) =>
    [header, ...lines.filter((line) => chosenOn.holds(line.split(',')) === isChosen)].join('\n'),
  );
  return { chosen: chosen!, other: other! };
}

/** A line of a published file, by column. */
type Line = Readonly<Record<string, string | undefined>>;

type PublishedPrice = {
  readonly at: string | undefined;
  readonly provider: string;
  readonly gpu: string | undefined;
  readonly count?: string | undefined;
  readonly region?: string | undefined;
  readonly tier?: string | undefined;
  readonly billing: 'on_demand' | 'spot';
  /** Of the whole instance; empty where the line has none. */
  readonly dollars: string | undefined;
};

function awsSpot(line: Line): PublishedPrice {
  return {
    at: line['ts_utc'],
    provider: 'aws',
    gpu: line['gpu_name'],
    count: line['gpu_count'],
    region: line['az'],
    tier: line['instance_type'],
    billing: 'spot',
    dollars: line['price_spot_usd_hr'],
  };
}

function prices(priceOf: (line: Line) => PublishedPrice): (path: string) => string {
  return (path) => {
    const lines: Line[] = parse(readFileSync(path), { columns: true });
    const rows = lines.flatMap((line) => {
      const { at, provider, gpu, count = '1', region = '', tier = '', billing, dollars } = priceOf(line);
      if (!dollars) return [];
      const price = (Number(dollars) / Number(count)).toFixed(6);
      return [[at, provider, gpu, count, region, tier, billing, price].join(',')];
    });
    return ['observed_at,provider,gpu,gpu_count,region,tier,billing,price_per_gpu_hour_usd', ...rows].join(
      '\n',
    );
  };
}
