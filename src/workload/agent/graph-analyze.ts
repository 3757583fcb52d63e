import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { isNode } from '#graph/node-id.ts';
import { ownerOf } from '#graph/owner.ts';
import { momentOf } from '#graph/moment.ts';
import { pageOf } from '#graph/page.ts';
import { connectionOf } from '#market/graph-page.ts';
import { InputErrorRef } from '../graph-input-error.ts';
import { WorkloadRef } from '../job/graph-workload.ts';
import { SubmitWorkloadInput } from '../job/graph-workload-input.ts';
import { UUID, workloadCursor, workloadPlace } from '../job/workload-cursor.ts';
import { answerAnalysis, type AnsweredAnalysis } from './answer-analysis.ts';
import { AnalysisRef } from './graph-analysis.ts';
import { analysesById, analysesPage, analysisUnderKey } from './store-analyses.ts';

const PayloadRef = builder.objectRef<AnsweredAnalysis>('AnalyzeWorkloadPayload').implement({
  description: 'What came of a question about a workload: an analysis, or errors that say why there is none.',
  fields: (t) => ({
    analysis: t.field({
      type: AnalysisRef,
      nullable: true,
      description: 'The analysis as it is kept; null where nothing was analysed.',
      resolve: ({ analysis }) => analysis,
    }),
    replayed: t.exposeBoolean('replayed', {
      description: 'True where the same had been asked before under the same key: this is its answer.',
    }),
    errors: t.field({
      type: [InputErrorRef],
      description: 'Every mistake found; empty where there is an analysis.',
      complexity: { multiplier: 4 },
      resolve: ({ errors }) => [...errors],
    }),
  }),
});

const AnalyzeInput = builder.inputType('AnalyzeWorkloadInput', {
  description: 'Which workload to analyse, and what to ask of it.',
  fields: (t) => ({
    idempotencyKey: t.string({
      description:
        'Names this question among yours, 1 to 100 characters: sent again, it is answered from memory. Without one each sending is a question.',
    }),
    workload: t.globalID({ description: 'Id of a workload of yours. This or `setup`.' }),
    setup: t.field({
      type: SubmitWorkloadInput,
      description:
        'A workload that is not submitted: what it runs on, and for how long. It is not kept as a workload; its own idempotencyKey and startedAt mean nothing here.',
    }),
    question: t.string({
      description: 'What you want to know, 1 to 1000 characters; "What should be changed?" where left out.',
    }),
  }),
});

/** More than half of what an operation may cost: mutations run one after another, and each may take a model’s seconds. */
const COST = 2501;

builder.mutationField('analyzeWorkload', (t) =>
  t.field({
    type: PayloadRef,
    complexity: COST,
    description:
      'Analyses a workload: what it takes and what to change. Where the server has a model, an agent answers, with tools for specifications, energy, prices and forecasts, and each of its numbers is checked; where it has none, or the agent fails, what is computed answers, and the analysis says why. One an operation.',
    args: {
      input: t.arg({ type: AnalyzeInput, required: true, description: 'What to analyse.' }),
    },
    resolve: (_root, { input }, context, info) => {
      const { workload: id, ...asked } = input;
      const workload = id == null ? undefined : id.typename === 'Workload' && UUID.test(id.id) ? id.id : null;
      return answerAnalysis(context, ownerOf(context), { ...asked, workload }, momentOf(context, info));
    },
  }),
);

builder.queryField('analysis', (t) =>
  t.field({
    type: AnalysisRef,
    nullable: true,
    description: 'One of your analyses, with its trace; null where you have none of that id or key.',
    args: {
      id: t.arg.globalID({ description: 'An `id` that an answer held.' }),
      idempotencyKey: t.arg.string({ description: 'In place of `id`: the key you asked under.' }),
    },
    resolve: async (_root, { id = null, idempotencyKey: key = null }, context, info) => {
      const owner = ownerOf(context);
      if ((id === null) === (key === null))
        throw badInput('id', 'Say which analysis: by its `id`, or by the `idempotencyKey` you asked under.');
      if (key !== null) return (await analysisUnderKey(context.db, owner, key)) ?? null;
      if (id === null || !isNode(id, info) || id.typename !== 'Analysis' || !UUID.test(id.id)) return null;
      const [found = null] = await analysesById(context.db, owner, [id.id]);
      return found;
    },
  }),
);

const CONNECTION = { name: 'AnalysisConnection', description: 'A page of analyses.' };
const EDGE = { name: 'AnalysisEdge', description: 'An analysis on a page, with its cursor.' };

const ConnectionRef = builder.connectionObject({ type: AnalysisRef, ...CONNECTION }, EDGE);

builder.queryField('analyses', (t) =>
  t.connection(
    {
      type: AnalysisRef,
      description: 'Your analyses, the last asked first: of workloads, and of setups that are none.',
      resolve: (_root, args, context) => pageOfAnalyses(args, context, null),
    },
    ConnectionRef,
  ),
);

builder.objectField(WorkloadRef, 'analyses', (t) =>
  t.connection(
    {
      type: AnalysisRef,
      description: 'What was answered to questions about it, the last asked first.',
      resolve: ({ id }, args, context) => pageOfAnalyses(args, context, id),
    },
    ConnectionRef,
  ),
);

async function pageOfAnalyses(
  args: Parameters<typeof pageOf>[0],
  context: Parameters<typeof ownerOf>[0] & { readonly db: Parameters<typeof analysesPage>[0] },
  workload: string | null,
) {
  const page = pageOf(args);
  const place = workloadPlace(page);
  const from = place && { createdAt: place.submittedAt, id: place.id };
  const rows = await analysesPage(context.db, ownerOf(context), workload, { ...page, place: from });
  return connectionOf(page, rows, null, ({ createdAt, id }) =>
    workloadCursor({ submittedAt: createdAt, id }),
  );
}
