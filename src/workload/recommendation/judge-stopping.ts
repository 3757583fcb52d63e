import {
  earlyStopping,
  type EarlyStopping,
  type Stopping,
  type WhyNoStop,
} from '#analytics/early-stopping.ts';
import { fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import {
  LEAST_SAVING,
  type Judgement,
  type JudgedRun,
  type NotRecommended,
  type RecommendationRule,
  type Risk,
} from './recommendation.ts';
import { METRIC_WORDS, type RunMetric } from './run-metric.ts';
import { percent, savingOf, shown } from './saving.ts';

const KIND = 'EARLY_STOPPING';
const SAVED = formula('hours * (1 - stop / end)');
const SOURCE =
  'the best evaluation of the level without noise: its least where it rises afterwards, else the first after which it gains no more than the least gain';

/** Where the rule would have ended the run, and what that saves. */
export function judgeStopping(run: JudgedRun, metric: RunMetric, rule: RecommendationRule): Judgement {
  const found = earlyStopping(metric.curve, rule);
  const { stopping, why } = found;
  if (!stopping || why) return none(why ?? 'UNCERTAIN', found, metric);
  if (run.hours === null) {
    const message = `${titleOf(metric, found, stopping)}, but the run’s \`hours\` are not told: tell them to know what that saves.`;
    return { kind: KIND, reason: 'NOT_TOLD', message };
  }
  const { curve } = metric;
  const end = curve.end;
  const stopAt = placeOf(metric, stopping.stop);
  const keepAt = placeOf(metric, stopping.keep);
  if (!(stopAt > 0 && stopAt < (1 - LEAST_SAVING) * end)) {
    const message = `The rule would have ended it at ${shown(stopAt)} of ${shown(end)}: that saves less than ${percent(LEAST_SAVING)}.`;
    return { kind: KIND, reason: 'SAVES_NOTHING', message };
  }
  const unit = metric.unit === 'EPOCH' ? 'epochs' : 'steps';
  const measured = (value: number): Figure => fact(value, unit, 'ESTIMATED', SOURCE);
  const hours = given(run.hours, 'h');
  const endFigure = given(end, unit);
  const savedAt = (place: number) => savingOf(run, SAVED, { hours, stop: measured(place), end: endFigure });
  const lossUnit = '1';
  return {
    kind: KIND,
    title: titleOf(metric, found, stopping),
    reasoning: reasoningOf(metric, found, stopping),
    target: measured(keepAt),
    saves: savedAt(stopAt),
    confidence: fact(
      stopping.confidence,
      '1',
      'ESTIMATED',
      found.shape === 'PLAIN'
        ? 'weight, by fit, of the curves whose best evaluation is within a patience of it'
        : 'share of 40 redraws of the run’s noise whose best evaluation is within a patience of it',
    ),
    steps: [
      `Evaluate as often as here, and keep the checkpoint with the best ${METRIC_WORDS[metric.name]}.`,
      `Stop after ${found.patience} evaluations without a gain of ${shown(found.leastGain)} (Keras: EarlyStopping(patience=${found.patience}, min_delta=${shown(found.leastGain)}, restore_best_weights=True)).`,
      ...(found.sigma > found.leastGain
        ? [`Compare means of several evaluations: one evaluation is off by ${shown(found.sigma)}.`]
        : []),
      ...(stopping.hastyStop === null
        ? []
        : ['Hold the rule back until the later descent is over: it would fire before it.']),
    ],
    risk: riskOf(metric, stopping),
    risks: risksOf(metric, found, stopping),
    evidence: [
      { name: 'evaluations', figure: given(found.evaluations, 'evaluations') },
      { name: 'patience', figure: patienceFigure(found, rule) },
      { name: 'least gain', figure: gainFigure(found, rule) },
      {
        name: 'noise of one evaluation',
        figure: fact(
          found.sigma,
          lossUnit,
          'ESTIMATED',
          'differences of successive evaluations (von Neumann 1941)',
        ),
      },
      { name: 'best evaluation', figure: measured(keepAt) },
      { name: 'the rule ends the run', figure: measured(stopAt) },
      { name: 'the rule ends the run, at the earliest', figure: measured(placeOf(metric, stopping.low)) },
      { name: 'the rule ends the run, at the latest', figure: measured(placeOf(metric, stopping.high)) },
      {
        name: 'gained until then',
        figure: fact(stopping.gained, lossUnit, 'ESTIMATED', 'the level without noise'),
      },
      {
        name: 'lost from then to the end',
        figure: fact(stopping.lostAfter, lossUnit, 'ESTIMATED', 'the level without noise'),
      },
    ],
    alternatives: [
      {
        title: 'Plan the run’s length ahead, without waiting out the patience',
        saves: savedAt(keepAt),
      },
    ],
  };
}

/** The place of an evaluation, also of one that the run printed no number at. */
function placeOf({ curve }: RunMetric, index: number): number {
  const { at, lost, end } = curve;
  const last = at.length - 1;
  const whole = Math.min(Math.round(index), last + lost);
  if (whole <= last) return at[Math.max(0, whole)]!;
  return at[last]! + ((end - at[last]!) * (whole - last)) / lost;
}

function titleOf(metric: RunMetric, { patience }: EarlyStopping, stopping: Stopping): string {
  const word = metric.unit === 'EPOCH' ? 'epoch' : 'step';
  const [keep, stop] = [placeOf(metric, stopping.keep), placeOf(metric, stopping.stop)];
  return `Keep ${word} ${shown(keep)} and stop at ${shown(stop)} of ${shown(metric.curve.end)}: ${patience} evaluations without a gain worth it`;
}

function reasoningOf(metric: RunMetric, found: EarlyStopping, stopping: Stopping): string {
  const words = METRIC_WORDS[metric.name];
  const after =
    metric.curve.lost > 0
      ? `then it diverged: the last ${metric.curve.lost} evaluations are no numbers`
      : stopping.lostAfter > found.leastGain
        ? `then it got worse by ${shown(stopping.lostAfter)} until the end`
        : `then all that followed gained no more than ${shown(found.leastGain)}`;
  return `The ${words} gained ${shown(stopping.gained)} until ${metric.unit === 'EPOCH' ? 'epoch' : 'step'} ${shown(placeOf(metric, stopping.keep))}, ${after}.`;
}

function riskOf({ name }: RunMetric, { hastyStop }: Stopping): Risk {
  return name === 'TRAIN_LOSS' || hastyStop !== null ? 'MEDIUM' : 'LOW';
}

function risksOf({ name }: RunMetric, { leastGain }: EarlyStopping, { hastyStop }: Stopping): string[] {
  return [
    `What later training gains, at most ${shown(leastGain)}, is given up.`,
    ...(name === 'TRAIN_LOSS'
      ? ['The training loss does not show overfitting: record a validation loss to be sure.']
      : []),
    ...(hastyStop === null
      ? []
      : [
          'The metric paused before a later descent: a rule that only looks back would have ended the run too soon.',
        ]),
    'A learning rate that is lowered later, or other data, may bring another descent.',
  ];
}

function patienceFigure({ patience }: EarlyStopping, rule: RecommendationRule): Figure {
  return rule.patience === null
    ? fact(
        patience,
        'evaluations',
        'ASSUMED',
        'a tenth of the evaluations, at least 3; `patience` says otherwise',
      )
    : given(patience, 'evaluations');
}

function gainFigure({ leastGain }: EarlyStopping, rule: RecommendationRule): Figure {
  if (rule.leastGain !== null) return given(leastGain, '1');
  return fact(leastGain, '1', 'ASSUMED', '1 % of the whole gain; `leastGain` says otherwise');
}

function none(
  why: WhyNoStop,
  { evaluations, patience, leastGain }: EarlyStopping,
  metric: RunMetric,
): NotRecommended {
  const words = METRIC_WORDS[metric.name];
  switch (why) {
    case 'NOT_ENOUGH_POINTS':
      return {
        kind: KIND,
        reason: why,
        message: `${evaluations} evaluations of the ${words} are too few to tell a plateau: evaluate at least 10 times.`,
      };
    case 'NO_GAIN':
      return {
        kind: KIND,
        reason: why,
        message: `The ${words} never got better than it began by more than its noise: no checkpoint is worth stopping for. Look at the learning rate and the data first.`,
      };
    case 'STILL_IMPROVING':
      return {
        kind: KIND,
        reason: 'NO_PLATEAU',
        message: `The ${words} was still improving, or had stopped too short before the end, by a patience of ${patience} evaluations and a least gain of ${shown(leastGain)}: nothing was wasted, and more may bring more.`,
      };
    case 'UNCERTAIN':
      return {
        kind: KIND,
        reason: why,
        message: `The ${words} may have stopped improving, and is too noisy to be sure: evaluate on more data, or more often.`,
      };
  }
}
