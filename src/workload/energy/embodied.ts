import type { Gpu } from '#catalog/gpu.ts';
import { EMBODIED, HOST_BUSY, HOST_GROWTH } from '#catalog/gpu-power.ts';
import { derived, fact, given } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { FigureRange } from './figure-range.ts';
import { powerOf } from './power.ts';

const KG = formula(
  '(boardKg * vram / boardGb + serverKg / serverGpus * host / serverHost) * gpus * hours / (years * 8760)',
);
const LOW = formula('middle / spread');
const HIGH = formula('middle * spread');

/** What an H100’s share of its server draws when busy: what the server’s kilograms are of. */
const SERVER_HOST_WATTS = HOST_BUSY.middle * HOST_GROWTH.ratedWatts;

/**
 * Kilograms CO₂e to make the hardware, spread over its life and charged for the hours it is held, in use or not:
 * (164 + 5700 ÷ 8) × h ÷ (3 × 8760) for an H100. Other boards by their memory, other servers by the watts of their share.
 */
export function embodiedOf(gpu: Gpu, gpuCount: number, hours: number): FigureRange {
  const { boardKg, boardGb, serverKg, serverGpus, years, source } = EMBODIED;
  const of = (value: number, unit: string) => fact(value, unit, 'ASSUMED', source);
  const middle = derived(
    KG,
    {
      boardKg: of(boardKg, 'kg'),
      vram: fact(gpu.vramGb, 'GB', 'CATALOG', 'the catalog of GPUs'),
      boardGb: of(boardGb, 'GB'),
      serverKg: of(serverKg, 'kg'),
      serverGpus: of(serverGpus, 'GPUs'),
      host: powerOf(gpu, 1).host.middle,
      serverHost: of(SERVER_HOST_WATTS, 'W'),
      gpus: given(gpuCount, 'GPUs'),
      hours: given(hours, 'h'),
      years: of(years, 'years'),
    },
    'kg',
    { basis: 'ESTIMATED' },
  );
  const spread = fact(2, '1', 'ASSUMED', 'footprints of making alike servers differ by about that much');
  return {
    low: derived(LOW, { middle, spread }, 'kg'),
    middle,
    high: derived(HIGH, { middle, spread }, 'kg'),
  };
}
