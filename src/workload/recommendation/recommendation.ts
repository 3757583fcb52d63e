import type { Gpu } from '#catalog/gpu.ts';
import type { Billing } from '#units/quote.ts';
import type { Figure } from '#units/figure.ts';
import type { RunPoint } from '../run/run.ts';

export type RecommendationKind = 'EARLY_STOPPING' | 'EPOCHS' | 'DATASET_SIZE' | 'BATCH_SIZE' | 'COMPUTE_TIER';

/** What a change saves on one run. */
export type Saving = {
  /** USD of rent; null where the run’s price is not known. */
  readonly cost: Figure | null;
  /** Below 0 where it takes longer. */
  readonly hours: Figure;
};

export type Risk = 'LOW' | 'MEDIUM' | 'HIGH';

/** A change worth making to the next run, with what it rests on and what this run would have saved. */
export type Recommendation = {
  readonly kind: RecommendationKind;
  readonly title: string;
  /** Why, in sentences that quote the evidence. */
  readonly reasoning: string;
  /** What to set it to: steps, epochs, samples, sequences; null for a GPU. */
  readonly target: Figure | null;
  readonly saves: Saving;
  /** 0 to 1; its source tells the rule. */
  readonly confidence: Figure;
  readonly steps: readonly string[];
  readonly risk: Risk;
  readonly risks: readonly string[];
  readonly evidence: readonly { readonly name: string; readonly figure: Figure }[];
  readonly alternatives: readonly { readonly title: string; readonly saves: Saving }[];
};

export type WhyNone =
  | 'NOT_TOLD'
  | 'NO_METRIC'
  | 'NOT_ENOUGH_POINTS'
  | 'NO_SPREAD'
  | 'NO_GAIN'
  | 'STILL_IMPROVING'
  | 'NO_PLATEAU'
  | 'NO_KNEE'
  | 'UNCERTAIN'
  | 'DOES_NOT_FIT'
  | 'NO_PRICE'
  | 'SAVES_NOTHING';

/** Why one kind of change is not recommended, and what to do for it to be. */
export type NotRecommended = {
  readonly kind: RecommendationKind;
  readonly reason: WhyNone;
  readonly message: string;
};

export type Judgement = Recommendation | NotRecommended;

export function isRecommended(judgement: Judgement): judgement is Recommendation {
  return 'saves' in judgement;
}

/** What of another run of the same model counts. */
export type SiblingRun = {
  readonly samples: number | null;
  readonly epochs: number | null;
  readonly batchSize: number | null;
  readonly hours: number | null;
  readonly gpu: string | null;
  readonly gpuCount: number;
  readonly accuracy: number | null;
  readonly validationLoss: number | null;
};

/** A run as recommendations see it. What is null was not told. */
export type JudgedRun = SiblingRun & {
  readonly model: string | null;
  readonly gpuOf: Gpu | null;
  readonly billing: Billing | null;
  readonly parameters: number | null;
  readonly tokens: number | null;
  /** USD/h for one GPU. */
  readonly price: Figure | null;
  readonly points: readonly RunPoint[];
  /** Other runs of the model by the same owner. */
  readonly siblings: readonly SiblingRun[];
};

/** What may be asked for otherwise. */
export type RecommendationRule = {
  /** Evaluations. */
  readonly patience: number | null;
  /** Loss, or accuracy. */
  readonly leastGain: number | null;
  /** Of the accuracy, or of the gain where only losses are known. */
  readonly keptShare: number;
};

export const USUAL_RULE: RecommendationRule = { patience: null, leastGain: null, keptShare: 0.95 };

/** Savings of less than this share of the hours are not worth a change. */
export const LEAST_SAVING = 0.02;
