import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { gate, type AcceptedOffer, type HeldPrice } from '#market/gate.ts';
import { parseInstant } from '#units/time.ts';

// Each row of a real series is taken for one poll of its instance type and zone.
const SERIES = new URL('../../../shared/data/price_series/', import.meta.url);

/** How many prices of a file are held, and what became of them. */
function replay(file: string): Record<string, number> {
  const [header = '', ...lines] = readFileSync(new URL(file, SERIES), 'utf8').trim().split('\n');
  const columns = header.trim().split(',');
  const known = new Map<string, AcceptedOffer>();
  const held = new Map<string, HeldPrice>();
  const count: Record<string, number> = { prices: 0, held: 0, CONFIRMED: 0, DISMISSED: 0 };
  for (const line of lines) {
    const cells = line.trim().split(',');
    const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
    const key = `${cell('instance_type')} ${cell('az')} ${cell('product')}`;
    const billing = 'SPOT' as const;
    const gpuCount = Number(cell('gpu_count'));
    const price = Math.round((Number(cell('price_spot_usd_hr')) / gpuCount) * 1e6);
    const observedAt = parseInstant(cell('ts_utc'));
    if (observedAt === undefined || !(price > 0)) throw new Error(`cannot be read: ${line}`);
    const name = `${billing} ${key}`;
    const before = held.get(name);
    const { accepted, opened, resolved } = gate({
      quotes: [{ key, billing, gpu: null, gpuCount, price }],
      known,
      held: before ? [before] : [],
      market: new Map(),
      observedAt,
    });
    count['prices']!++;
    for (const { state } of resolved) {
      count[state]!++;
      held.delete(name);
    }
    for (const { reason, heldAt } of opened) {
      count['held']!++;
      held.set(name, { id: 1, key, billing, price, reason, heldAt, lastAt: observedAt });
    }
    if (accepted.length > 0) known.set(name, { id: 1, key, billing, price, listed: true, held: false });
  }
  return count;
}

describe.skipIf(!existsSync(SERIES))('honest history at the gate', () => {
  test('of AWS’s auction of 2015, 41 of 8,731 prices are held, 34 of which the next price replaced', () => {
    expect(replay('aws_g2_2xlarge_spot_2015.csv')).toEqual({
      prices: 8731,
      held: 41,
      CONFIRMED: 7,
      DISMISSED: 34,
    });
  });

  test('of AWS’s spot prices of 2019 and 2020 none is', () => {
    expect(replay('aws_gpu_spot_2019-12_2020-03.csv')).toMatchObject({ prices: 3898, held: 0 });
  });
});
