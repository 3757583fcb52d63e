import type { Figure } from '#units/figure.ts';

/** What a workload could do otherwise. */
export type InsightKind =
  'OTHER_GPU' | 'OTHER_REGION' | 'OTHER_TIME' | 'SPOT' | 'FEWER_GPUS' | 'UTILIZATION' | 'OTHER_PROVIDER';

/** A change worth making to a workload, with what it rests on and what it saves. */
export type Insight = {
  readonly kind: InsightKind;
  readonly title: string;
  /** Why, in sentences that quote the evidence. */
  readonly reasoning: string;
  /** The figures it rests on, by what each is: "price now". */
  readonly evidence: readonly { readonly name: string; readonly figure: Figure }[];
  /** What it saves; null where it saves nothing of that kind. */
  readonly saves: {
    /** USD of rent. */
    readonly cost: Figure | null;
    /** kWh. */
    readonly energy: Figure | null;
    /** kg CO₂e. */
    readonly carbon: Figure | null;
  };
  /** 0 to 1: how sure it is that it saves at all. */
  readonly confidence: Figure;
};
