import { median, quantile } from '#analytics/quantile.ts';
import { carbonFigures } from '#catalog/carbon.ts';
import { busyShare, idleShare } from '#catalog/gpu-power.ts';
import { gpus } from '#catalog/gpus.ts';
import { measuredPowers, type MeasuredPower } from '#catalog/measured-powers.ts';
import { regionByCode } from '#catalog/regions.ts';
import { carbonFrom } from '#workload/energy/carbon.ts';
import { powerOf } from '#workload/energy/power.ts';

/** What was estimated of something, and what it was. */
type Judged = {
  readonly name: string;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  readonly truth: number;
};

/** The year whose figures of grids are left out and then estimated. */
const LEFT_OUT = 2024;

/** The page's part about energy: its heading, its words, and rows for a table. */
export function energyAccuracy(): {
  readonly words: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const powers = measuredPowers.map((row) => ({ ...row, ...powerJudged(row) }));
  const of = (kind: MeasuredPower['of'], isIdle: boolean) =>
    powers.filter((row) => row.of === kind && (row.utilization === 0) === isIdle);
  const grids = carbonJudged();
  return {
    words:
      '## Energy and carbon\n\n' +
      'Estimate ÷ measured, and the share of what was measured that lies in the range served, which is meant to be nine in ' +
      'ten. Watts are held against the few readings that are public (src/catalog/measured-powers.ts: boards of four GPUs, ' +
      'machines of eight H100s, what BLOOM’s machines drew beside their A100s); the shares of the rated watts were chosen ' +
      'while looking at them, so that the rows of boards “by the other GPUs” tell more: each GPU’s readings by the mean ' +
      'shares of the rest. Servers of other GPUs, superchips and desktops’ hosts are tried on nothing. ' +
      `Carbon intensity of ${LEFT_OUT} is estimated from figures of before, for each region that both are known of; what is ` +
      'left of it is as much what sources count as what a year changes. How far below older figures the range reaches was chosen ' +
      'on these regions, so the last row has for each the ends by the others. PUE, electricity prices and embodied carbon have ' +
      'nothing to be held against.\n',
    titles: ['of', 'n', 'p10', 'p50', 'p90', 'median of abs. ln', 'in range %'],
    rows: [
      ['boards, idle', ...cells(of('BOARD', true))],
      ['boards, busy', ...cells(of('BOARD', false))],
      ['boards, busy, by the other GPUs', ...cells(boardsByOthers(), false)],
      ['machines of 8 H100s, idle', ...cells(of('MACHINE', true))],
      ['machines of 8 H100s, busy', ...cells(of('MACHINE', false))],
      ['beside the A100s of BLOOM', ...cells(of('HOST', false))],
      [`carbon intensity of ${LEFT_OUT}`, ...cells(grids)],
      ['its range by the other regions’ errors', ...cells(rangedByOthers(grids))],
    ],
  };
}

function powerJudged({ gpu: slug, gpuCount, utilization, of, watts }: MeasuredPower): Judged {
  const { idle, busy, host, total } = powerOf(gpuOf(slug), utilization);
  const at = (end: 'low' | 'middle' | 'high') => {
    if (of === 'HOST') return host[end].value;
    if (of === 'MACHINE') return total[end].value;
    return idle[end].value + utilization * (busy[end].value - idle[end].value);
  };
  return { name: slug, low: at('low'), middle: at('middle'), high: at('high'), truth: watts / gpuCount };
}

/** Boards that are busy, each by what the other GPUs' boards draw of their rated watts. */
function boardsByOthers(): Judged[] {
  const rows = measuredPowers.filter(({ of, utilization }) => of === 'BOARD' && utilization > 0);
  return rows.map((row) => {
    const gpu = gpuOf(row.gpu);
    const others = rows.filter((other) => other.gpu !== row.gpu).map((other) => drawnShare(other));
    const mean = others.reduce((sum, share) => sum + share, 0) / others.length;
    const idle = idleShare(gpu).middle;
    const by = (share: number) => gpu.tdpWatts * (idle + row.utilization * (share - idle));
    return {
      name: row.gpu,
      low: by(busyShare(gpu).low),
      middle: by(mean),
      high: by(busyShare(gpu).high),
      truth: row.watts,
    };
  });
}

/** What a board drew while busy, as a share of its rated watts. */
function drawnShare({ gpu: slug, utilization, watts }: MeasuredPower): number {
  const gpu = gpuOf(slug);
  const idle = idleShare(gpu).middle;
  return (watts / gpu.tdpWatts - idle * (1 - utilization)) / utilization;
}

function carbonJudged(): Judged[] {
  const truths = carbonFigures.filter(({ year }) => year === LEFT_OUT);
  return truths.flatMap((truth) => {
    const rest = carbonFigures.filter(({ region, year }) => region !== truth.region || year !== LEFT_OUT);
    if (!rest.some(({ region }) => region === truth.region)) return [];
    const said = carbonFrom(rest, regionByCode(truth.region) ?? null, null);
    const [low, middle, high] = [said.low.value, said.middle.value, said.high.value];
    return [{ name: truth.region, low, middle, high, truth: truth.gramsPerKwh / 1000 }];
  });
}

/** The same with ends moved to where the other names’ truths lie: one in twenty below, one in twenty above. */
function rangedByOthers(judged: readonly Judged[]): Judged[] {
  return judged.map((one) => {
    const others = judged.filter(({ name }) => name !== one.name);
    const below = quantile(
      others.map(({ low, truth }) => truth / low),
      0.05,
    );
    const above = quantile(
      others.map(({ high, truth }) => truth / high),
      0.95,
    );
    return { ...one, low: one.low * (below ?? 1), high: one.high * (above ?? 1) };
  });
}

function cells(judged: readonly Judged[], hasRange = true): string[] {
  const ratios = judged.map(({ middle, truth }) => middle / truth);
  const errors = ratios.map((ratio) => Math.abs(Math.log(ratio)));
  const inRange = judged.filter(({ low, high, truth }) => truth >= low && truth <= high).length;
  return [
    String(judged.length),
    ...[0.1, 0.5, 0.9].map((share) => quantile(ratios, share)?.toFixed(2) ?? '–'),
    median(errors)?.toFixed(3) ?? '–',
    hasRange ? ((100 * inRange) / judged.length).toFixed(0) : '–',
  ];
}

function gpuOf(slug: string) {
  const gpu = gpus.find((known) => known.slug === slug);
  if (!gpu) throw new Error(`${slug} is not in the catalog`);
  return gpu;
}
