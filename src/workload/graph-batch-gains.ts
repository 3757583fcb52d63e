import { asOf } from '#graph/as-of.ts';
import { checkAboveZero, checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { askedMoment } from '#market/graph-moment.ts';
import { GpuRef } from '#market/graph-gpu.ts';
import { given, type Figure } from '#units/figure.ts';
import type { Instant } from '#units/time.ts';
import {
  batchGains,
  batchSizes,
  KNEE_GAIN,
  utilisationFigure,
  type BatchGains,
  type BatchStep,
} from './batch-gains.ts';
import { cachingGains, type CachingGains } from './caching-gains.ts';
import { costAt, type Cost } from './cost.ts';
import { CostRef } from './graph-cost.ts';
import { FigureRef } from './graph-figure.ts';
import { MemoryFitRef } from './graph-memory-fit.ts';
import { checkGpuCount, checkUtilisation, MOST_SEQUENCES } from './bounds.ts';
import { RentalInput, RentalRef } from './graph-rental.ts';
import { servingFields, servingQuestion } from './graph-serving-question.ts';
import { SpeedRef } from './graph-throughput.ts';
import { mostSequences, type MemoryFit } from './memory-fit.ts';
import { rentalOf, type Rental } from './rental.ts';
import { fitOn, setupOn } from './serving-question.ts';
import { throughputs } from './throughput.ts';

/** More sequences at once than engines are run with. */
const LONGEST_MS = 3_600_000;

type Priced<T> = T & { readonly rental: Rental };

function costOf({ factors, simulated }: Rental, figure: Figure | null): Cost | null {
  return figure && costAt(figure, factors, simulated);
}

const MissEnum = builder.enumType('LatencyMiss', {
  description: 'Which of the times asked for is not kept.',
  values: {
    TOKEN_TIME: { description: 'A token of an answer takes longer.' },
    FIRST_TOKEN_TIME: { description: 'The first token of an answer takes longer.' },
  },
});

const StepRef = builder.objectRef<Priced<BatchStep>>('BatchStep').implement({
  description: 'Serving a model with so many sequences at once.',
  fields: (t) => ({
    batch: t.exposeInt('batch', { description: 'Sequences at once.' }),
    speed: t.field({
      type: SpeedRef,
      description: 'How fast, and how that is known.',
      resolve: (step) => step,
    }),
    tokenSeconds: t.field({
      type: FigureRef,
      description: 'Seconds between two tokens of one answer, the prompts of others read in between.',
      resolve: ({ tokenSeconds }) => tokenSeconds,
    }),
    firstTokenSeconds: t.field({
      type: FigureRef,
      description:
        'Seconds from a prompt’s arrival to its first token: the step under way is waited for, then the prompt is read.',
      resolve: ({ firstTokenSeconds }) => firstTokenSeconds,
    }),
    gainOfNext: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'How much more tokens a second twice the batch gives, 0.05 for 5 %; by the estimates of both, so that a step from a measured to an estimated one is no gain. Null for the last.',
      resolve: ({ gainOfNext }) => gainOfNext,
    }),
    costPerMillion: t.field({
      type: CostRef,
      nullable: true,
      description:
        'What a million output tokens cost. Null where there is no price: rental.absence says why.',
      resolve: ({ rental, costPerMillion }) => costOf(rental, costPerMillion),
    }),
    meetsTarget: t.boolean({
      description: 'Whether both times asked for are kept.',
      resolve: ({ misses }) => misses === null,
    }),
    misses: t.field({
      type: MissEnum,
      nullable: true,
      description: 'Which time asked for is not kept; null where both are.',
      resolve: ({ misses }) => misses,
    }),
  }),
});

const CachingRef = builder.objectRef<Priced<CachingGains>>('CachingGains').implement({
  description:
    'What a cache of prompts and a cache of answers spare, at the best batch. Prompts found are not read again; answers found take nothing of the GPUs.',
  fields: (t) => {
    const figure = (description: string, of: (gains: CachingGains) => Figure) =>
      t.field({ type: FigureRef, description, resolve: of });
    return {
      prefillShare: figure(
        'The share of the machine’s time that goes into reading prompts: the most that a cache of prompts can spare.',
        ({ prefillShare }) => prefillShare,
      ),
      tokensPerSecond: figure(
        'Output tokens a second with the cache of prompts.',
        ({ tokensPerSecond }) => tokensPerSecond,
      ),
      firstTokenSeconds: figure(
        'Seconds to the first token with the cache of prompts, on average.',
        ({ firstTokenSeconds }) => firstTokenSeconds,
      ),
      promptSaving: figure(
        'The share of the cost that the cache of prompts spares.',
        ({ promptSaving }) => promptSaving,
      ),
      responseSaving: figure(
        'The share of the cost that the cache of answers spares.',
        ({ responseSaving }) => responseSaving,
      ),
      saving: figure('The share of the cost that both spare together.', ({ saving }) => saving),
      costPerMillion: t.field({
        type: CostRef,
        nullable: true,
        description:
          'What a million output tokens cost with both, those from the cache counted. Null where there is no price.',
        resolve: ({ rental, costPerMillion }) => costOf(rental, costPerMillion),
      }),
      savedPerMillion: t.field({
        type: CostRef,
        nullable: true,
        description: 'What a million output tokens cost less for it. Null where there is no price.',
        resolve: ({ rental, savedPerMillion }) => costOf(rental, savedPerMillion),
      }),
    };
  },
});

type Gains = BatchGains & {
  readonly at: Instant;
  readonly rental: Rental;
  readonly fit: MemoryFit;
  readonly caching: CachingGains | null;
};

const GainsRef = builder.objectRef<Gains>('ServingGains').implement({
  description: 'What serving more sequences at once, and caches, gain.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant it is of.' }),
    gpu: t.field({ type: GpuRef, description: 'The GPU.', resolve: ({ gpu }) => gpu }),
    rental: t.field({
      type: RentalRef,
      description: 'The machine, and its price.',
      resolve: ({ rental }) => rental,
    }),
    fit: t.field({
      type: MemoryFitRef,
      description: 'Whether one sequence at full length fits; mostSequences says how many do.',
      resolve: ({ fit }) => fit,
    }),
    batches: t.field({
      type: [StepRef],
      description: `Batches of 1, 2, 4 … up to what fits, at most ${MOST_SEQUENCES}; none where nothing fits: fit says why.`,
      complexity: { multiplier: 13 },
      resolve: ({ steps, rental }) => steps.map((step) => ({ ...step, rental })),
    }),
    knee: t.int({
      nullable: true,
      description: `The least batch whose double gives under ${KNEE_GAIN * 100} % more. Null where every one that fits gives more: memory ends it.`,
      resolve: ({ knee }) => knee,
    }),
    best: t.field({
      type: StepRef,
      nullable: true,
      description:
        'The batch that gives most of those up to the knee that keep the times asked for. Null where none does.',
      resolve: ({ best, rental }) => best && { ...best, rental },
    }),
    caching: t.field({
      type: CachingRef,
      nullable: true,
      description: 'What caches spare at the best batch. Null where there is none.',
      resolve: ({ caching, rental }) => caching && { ...caching, rental },
    }),
  }),
});

const GainsInput = builder.inputType('ServingGainsInput', {
  description: 'What is served, on what, how fast it has to be, and what caches find.',
  fields: (t) => ({
    ...servingFields(t),
    rental: t.field({
      type: RentalInput,
      required: true,
      description: 'The machine. It needs a `gpu`, also where a price is told.',
    }),
    utilisation: t.float({
      required: true,
      defaultValue: 1,
      description:
        'The share of the time that the machine is busy, above 0 up to 1. By default 1: the least a token can cost.',
    }),
    tokenMilliseconds: t.float({
      description: `The longest that a token of an answer may take, in milliseconds: above 0, at most ${LONGEST_MS}. Any time where it is absent.`,
    }),
    firstTokenMilliseconds: t.float({
      description: `The longest that the first token may take, in milliseconds: above 0, at most ${LONGEST_MS}. Any time where it is absent.`,
    }),
    promptCacheHits: t.float({
      required: true,
      defaultValue: 0,
      description: 'The share of prompt tokens that a cache of prefixes holds already, 0 to 1.',
    }),
    responseCacheHits: t.float({
      required: true,
      defaultValue: 0,
      description: 'The share of output tokens that a cache of whole answers gives, 0 to 1.',
    }),
  }),
});

builder.queryField('servingGains', (t) =>
  t.field({
    type: GainsRef,
    description:
      'What larger batches gain until the knee or a latency target ends it, with the price of a million tokens at each, and what caches of prompts and answers spare.',
    complexity: { field: 30 },
    args: {
      input: t.arg({ type: GainsInput, required: true, description: 'What is served, and on what.' }),
      ...asOf,
    },
    resolve: async (_root, { input }, context, info): Promise<Gains> => {
      const asked = servingQuestion(input);
      const { gpuCount } = input.rental;
      checkGpuCount(gpuCount);
      checkShares(input);
      const target = {
        tokenSeconds: secondsOf('tokenMilliseconds', input.tokenMilliseconds),
        firstTokenSeconds: secondsOf('firstTokenMilliseconds', input.firstTokenMilliseconds),
      };
      const moment = await askedMoment(context, info);
      const rental = await rentalOf(input.rental, context, moment);
      const { gpu } = rental;
      if (!gpu)
        throw badInput('rental.gpu', 'Say which `gpu` serves: batches depend on its memory and speed.');
      const fit = fitOn(asked, gpu, gpuCount, 1);
      const most = fit.fits ? Math.min(MOST_SEQUENCES, mostSequences(fit)) : 0;
      const setups = batchSizes(most).map((batch) => setupOn(asked, gpu, gpuCount, batch));
      const known = await throughputs(context.db, setups, moment);
      const gains = batchGains(gpu, known, target, rental, utilisationFigure(input.utilisation));
      const { best } = gains;
      const hits = {
        prompt: given(input.promptCacheHits, '1'),
        response: given(input.responseCacheHits, '1'),
      };
      const caching = best && cachingGains(best, given(best.batch, 'sequences'), hits);
      return { ...gains, at: moment.at, rental, fit, caching };
    },
  }),
);

function secondsOf(argument: string, milliseconds: number | null | undefined): number | null {
  if (milliseconds == null) return null;
  checkAboveZero(argument, milliseconds, LONGEST_MS);
  return milliseconds / 1000;
}

function checkShares(input: {
  readonly utilisation: number;
  readonly promptCacheHits: number;
  readonly responseCacheHits: number;
}): void {
  const { utilisation, promptCacheHits, responseCacheHits } = input;
  checkUtilisation(utilisation);
  checkWithin('promptCacheHits', promptCacheHits, 0, 1);
  checkWithin('responseCacheHits', responseCacheHits, 0, 1);
}
