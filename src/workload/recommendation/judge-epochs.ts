import { knee, type WhyNoKnee } from '#analytics/knee.ts';
import { fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { LEAST_SAVING, type Judgement, type JudgedRun, type NotRecommended } from './recommendation.ts';
import { METRIC_WORDS, type RunMetric } from './run-metric.ts';
import { percent, savingOf, shown } from './saving.ts';

const KIND = 'EPOCHS';
const SAVED = formula('hours * (1 - knee / end)');
const SOURCE = 'Kneedle (Satopää et al. 2011) on formulas fitted to the run, of the best so far';

/** A knee that gives up more of the gain than this is a high risk, than the other a medium one. */
const HIGH_LOSS = 0.15;
const MEDIUM_LOSS = 0.05;

const WHY: Readonly<Record<WhyNoKnee, (words: string, evaluations: number) => string>> = {
  NOT_ENOUGH_POINTS: (words, evaluations) =>
    `${evaluations} evaluations of the ${words} are too few to tell where it bends: evaluate at least 10 times.`,
  NO_GAIN: (words) => `The ${words} never got better than it began by more than its noise.`,
  NO_KNEE: (words) =>
    `The ${words} improved about as fast at the end as at the beginning: every epoch was worth about the same.`,
  UNCERTAIN: (words) =>
    `The ${words} bends so little, for its noise, that it may have no knee: evaluate more often early in the run.`,
};

/** How many epochs bring most of the gain, and what the rest cost. */
export function judgeEpochs(run: JudgedRun, metric: RunMetric): Judgement {
  const { knee: found, why, evaluations, sharpness } = knee(metric.curve);
  const none = (reason: NotRecommended['reason'], message: string): NotRecommended => ({
    kind: KIND,
    reason,
    message,
  });
  if (!found)
    return none(why ?? 'UNCERTAIN', WHY[why ?? 'UNCERTAIN'](METRIC_WORDS[metric.name], evaluations));
  const { end } = metric.curve;
  const isWhole = metric.unit === 'EPOCH' && run.epochs !== null && end >= 2;
  const word = metric.unit === 'EPOCH' ? 'epoch' : 'step';
  const whole = (place: number): number => (isWhole ? Math.max(1, Math.round(place)) : place);
  const at = whole(found.at);
  const latest = whole(found.high);
  if (!(at > 0 && at < (1 - LEAST_SAVING) * end))
    return none(
      'SAVES_NOTHING',
      `The knee is at ${word} ${shown(at)} of ${shown(end)}: there is nothing to save.`,
    );
  if (run.hours === null)
    return none(
      'NOT_TOLD',
      `The knee is at ${word} ${shown(at)}, but the run’s \`hours\` are not told: tell them to know what that saves.`,
    );
  const unit = `${word}s`;
  const measured = (value: number): Figure => fact(value, unit, 'ESTIMATED', SOURCE);
  const hours = given(run.hours, 'h');
  const savedAt = (place: number) =>
    savingOf(run, SAVED, { hours, knee: measured(place), end: given(end, unit) });
  const lost = 1 - found.gain;
  return {
    kind: KIND,
    title: `Train ${shown(at)} ${unit} in place of ${shown(end)}`,
    reasoning: `By ${word} ${shown(found.at)}, ${percent(found.share)} of the run, the ${METRIC_WORDS[metric.name]} had ${percent(found.gain)} of its whole gain; the rest of the run brought ${percent(lost)}.`,
    target: measured(at),
    saves: savedAt(at),
    confidence: fact(
      found.confidence,
      '1',
      'ESTIMATED',
      'share of 40 redraws of the run’s noise whose knee is within 15 % of it',
    ),
    steps: [
      `Set the run to ${shown(at)} ${unit}, and let the learning rate’s schedule end there.`,
      'Compare the metric with this run’s before the next ones are shortened.',
    ],
    risk: lost > HIGH_LOSS ? 'HIGH' : lost > MEDIUM_LOSS ? 'MEDIUM' : 'LOW',
    risks: [
      `${percent(lost)} of the gain is given up: where the last of it counts, stop by the plateau instead.`,
      'Where a knee lies depends on how long the run was: a longer run has a later one.',
    ],
    evidence: [
      { name: 'evaluations', figure: given(evaluations, 'evaluations') },
      { name: 'knee', figure: measured(found.at) },
      { name: 'knee, at the earliest', figure: measured(found.low) },
      { name: 'knee, at the latest', figure: measured(found.high) },
      { name: 'share of the gain by then', figure: fact(found.gain, '1', 'ESTIMATED', SOURCE) },
      {
        name: 'sharpness',
        figure: fact(sharpness, '1', 'ESTIMATED', 'distance from the chord; 0 is a straight line'),
      },
    ],
    alternatives:
      latest < (1 - LEAST_SAVING) * end && latest > at
        ? [
            {
              title: `Train ${shown(latest)} ${unit}, the latest the knee may be`,
              saves: savedAt(latest),
            },
          ]
        : [],
  };
}
