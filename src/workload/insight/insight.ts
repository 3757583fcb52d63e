import type { Gpu } from '#catalog/gpu.ts';
import type { Absence } from '#market/graph-absence.ts';
import type { Figure } from '#units/figure.ts';
import type { Billing } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import type { Cost } from '../cost.ts';
import type { WorkloadSetup } from './workload-setup.ts';

/** What a workload could do otherwise. */
export type InsightKind =
  | 'OTHER_GPU'
  | 'OTHER_REGION'
  | 'OTHER_TIME'
  | 'SPOT'
  | 'FEWER_GPUS'
  | 'UTILIZATION'
  | 'OTHER_PROVIDER'
  | 'IDLE'
  | 'RESERVATION'
  | 'COMBINED';

export type InsightRisk = 'LOW' | 'MEDIUM' | 'HIGH';

export type Evidence = { readonly name: string; readonly figure: Figure };

/** What the work takes in some setup. */
export type WorkloadUse = {
  readonly gpu: Gpu;
  readonly gpuCount: number;
  readonly machines: number;
  readonly billing: Billing;
  /** Null where the price is the caller’s own and nothing else was told. */
  readonly provider: string | null;
  /** Code; null where it is not known. */
  readonly region: string | null;
  /** 0 to 1. */
  readonly utilization: Figure;
  /** Hours that are paid for, of each GPU. */
  readonly hours: Figure;
  /** USD/h of one GPU. */
  readonly price: Figure;
  /** USD of rent, and by the forecast of the GPU’s index. */
  readonly cost: Cost;
  /** kWh. */
  readonly energy: Figure;
  /** kg CO₂e. */
  readonly carbon: Figure;
};

/** A change worth making to a workload, with what it rests on and what it saves. */
export type Insight = {
  readonly kind: InsightKind;
  readonly title: string;
  /** Why, in sentences that quote the evidence. */
  readonly reasoning: string;
  /** The figures it rests on, by what each is: "price now". */
  readonly evidence: readonly Evidence[];
  /** What it saves, each above 0; null where it saves nothing of that kind. */
  readonly saves: {
    /** USD of rent. */
    readonly cost: Figure | null;
    /** Hours until it is done. */
    readonly hours: Figure | null;
    /** kWh. */
    readonly energy: Figure | null;
    /** kg CO₂e. */
    readonly carbon: Figure | null;
  };
  /** 0 to 1: how sure it is that it saves at all; null where nothing measured tells. */
  readonly confidence: Figure | null;
  /** What the confidence rests on, or why there is none. */
  readonly confidenceRestsOn: string;
  readonly risk: InsightRisk;
  /** What may go wrong. */
  readonly riskReason: string;
  /** What to do, in order. */
  readonly steps: readonly string[];
  /** What would be used. */
  readonly use: WorkloadUse;
};

/**
 * NOT_SUITED: it would harm. NO_OFFER: nothing to change to is on offer. NOT_KNOWN: a figure is missing. NO_SAVING: it
 * costs as much or more, or as good as that. DOES_NOT_FIT: too little memory. TOO_SLOW: it takes too long. OUTDONE: it
 * saves, and another of its kind more.
 */
export type InsightWhyNot =
  'NOT_SUITED' | 'NO_OFFER' | 'NOT_KNOWN' | 'NO_SAVING' | 'DOES_NOT_FIT' | 'TOO_SLOW' | 'OUTDONE';

/** A change that was considered and lost. */
export type RejectedInsight = {
  readonly kind: InsightKind;
  /** "4 × L40S", "spot", "France". */
  readonly title: string;
  readonly why: InsightWhyNot;
  readonly reason: string;
  /** What it would cost, USD; null where that is not known. */
  readonly cost: Figure | null;
};

/** All changes to a workload, each judged alone: their savings do not add up. */
export type WorkloadInsights = {
  readonly at: Instant;
  readonly setup: WorkloadSetup;
  /** What it takes now; null where it has no price. */
  readonly now: WorkloadUse | null;
  /** Why it has no price; null where it has one. */
  readonly absence: Absence | null;
  /** The most dollars first, then the most carbon. */
  readonly insights: readonly Insight[];
  readonly rejected: readonly RejectedInsight[];
  /** The cheapest of everything that goes together; null where one change alone comes to as much. */
  readonly combined: Insight | null;
  readonly simulated: boolean;
};
