import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { pageOf } from '#graph/page.ts';
import { askedMoment } from '#market/graph-moment.ts';
import { pageOfSorted } from '#market/graph-page.ts';
import type { Instant } from '#units/time.ts';
import { answerRanking, type RankingAnswer } from './answer-ranking.ts';
import { ExcludedGpuRef } from './graph-excluded-gpu.ts';
import { RankedGpuRef } from './graph-ranked-gpu.ts';
import { LlmGpuInput, rankingQuestion } from './graph-ranking-input.ts';
import { keyOf } from './ranking.ts';

type Shown = RankingAnswer & { readonly at: Instant };

const totalCount = 'How many there are in all, on every page together.';

const RankingRef = builder.objectRef<Shown>('LLMGPURanking').implement({
  description: 'GPUs ranked by what a token costs on them, and those that cannot serve.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant it is true for.' }),
    gpus: t.connection(
      {
        type: RankedGpuRef,
        description: 'Every model on every GPU that holds it and can be rented, the cheapest token first.',
        resolve: ({ ranked }, args) => pageOfSorted(pageOf(args), ranked, keyOf),
      },
      {
        name: 'RankedGPUConnection',
        description: 'A page of ranked GPUs.',
        fields: (t) => ({
          totalCount: t.int({ description: totalCount, resolve: ({ totalCount }) => totalCount ?? 0 }),
        }),
      },
      { name: 'RankedGPUEdge', description: 'A ranked GPU and its place in the list.' },
    ),
    excluded: t.connection(
      {
        type: ExcludedGpuRef,
        description:
          'GPUs on the market, or named in the filter, that cannot serve a model here and now: by how much it does not fit and what would, or why nothing can be rented.',
        resolve: ({ excluded }, args) =>
          pageOfSorted(pageOf(args), excluded, ({ modelPlace, gpu, billing }) =>
            JSON.stringify([modelPlace, gpu.slug, billing]),
          ),
      },
      {
        name: 'ExcludedGPUConnection',
        description: 'A page of GPUs that are not ranked.',
        fields: (t) => ({
          totalCount: t.int({ description: totalCount, resolve: ({ totalCount }) => totalCount ?? 0 }),
        }),
      },
      { name: 'ExcludedGPUEdge', description: 'A GPU that is not ranked and its place in the list.' },
    ),
  }),
});

builder.queryField('llmGpus', (t) =>
  t.field({
    type: RankingRef,
    description:
      'Which GPU serves a language model at the least cost per token: every model asked for on every GPU that can be rented, at prices of the moment, with what the forecast makes of them.',
    complexity: { field: 50 },
    args: {
      input: t.arg({
        type: LlmGpuInput,
        required: true,
        description: 'The models, how they are served, and which offers count.',
      }),
      ...asOf,
    },
    resolve: async (_root, { input }, context, info) => {
      const moment = await askedMoment(context, info);
      const answer = await answerRanking(context, await rankingQuestion(input, context), moment);
      return { ...answer, at: moment.at };
    },
  }),
);
