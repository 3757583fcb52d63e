import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import { fact } from '#units/figure.ts';
import { usdFromFloat } from '#units/money.ts';
import { percentOf } from '#units/rounding.ts';
import { formatInstant, HOUR_MS } from '#units/time.ts';
import { answerStart, type JudgedWindow } from '../window/answer-start.ts';
import { DEFAULT_USD_PER_KG, MOST_HOURS } from '../window/asked-start.ts';
import { reasoningOf } from '../window/start-words.ts';
import { carbonRange, intensityRange } from '../window/start-figures.ts';
import { gpusName } from './candidate.ts';
import { insightOf } from './found-insight.ts';
import type { Insight } from './insight.ts';
import type { JudgedWorkload } from './judged-workload.ts';

/** How long a start may be put off where nobody says. */
export const MOST_WAIT_HOURS = 24;

/**
 * A later start within a day at the same machines and price, when the grid is cleaner, as `startWindows` says; null where it
 * tells of none: no hours of the grid are known, it is as good now, or the work is longer than it answers for.
 */
export async function cleanerStart(
  context: Context,
  { setup, now, billing }: JudgedWorkload,
  moment: Moment,
): Promise<Insight | null> {
  const pricePerGpuHour = usdFromFloat(now.price.value);
  if (now.region === null || setup.hours + MOST_WAIT_HOURS > MOST_HOURS || !pricePerGpuHour) return null;
  const { gpu, gpuCount, provider, region } = now;
  const answer = await answerStart(
    {
      rental: { gpu: gpu.slug, gpuCount, provider, region, billing, pricePerGpuHour },
      ownMachines: false,
      hours: setup.hours,
      utilization: percentOf(setup.utilization, 6),
      within: (setup.hours + MOST_WAIT_HOURS) * HOUR_MS,
      objective: 'CARBON',
      usdPerKg: DEFAULT_USD_PER_KG,
    },
    context,
    moment,
  );
  const { best, now: atOnce } = answer;
  if (!best || !atOnce || best === atOnce) return null;
  return startInsight(setup, now, { best, atOnce, why: reasoningOf(answer) });
}

function startInsight(
  setup: JudgedWorkload['setup'],
  now: JudgedWorkload['now'],
  { best, atOnce, why }: { readonly best: JudgedWindow; readonly atOnce: JudgedWindow; readonly why: string },
): Insight {
  const start = formatInstant(best.start);
  // Both by the hours they would be in: the workload's own carbon is by the year's mean.
  const [nowByHour, use] = [atOnce, best].map((at) => ({ ...now, carbon: carbonRange(at).middle }));
  return insightOf(nowByHour!, {
    kind: 'OTHER_TIME',
    title: `${gpusName(setup)}, begun at ${start} on a cleaner grid`,
    why,
    use: use!,
    evidence: [
      { name: 'carbon of a start now', figure: nowByHour!.carbon },
      { name: 'grid during a run from now', figure: intensityRange(atOnce).middle },
      { name: 'grid during the later run', figure: intensityRange(best).middle },
    ],
    risk: 'LOW',
    riskReason: `It is done up to ${MOST_WAIT_HOURS} hours later, the machines may be taken or dearer by then, and the hours are those of an average day of the month: wind and sun may be otherwise.`,
    steps: [
      `Begin at ${start}.`,
      'Give `startWindows` the grid’s forecast as `intensity` where you have one: it knows the weather.',
    ],
    confidence: {
      figure: fact(
        best.saving.cleaner,
        '1',
        'ESTIMATED',
        'startWindows: how far such days were from their mean',
      ),
      restsOn:
        'The chance that the later run emits less than one from now, by how far hours of the grid were from their means by month, hour and weekend.',
    },
  });
}
