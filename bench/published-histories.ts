import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';

/** A line of a published file, by column. */
type Line = Readonly<Record<string, string>>;

/** A published set, and how it is written as a file that the backtests read. */
export type PublishedHistory = {
  readonly name: string;
  /** Who published it, where, and what of it is in the file. */
  readonly source: string;
  /** The file within the folder of published files. */
  readonly file: string;
  readonly kind: 'PRICES' | 'INTERRUPTIONS';
  /** The lines of the file in the format of the backtests, without the header. */
  readonly convert: (lines: readonly Line[]) => readonly (readonly string[])[];
};

const HEADERS = {
  PRICES:
    'observed_at,provider,gpu,gpu_count,region,tier,billing,price_per_gpu_hour_usd,available_count,reliability',
  INTERRUPTIONS: 'observed_at,unit,event,gpu,region',
} as const;

export const publishedHistories: readonly PublishedHistory[] = [
  {
    name: 'Vast.ai, medians of all verified offers',
    source: 'nixj9/gpu-market-intel, data/gpu_pricing.csv, March to April 2026, about every 1.7 hours',
    file: 'price_series/vast_runpod_lambda_2h_2026-03_2026-08.csv',
    kind: 'PRICES',
    convert: (lines) =>
      lines
        .filter((line) => line['provider'] === 'vast')
        .map((line) =>
          price(
            line['ts_utc'],
            'vast',
            line['gpu_name'],
            1,
            '',
            'verified',
            'on_demand',
            line['median_usd_gpu_hr'],
          ),
        ),
  },
  {
    name: 'Prime Intellect, medians of all providers',
    source: 'tugot17/gpu-price-tracker, data/summary, October to November 2025, every half hour',
    file: 'price_series/prime_marketplace_30min_2025-10_2025-11.csv',
    kind: 'PRICES',
    convert: (lines) =>
      lines.map((line) => {
        const gpu = `${line['gpu_type']?.replace('_80GB', ' 80GB').replaceAll('_', ' ')} ${line['socket']}`;
        return price(line['ts_utc'], 'prime', gpu, 1, '', '', 'on_demand', line['median']);
      }),
  },
  {
    name: 'AWS spot, p3',
    source: 'stanford-futuredata/training_on_a_dime, logs/aws/cost, December 2019 to March 2020, each change',
    file: 'price_series/aws_gpu_spot_2019-12_2020-03.csv',
    kind: 'PRICES',
    convert: (lines) =>
      lines.map((line) => {
        const count = Number(line['gpu_count']);
        const each = String(Number(line['price_spot_usd_hr']) / count);
        return price(
          line['ts_utc'],
          'aws',
          line['gpu_name'],
          count,
          line['az'],
          line['instance_type'],
          'spot',
          each,
        );
      }),
  },
  {
    name: 'AWS spot auction, g2.2xlarge',
    source: 'prateek-s/spot-price-model, March to May 2015, each change',
    file: 'price_series/aws_g2_2xlarge_spot_2015.csv',
    kind: 'PRICES',
    convert: (lines) =>
      lines.map((line) =>
        price(
          line['ts_utc'],
          'aws',
          line['gpu_name'],
          1,
          line['az'],
          line['instance_type'],
          'spot',
          line['price_spot_usd_hr'],
        ),
      ),
  },
  {
    name: 'Google Cloud list prices, on demand and spot',
    source: 'Cyclenerd/google-cloud-pricing-cost-calculator, pricing.yml, 2022 to 2025, each change',
    file: 'price_series/gcp_gpu_price_changes_2022-02_2026-07.csv',
    kind: 'PRICES',
    convert: (lines) =>
      lines.flatMap((line) =>
        (['on_demand', 'spot'] as const).flatMap((billing) => {
          const whole = line[`price_${billing}_usd_hr`];
          const count = Number(line['gpu_count']);
          if (!whole) return [];
          return [
            price(
              line['ts_utc'],
              'gcp',
              line['gpu_name'],
              count,
              line['region'],
              line['instance_type'],
              billing,
              String(Number(whole) / count),
            ),
          ];
        }),
      ),
  },
  {
    name: 'Offers of several clouds',
    source: 'hemgo-lexsi/gpu-price-dashboard, data/prices.json, 20 and 21 August 2026, every 20 minutes',
    file: 'price_series/multicloud_offers_20min_2026-08-20_22.csv',
    kind: 'PRICES',
    convert: (lines) =>
      lines.map((line) => {
        const billing = line['billing'] ?? '';
        const tier = ['secure', 'community'].includes(billing) ? billing : '';
        return price(
          line['snapshot_ts_utc'],
          line['provider'],
          line['gpu'],
          Number(line['num_gpus'] || 1),
          line['region'],
          tier,
          billing === 'spot' ? 'spot' : 'on_demand',
          line['usd_gpu_hr'],
        );
      }),
  },
  {
    name: 'AWS spot capacity, V100 and K80',
    source:
      'skypilot-org/spot-traces (NSDI 2024, “Can’t Be Late”), two weeks to a month of 2022 and 2023 in each zone',
    file: 'interruption/skypilot_spot_traces_rle.csv',
    kind: 'INTERRUPTIONS',
    convert: (lines) => runsOf(lines.filter((line) => !line['device']?.startsWith('c3-'))),
  },
  {
    name: 'Preemptible machines of Google Cloud, K80, P100 and V100',
    source:
      'stanford-futuredata/training_on_a_dime, logs/gcp/availability, 1 March 2020, probed every quarter of an hour',
    file: 'interruption/gcp_aws_gpu_preemptible_lifetimes_2020-03.csv',
    kind: 'INTERRUPTIONS',
    convert: (lines) => lines.flatMap(lifeOf),
  },
  {
    name: 'A spot cluster of p3.2xlarge',
    source: 'uclasystem/bamboo (NSDI 2023), eleven hours',
    file: 'interruption/bamboo_spot_cluster_events.csv',
    kind: 'INTERRUPTIONS',
    convert: clusterOf,
  },
];

/** The text of a history in the format of the backtests. Rejects where the file is not there. */
export async function readPublished(
  { file, kind, convert }: PublishedHistory,
  folder: string,
): Promise<string> {
  const parser = createReadStream(`${folder}/${file}`)
    .on('error', (error) => parser.destroy(error))
    .pipe(parse({ columns: true }));
  const lines: Line[] = [];
  for await (const line of parser) lines.push(line as Line);
  const rows = convert(lines).filter((row) => !row.includes('undefined'));
  const quoted = rows.map((row) =>
    row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)),
  );
  return [HEADERS[kind], ...quoted.map((row) => row.join(','))].join('\n');
}

function price(
  at: string | undefined,
  provider: string | undefined,
  gpu: string | undefined,
  count: number,
  region: string | undefined,
  tier: string | undefined,
  billing: string,
  dollars: string | undefined,
): string[] {
  const amount = dollars ? Number(dollars).toFixed(6) : '';
  return [at, provider, gpu, String(count), region, tier, billing, amount, '', ''].map((cell) => cell ?? '');
}

/** Runs of ticks with so many nodes up: node k is up where at least k are. */
function runsOf(lines: readonly Line[]): string[][] {
  const rows: string[][] = [];
  const traces = Map.groupBy(lines, (line) =>
    ['kind', 'nodes', 'cloud', 'trace_start_date', 'zone', 'device', 'devices_per_node']
      .map((column) => line[column])
      .join(' '),
  );
  for (const [trace, runs] of traces) {
    const [first] = runs;
    const gpu = `${first?.['device']} x${first?.['devices_per_node']}`;
    const zone = first?.['zone'] ?? '';
    const start = Date.parse(first?.['trace_start_date'] ?? '');
    const tickMs = Number(first?.['gap_seconds']) * 1000;
    for (let node = 1; node <= Number(first?.['nodes']); node++) {
      const row = (tick: number, event: string) =>
        rows.push([instantOf(start + tick * tickMs), `${trace} node ${node}`, event, gpu, zone]);
      let before: boolean | undefined;
      let end = 0;
      for (const run of runs) {
        const tick = Number(run['seg_start_tick']);
        const isUp = Number(run['value_nodes_available']) >= node;
        if (isUp !== before) row(tick, isUp ? 'up' : 'down');
        before = isUp;
        end = tick + Number(run['seg_len_ticks']);
      }
      row(end, 'censored');
    }
  }
  return rows;
}

/** A machine that was gone at one probe went in the middle between that and the last it was seen at. */
function lifeOf(line: Line): string[][] {
  const unit = [line['cloud'], line['run'], line['instance']].join(' ');
  const where = [line['gpu_type'] ?? '', line['zone'] ?? ''];
  const seen = Date.parse(line['last_seen_running_utc'] ?? '');
  const gone = Date.parse(line['first_seen_gone_utc'] ?? '');
  const isCensored = line['censored_at_run_end'] === 'True' || Number.isNaN(gone);
  return [
    [line['created_utc'] ?? '', unit, 'up', ...where],
    [instantOf(isCensored ? seen : (seen + gone) / 2), unit, isCensored ? 'censored' : 'down', ...where],
  ];
}

/** Hours since an unknown beginning: any will do. */
function clusterOf(lines: readonly Line[]): string[][] {
  const start = Date.UTC(2021, 0, 1);
  const last = Math.max(...lines.map((line) => Number(line['t_hours'])));
  const rows = lines.map((line) => [
    instantOf(start + Number(line['t_hours']) * 3_600_000),
    `${line['trace']} ${line['node']}`,
    line['event'] === 'add' ? 'up' : 'down',
    line['gpu'] ?? '',
    line['trace'] ?? '',
  ]);
  const states = new Map(rows.map(([, unit, event, ...where]) => [unit ?? '', { event, where }]));
  const alive = [...states].filter(([, { event }]) => event === 'up');
  return [
    ...rows,
    ...alive.map(([unit, { where }]) => [instantOf(start + last * 3_600_000), unit, 'censored', ...where]),
  ];
}

function instantOf(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z/, 'Z');
}
