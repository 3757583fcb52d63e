import { datasetSize, type DatasetSize, type KeptOf, type WhyNoSize } from '#analytics/dataset-size.ts';
import type { SizeObservation } from '#analytics/learning-curve.ts';
import { fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { firstEpoch } from './first-epoch.ts';
import {
  LEAST_SAVING,
  type Judgement,
  type JudgedRun,
  type NotRecommended,
  type RecommendationRule,
  type SiblingRun,
} from './recommendation.ts';
import { percent, savingOf, shown } from './saving.ts';

const KIND = 'DATASET_SIZE';
const SAVED = formula('hours * (1 - enough / samples)');
const SOURCE = 'L(D) = E + B ÷ D^β (Hestness et al. 2017) by least squares';

type Sizes = {
  readonly of: 'RUNS' | 'FIRST_EPOCH';
  readonly kept: KeptOf;
  readonly found: DatasetSize;
};

/** How many samples keep the share asked for, by runs on other sizes, else by the run’s own first epoch. */
export function judgeDataset(run: JudgedRun, rule: RecommendationRule): Judgement {
  const sizes = sizesOf(run, rule);
  const { found } = sizes;
  const { curve, why } = found;
  const enough = found.enough && {
    ...found.enough,
    samples: Math.ceil(found.enough.samples),
    high: Math.ceil(found.enough.high),
  };
  const none = (reason: NotRecommended['reason'], message: string): NotRecommended => ({
    kind: KIND,
    reason,
    message,
  });
  if (!enough || !curve) return none(...whyNone(why ?? 'UNCERTAIN', found, rule));
  if (run.samples === null || run.hours === null)
    return none(
      'NOT_TOLD',
      `${shown(enough.samples)} samples would do; tell the run’s \`samples\` and \`hours\` to know what that saves.`,
    );
  if (enough.samples > (1 - LEAST_SAVING) * run.samples)
    return none(
      'SAVES_NOTHING',
      `It takes ${shown(enough.samples)} samples to keep ${percent(rule.keptShare)}, and this run has ${shown(run.samples)}.`,
    );
  const measured = (value: number): Figure => fact(value, 'samples', 'ESTIMATED', SOURCE);
  const hours = given(run.hours, 'h');
  const samples = given(run.samples, 'samples');
  const savedAt = (value: number) => savingOf(run, SAVED, { hours, enough: measured(value), samples });
  const unit = '1';
  const words =
    sizes.kept === 'ACCURACY'
      ? `${percent(rule.keptShare)} of the accuracy`
      : `${percent(rule.keptShare)} of what the loss falls by from ${shown(found.smallest)} samples to ${shown(found.largest)}`;
  const isWeak = sizes.of === 'FIRST_EPOCH';
  return {
    kind: KIND,
    title: `Train on ${shown(enough.samples)} samples in place of ${shown(run.samples)}`,
    reasoning: `By a power law through ${found.sizes} sizes from ${shown(found.smallest)} to ${shown(found.largest)} samples${isWeak ? ' of the first epoch' : ''}, ${shown(enough.samples)} samples keep ${words} of the largest${enough.isSmallestTried ? '; it is the smallest size tried, and fewer may do' : ''}.`,
    target: measured(enough.samples),
    saves: savedAt(enough.samples),
    confidence: fact(
      enough.confidence,
      '1',
      'ESTIMATED',
      `share of 60 redraws of the sizes’ noise whose answer is within a fifth of it${isWeak ? '; of the fit alone: that a first epoch stands for whole runs is not in it' : ''}`,
    ),
    steps: [
      `Draw ${shown(enough.samples)} samples at random, alike in every class, and train on them for as many epochs.`,
      'Use what is saved for better labels, or more runs; keep the rest of the data for a last long run.',
    ],
    risk: isWeak ? 'HIGH' : enough.high > 1.5 * enough.samples ? 'MEDIUM' : 'LOW',
    risks: [
      `The ${sizes.kept === 'ACCURACY' ? 'accuracy' : 'loss'} gets worse by ${shown(enough.target - enough.full)}: rare cases may lose more than the mean does.`,
      ...(isWeak
        ? [
            'A first epoch tells less than runs on different sizes: the learning rate changes meanwhile, and no size is trained to its end. Train on a quarter of the data to be sure.',
          ]
        : []),
    ],
    evidence: [
      { name: 'sizes', figure: given(found.sizes, 'sizes') },
      { name: 'E', figure: fact(curve.floor, unit, 'ESTIMATED', SOURCE) },
      { name: 'B', figure: fact(curve.scale, unit, 'ESTIMATED', SOURCE) },
      { name: 'β', figure: fact(curve.power, unit, 'ESTIMATED', SOURCE) },
      { name: 'noise of one run', figure: fact(curve.sigma, unit, 'ESTIMATED', 'residuals of the fit') },
      { name: 'samples, at the least', figure: measured(enough.low) },
      { name: 'samples, at the most', figure: measured(enough.high) },
    ],
    alternatives:
      enough.high < (1 - LEAST_SAVING) * run.samples && enough.high > enough.samples
        ? [{ title: `${shown(enough.high)} samples, the most it may take`, saves: savedAt(enough.high) }]
        : [],
  };
}

function sizesOf(run: JudgedRun, { keptShare }: RecommendationRule): Sizes {
  const runs = [run, ...run.siblings];
  const byAccuracy = observationsOf(runs, ({ accuracy }) => (accuracy === null ? null : 1 - accuracy));
  const byLoss = observationsOf(runs, ({ validationLoss }) => validationLoss);
  const kept: KeptOf = byAccuracy.length >= byLoss.length ? 'ACCURACY' : 'GAIN';
  const found = datasetSize(kept === 'ACCURACY' ? byAccuracy : byLoss, kept, keptShare);
  if (found.why !== 'NOT_ENOUGH_POINTS' && found.why !== 'NO_SPREAD') return { of: 'RUNS', kept, found };
  const { kind, observations } = firstEpoch(run);
  const within = kind === 'ACCURACY' ? 'ACCURACY' : 'GAIN';
  const weaker = datasetSize(observations, within, keptShare);
  return weaker.enough ? { of: 'FIRST_EPOCH', kept: within, found: weaker } : { of: 'RUNS', kept, found };
}

function observationsOf(
  runs: readonly SiblingRun[],
  lossOf: (run: SiblingRun) => number | null,
): SizeObservation[] {
  return runs.flatMap((one) => {
    const loss = lossOf(one);
    return one.samples !== null && loss !== null ? [{ samples: one.samples, loss }] : [];
  });
}

function whyNone(
  why: WhyNoSize,
  { sizes, smallest, largest }: DatasetSize,
  { keptShare }: RecommendationRule,
): [NotRecommended['reason'], string] {
  const span = `${shown(smallest)} to ${shown(largest)} samples`;
  switch (why) {
    case 'NOT_ENOUGH_POINTS':
      return [
        why,
        `A learning curve takes four runs of the model on different numbers of samples, with their accuracy or validation loss, and ${sizes} ${sizes === 1 ? 'is' : 'are'} known: train on an eighth, a quarter and a half of the data.`,
      ];
    case 'NO_SPREAD':
      return [
        why,
        `The sizes go from ${span}: the largest has to be four times the smallest to tell a curve.`,
      ];
    case 'NO_GAIN':
      return [
        why,
        `From ${span} the metric does not follow a learning curve: more data brought nothing that stands out of the noise.`,
      ];
    case 'STILL_IMPROVING':
      return [why, `From ${span} every sample still counts: fewer would not keep ${percent(keptShare)}.`];
    case 'UNCERTAIN':
      return [
        why,
        `From ${span} the runs differ too much by chance to tell how many samples do: train on more sizes, or twice on each.`,
      ];
  }
}
