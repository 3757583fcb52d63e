import { answerRunOrWait } from '#forecast/answer-run-or-wait.ts';
import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import { derived, fact } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { formatInstant, HOUR_MS, MINUTE_MS } from '#units/time.ts';
import { gpusName } from './candidate.ts';
import { cleanerStart, MOST_WAIT_HOURS } from './cleaner-start.ts';
import { costSaved, insightOf, nothing, usd, type Found } from './found-insight.ts';
import type { InsightWhyNot } from './insight.ts';
import { gpusNow, type JudgedWorkload } from './judged-workload.ts';
import { useOf } from './workload-use.ts';

/** Longer work is not asked about: prices are forecast for a week. */
const MOST_HOURS = 8760;
const PRICE_LATER = formula('price * expected / index');

const none = (why: InsightWhyNot, reason: string): Found =>
  nothing('OTHER_TIME', 'a later start', why, reason);

/** A later start within a day: when rent is expected to be less, and when the grid is cleaner. */
export async function laterStart(context: Context, judged: JudgedWorkload, moment: Moment): Promise<Found> {
  const [cheaper, cleaner] = await Promise.all([
    cheaperStart(context, judged, moment),
    cleanerStart(context, judged, moment),
  ]);
  return { ...cheaper, insights: [...cheaper.insights, ...(cleaner ? [cleaner] : [])] };
}

/** By what `runNowOrWait` expects of it. */
async function cheaperStart(context: Context, judged: JudgedWorkload, moment: Moment): Promise<Found> {
  const { setup, now, billing, offer, market } = judged;
  if (offer === null) return none('NO_SAVING', 'A price of your own is the same at any time.');
  if (setup.hours > MOST_HOURS)
    return none('NOT_KNOWN', 'It runs for over a year: no forecast reaches so far.');
  if (moment.asOf !== null) return none('NOT_KNOWN', 'Forecasts are kept for the present alone.');
  const { decided, forecast, reasoning } = await answerRunOrWait(
    // The index of all its offers, as every cost's forecast is: few single places have the history for one.
    {
      gpu: setup.gpu.name,
      billing,
      hours: setup.hours,
      gpuCount: setup.gpuCount,
      within: (setup.hours + MOST_WAIT_HOURS) * HOUR_MS,
      pricing: billing === 'SPOT' ? 'FLOATING' : 'LOCKED',
      checkpointDuration: 2 * MINUTE_MS,
      restartDuration: 5 * MINUTE_MS,
    },
    // It is a part of another answer, and none of its own to be settled later.
    { ...context, answers: { keep: () => {} } },
    moment,
  );
  const { decision, start, expected, takeAt, cheaperShare } = decided;
  if (decision === null || forecast === null) return none('NOT_KNOWN', reasoning);
  if (decision !== 'WAIT_UNTIL' || start === null || expected === null) return none('NO_SAVING', reasoning);
  const source = `runNowOrWait: the price the wait is expected to pay, start ${formatInstant(start)}`;
  const price = derived(
    PRICE_LATER,
    {
      price: now.price,
      expected: fact(expected.mean / 1e6, 'USD/h', 'ESTIMATED', source),
      index: fact(forecast.price / 1e6, 'USD/h', 'OBSERVED', `index of ${setup.gpu.name} now`),
    },
    'USD/h',
  );
  const use = useOf({
    ...now,
    gpuCount: gpusNow(judged),
    price,
    factors: market.factorsOf(setup.gpu.slug, billing),
    simulated: now.cost.simulated,
  });
  if (costSaved(now, use) === null) return none('NO_SAVING', reasoning);
  const insight = insightOf(now, {
    kind: 'OTHER_TIME',
    title: `${gpusName(setup)}, begun ${takeAt === null ? `at ${formatInstant(start)}` : 'when the price falls'}`,
    why: reasoning,
    use,
    evidence: [
      { name: 'index now', figure: price.explain?.inputs['index'] ?? price },
      { name: 'price the wait is expected to pay', figure: price.explain?.inputs['expected'] ?? price },
    ],
    risk: 'LOW',
    riskReason: `It is done up to ${MOST_WAIT_HOURS} hours later, and prices may rise instead.`,
    steps: [
      takeAt === null
        ? `Begin at ${formatInstant(start)}.`
        : `Begin as soon as the index is at or under ${usd(takeAt / 1e6)}, at the latest ${formatInstant(decided.latestStart)}.`,
      'Subscribe to the price meanwhile, or ask runNowOrWait each hour.',
    ],
    confidence: {
      figure:
        cheaperShare === null
          ? null
          : fact(
              cheaperShare,
              '1',
              'ESTIMATED',
              'share of the forecast’s outcomes in which waiting pays less',
            ),
      restsOn:
        'The share of the outcomes that the price forecast gives in which the wait pays less than now.',
    },
  });
  return { insights: [insight], rejected: [] };
}
