import type { Gpu } from '#catalog/gpu.ts';
import {
  DESKTOP_HOST,
  busyShare,
  HOST_BUSY,
  HOST_GROWTH,
  HOST_IDLE,
  idleShare,
  SUPERCHIP_HOST,
  type PowerRow,
} from '#catalog/gpu-power.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { atEachEnd, type FigureRange } from './figure-range.ts';

/** What one GPU and its share of the machine draw at work, in watts. */
export type GpuPower = {
  /** The board while it does nothing, and while it is busy. */
  readonly idle: FigureRange;
  readonly busy: FigureRange;
  /** Processor, memory, fans, network and losses, per GPU; at this utilization. */
  readonly host: FigureRange;
  /** Board and host together, at this utilization. */
  readonly total: FigureRange;
};

const SHARE = formula('tdp * share');
const HOST_SHARE = formula('share * h100 * (tdp / h100)^growth');
const AT_WORK = formula('idle + utilization * (busy - idle)');
const TOTAL = formula('idle + utilization * (busy - idle) + host');

/** The watts of a GPU that is busy for `utilization` (0 to 1) of the time, with its share of the machine. */
export function powerOf(gpu: Gpu, utilization: number): GpuPower {
  const tdp = fact(gpu.tdpWatts, 'W', 'CATALOG', tdpSource(gpu));
  const of = (row: PowerRow) =>
    atEachEnd((end) =>
      derived(SHARE, { tdp, share: fact(row[end], '1', row.basis, `${row.source} (${row.year})`) }, 'W'),
    );
  const utilized = given(utilization, '1');
  const idle = of(idleShare(gpu));
  const busy = of(busyShare(gpu));
  const host = hostOf(gpu, tdp, utilized);
  const total = atEachEnd((end) =>
    derived(TOTAL, { idle: idle[end], utilization: utilized, busy: busy[end], host: host[end] }, 'W', {
      source: 'watts of board and host',
    }),
  );
  return { idle, busy, host, total };
}

function hostOf(gpu: Gpu, tdp: Figure, utilization: Figure): FigureRange {
  const { idle, busy } = hostRows(gpu);
  return atEachEnd((end) =>
    derived(
      AT_WORK,
      { idle: hostWatts(gpu, tdp, idle, end), utilization, busy: hostWatts(gpu, tdp, busy, end) },
      'W',
    ),
  );
}

function hostRows(gpu: Gpu): { readonly idle: PowerRow; readonly busy: PowerRow } {
  if (isDesktop(gpu)) return DESKTOP_HOST;
  return gpu.formFactor === 'SUPERCHIP' ? SUPERCHIP_HOST : { idle: HOST_IDLE, busy: HOST_BUSY };
}

function hostWatts(gpu: Gpu, tdp: Figure, row: PowerRow, end: 'low' | 'middle' | 'high'): Figure {
  const source = `${row.source} (${row.year})`;
  if (isDesktop(gpu)) return fact(row[end], 'W', row.basis, source);
  const share = fact(row[end], '1', row.basis, source);
  if (gpu.formFactor === 'SUPERCHIP') return derived(SHARE, { tdp, share }, 'W');
  return derived(
    HOST_SHARE,
    {
      share,
      h100: fact(HOST_GROWTH.ratedWatts, 'W', 'CATALOG', 'rated watts of an H100 SXM'),
      tdp,
      growth: fact(HOST_GROWTH.exponent, '1', 'ESTIMATED', HOST_GROWTH.source),
    },
    'W',
  );
}

function isDesktop(gpu: Gpu): boolean {
  return gpu.class === 'CONSUMER';
}

function tdpSource({ sources }: Gpu): string {
  const found = sources.find(({ figures }) => figures.includes('POWER'));
  return found?.source ?? 'the catalog of GPUs';
}
