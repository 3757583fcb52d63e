import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judge, suspect, type HeldBefore } from '#market/gate.ts';

// Each row of a real series is taken for one poll of its instance type and zone.
const SERIES = new URL('../../../shared/data/price_series/', import.meta.url);

/** How many prices of a file are held, and what became of them. */
function replay(file: string): Record<string, number> {
  const [header = '', ...lines] = readFileSync(new URL(file, SERIES), 'utf8').trim().split('\n');
  const columns = header.trim().split(',');
  const accepted = new Map<string, number>();
  const held = new Map<string, HeldBefore>();
  const count = { prices: 0, held: 0, CONFIRMED: 0, DISMISSED: 0 };
  for (const line of lines) {
    const cells = line.trim().split(',');
    const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
    const name = `${cell('instance_type')} ${cell('az')} ${cell('product')}`;
    const gpuName = cell('gpu_name');
    const price = Math.round((Number(cell('price_spot_usd_hr')) / Number(cell('gpu_count'))) * 1e6);
    if (!(price > 0)) throw new Error(`cannot be read: ${line}`);
    const last = accepted.get(name) ?? null;
    const why = suspect({ price, gpuName, accepted: last, usual: null, absurd: () => null });
    const verdict = judge(price, why, held.get(name) ?? null, []);
    count.prices++;
    if (verdict.kind === 'HOLD') {
      count.held++;
      held.set(name, { price, reason: verdict.why.reason });
      continue;
    }
    if (verdict.earlier) count[verdict.earlier]++;
    held.delete(name);
    accepted.set(name, price);
  }
  return count;
}

describe.skipIf(!existsSync(SERIES))('honest history at the gate', () => {
  test('of AWS’s auction of 2015, 41 of 8,731 prices are held, 7 of which the next price confirms and 28 it dismisses', () => {
    expect(replay('aws_g2_2xlarge_spot_2015.csv')).toEqual({
      prices: 8731,
      held: 41,
      CONFIRMED: 7,
      DISMISSED: 28,
    });
  });

  test('of AWS’s spot prices of 2019 and 2020 none is', () => {
    expect(replay('aws_gpu_spot_2019-12_2020-03.csv')).toMatchObject({ prices: 3898, held: 0 });
  });
});
