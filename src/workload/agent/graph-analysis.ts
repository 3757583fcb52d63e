import { builder } from '#graph/builder.ts';
import { ownerOf } from '#graph/owner.ts';
import { AbsenceEnum } from '#market/graph-absence.ts';
import { gpuOf, GpuRef } from '#market/graph-gpu.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { regionOf, RegionRef } from '#market/graph-region.ts';
import { percentOf } from '#units/rounding.ts';
import { UUID } from '../job/workload-cursor.ts';
import type { Analysis, AnalyzedSetup } from './analysis.ts';
import {
  AnalysisClaimRef,
  AnalysisEstimateRef,
  AnalysisInsightRef,
  AnalysisStepRef,
  AnalysisTokensRef,
  AnsweredByEnum,
  FallbackReasonEnum,
} from './graph-analysis-parts.ts';
import { isRefuted } from './judged-answer.ts';
import { analysesById, tracesOf } from './store-analyses.ts';

const SetupRef = builder.objectRef<AnalyzedSetup>('AnalyzedSetup').implement({
  description: 'What was analysed, as it was then.',
  fields: (t) => ({
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU; null only for one the catalog has dropped.',
      resolve: ({ gpu }) => gpuOf(gpu),
    }),
    gpuCount: t.exposeInt('gpuCount', { description: 'How many of it.' }),
    hours: t.exposeFloat('hours', { description: 'Hours that they run.' }),
    utilization: t.float({
      description: 'Percent of that time in which they are busy.',
      resolve: ({ utilization }) => percentOf(utilization, 6),
    }),
    region: t.field({
      type: RegionRef,
      nullable: true,
      description: 'Where; null where that was not told.',
      resolve: ({ region }) => regionOf(region),
    }),
    provider: t.exposeString('provider', {
      nullable: true,
      description: 'Id of the provider; null for any.',
    }),
    billing: t.field({
      type: BillingEnum,
      nullable: true,
      description: 'How they are rented; null where that was not told.',
      resolve: ({ billing }) => billing,
    }),
  }),
});

export const AnalysisRef = builder.objectRef<Analysis>('Analysis');

builder.node(AnalysisRef, {
  description:
    'What was answered to a question about a workload: by a model whose every number is held to what is computed, or by what is computed alone. It is seen by its owner alone.',
  id: { resolve: ({ id }) => id, description: 'Opaque id, for `analysis` and `node`.' },
  loadMany: async (ids, context) => {
    const owner = ownerOf(context);
    const found = await analysesById(
      context.db,
      owner,
      ids.filter((id) => UUID.test(id)),
    );
    return ids.map((id) => found.find((analysis) => analysis.id === id) ?? null);
  },
  fields: (t) => ({
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked.' }),
    answeredBy: t.field({
      type: AnsweredByEnum,
      description: 'Who answered.',
      resolve: ({ fallbackReason }) => (fallbackReason === null ? 'AGENT' : 'FALLBACK'),
    }),
    fallbackReason: t.field({
      type: FallbackReasonEnum,
      nullable: true,
      description: 'Why the agent did not; null where it did.',
      resolve: ({ fallbackReason }) => fallbackReason,
    }),
    fallbackDetail: t.exposeString('fallbackDetail', {
      nullable: true,
      description: 'The same in a sentence; null where the agent answered.',
    }),
    setup: t.field({ type: SetupRef, description: 'What was analysed.', resolve: ({ setup }) => setup }),
    question: t.exposeString('question', {
      nullable: true,
      description: 'What was asked; null where nothing was.',
    }),
    summary: t.exposeString('summary', { description: 'The answer in a few sentences.' }),
    insights: t.field({
      type: [AnalysisInsightRef],
      description: 'What to change. The agent’s with a refuted number are left out: see disagreements.',
      resolve: ({ insights }) => [...insights],
    }),
    estimates: t.field({
      type: [AnalysisEstimateRef],
      complexity: { multiplier: 4 },
      description:
        'What the workload takes, as computed, whoever answered: energy, carbon, electricity and rent. Where its owner reported energy, that counts, and what had been estimated stands beside it.',
      resolve: ({ estimates }) => [...estimates],
    }),
    rentAbsence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: 'Why no rent is among the estimates; null where it is.',
      resolve: ({ rentAbsence }) => rentAbsence,
    }),
    claims: t.field({
      type: [AnalysisClaimRef],
      description: 'Every number the agent gave, beside the computed one; empty where it gave no answer.',
      resolve: ({ claims }) => [...claims],
    }),
    disagreements: t.field({
      type: [AnalysisClaimRef],
      description: 'Those of the claims that are refuted.',
      resolve: ({ claims }) => claims.filter(isRefuted),
    }),
    model: t.exposeString('model', {
      nullable: true,
      description: 'Name of the model that was asked, whether or not it answered; null where none was.',
    }),
    tokens: t.field({
      type: AnalysisTokensRef,
      nullable: true,
      description: 'What its endpoint counted; null where it told nothing.',
      resolve: ({ tokens }) => tokens,
    }),
    took: t.field({
      type: 'Duration',
      nullable: true,
      description: 'How long the agent was spoken with; null where it was not.',
      resolve: ({ tookMs }) => tookMs,
    }),
    trace: t.loadableList({
      type: AnalysisStepRef,
      complexity: { multiplier: 20 },
      description: 'What was said and called, in order: at most 48 steps. Empty where no model was asked.',
      load: async (ids: string[], context) =>
        (await tracesOf(context.db, ownerOf(context), ids)).map((steps) => [...steps]),
      resolve: ({ id }) => id,
    }),
    untraced: t.exposeInt('untraced', { description: 'Steps that happened after the trace was full.' }),
    simulated: t.exposeBoolean('simulated', {
      description: 'True where the prices are of the simulated market.',
    }),
  }),
});
