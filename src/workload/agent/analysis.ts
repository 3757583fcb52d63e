import type { AgentFailure, AgentReply } from '#graph/agent.ts';
import type { Absence } from '#market/graph-absence.ts';
import type { Instant } from '#units/time.ts';
import type { Claim, Estimate } from './claims.ts';
import type { AnalysisInsight } from './judged-answer.ts';

/** Why the computed insights answer in place of a model. */
export type FallbackReason = AgentFailure | 'NOT_CONFIGURED' | 'SCHEMA_MISMATCH' | 'IMPLAUSIBLE';

/** What was analysed, as it is kept: names by their slugs and codes. */
export type AnalyzedSetup = {
  readonly gpu: string;
  readonly gpuCount: number;
  readonly hours: number;
  readonly utilization: number;
  readonly region: string | null;
  readonly provider: string | null;
  readonly billing: 'ON_DEMAND' | 'SPOT' | null;
};

/** An analysis but for what the database adds to it. */
export type AnalysisBody = {
  readonly setup: AnalyzedSetup;
  readonly question: string | null;
  /** A sentence on what went wrong; null where the agent answered. */
  readonly fallbackDetail: string | null;
  readonly summary: string;
  readonly insights: readonly AnalysisInsight[];
  readonly estimates: readonly Estimate[];
  /** Why there is no estimate of the rent; null where there is one. */
  readonly rentAbsence: Absence | null;
  readonly claims: readonly Claim[];
  /** Null where none is configured. */
  readonly model: string | null;
  readonly tokens: AgentReply['tokens'];
  readonly tookMs: number | null;
  /** Steps that happened after the trace was full. */
  readonly untraced: number;
  readonly simulated: boolean;
};

/** What became of one question about a workload. */
export type Analysis = AnalysisBody & {
  readonly id: string;
  /** Id of the workload; null for a setup that was told with the question. */
  readonly workload: string | null;
  readonly createdAt: Instant;
  /** Null where the agent answered. */
  readonly fallbackReason: FallbackReason | null;
};
