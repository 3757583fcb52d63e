import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { median } from '#analytics/quantile.ts';
import { termsOf } from '#catalog/provider-terms.ts';

// Needs the recorded interruptions, beside the project in ../shared.
const DATA = new URL('../../../shared/data/interruption/', import.meta.url);

type Row = Readonly<Record<string, string>>;

const read = (name: string): Row[] =>
  parse(readFileSync(new URL(name, DATA)), { columns: true, skip_empty_lines: true });

test.skipIf(!existsSync(DATA))('spot V100s of AWS were lost once in the hours that its terms say', () => {
  const segments = read('skypilot_spot_traces_rle.csv').filter(
    (row) => row['device'] === 'v100' && row['devices_per_node'] === '1' && row['nodes'] === '1',
  );
  let up = 0;
  let losses = 0;
  segments.forEach((segment, index) => {
    if (segment['value_nodes_available'] !== '1') return;
    up += (Number(segment['seg_len_ticks']) * Number(segment['gap_seconds'])) / 3600;
    const next = segments[index + 1];
    // The next segment of the same trace follows where this one ends.
    const follows = Number(next?.['seg_start_tick']) > Number(segment['seg_start_tick']);
    if (follows && next?.['value_nodes_available'] === '0') losses++;
  });
  expect([Math.round(up), losses]).toEqual([1410, 499]);
  expect(termsOf('aws').spotMtbiHours.value).toBeCloseTo(up / losses, 1);
});

test.skipIf(!existsSync(DATA))(
  'preemptible V100s of GCP were lost once in the hours that its terms say',
  () => {
    const lives = read('gcp_aws_gpu_preemptible_lifetimes_2020-03.csv').filter(
      (row) => row['cloud'] === 'gcp' && row['gpu_type'] === 'nvidia-tesla-v100',
    );
    const at = (row: Row, field: string) => Date.parse(row[field] ?? '') / 3_600_000;
    const ended = lives.filter((row) => row['censored_at_run_end'] === 'False');
    // It was lost between two probes: halfway, where nothing says when.
    const hours = lives.map((row) => {
      const seen = at(row, 'last_seen_running_utc');
      const gone = row['censored_at_run_end'] === 'False' ? at(row, 'first_seen_gone_utc') : seen;
      return (seen + gone) / 2 - at(row, 'created_utc');
    });
    const total = hours.reduce((sum, each) => sum + each, 0);
    expect([Math.round(total), ended.length]).toEqual([115, 64]);
    expect(termsOf('gcp').spotMtbiHours.value).toBeCloseTo(total / ended.length, 1);
    expect((median(hours) ?? 0) * 60).toBeCloseTo(12.4, 1);
  },
);
