import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import type { Moment } from '#graph/moment.ts';
import { derived, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { answerRanking, setupOf } from './answer-ranking.ts';
import { costAt, type Cost } from './cost.ts';
import { speedFigure } from './ranking-figures.ts';
import type { Ranked } from './ranking.ts';
import type { RankingQuestion } from './ranking-question.ts';
import { throughputFigures, throughputs } from './throughput.ts';
import {
  apiCost,
  machineCost,
  requestTokens,
  sumOfCosts,
  tierFor,
  type RoutedRequest,
  type Tier,
} from './tier-routing.ts';

/** How tiers that are models are served; what depends on the requests is added for each. */
export type TierServing = Omit<
  RankingQuestion,
  'models' | 'contextTokens' | 'promptTokens' | 'outputTokens' | 'format' | 'scope' | 'tokensPerSecond'
>;

export type AskedTier = Tier & {
  /** Of a tier that is a model. */
  readonly serving: Pick<RankingQuestion, 'format' | 'scope' | 'tokensPerSecond'> | null;
};

export type TierRoutingQuestion = {
  readonly requests: readonly RoutedRequest[];
  readonly tiers: readonly AskedTier[];
  readonly serving: TierServing;
};

export type PlacedRequest = {
  readonly request: RoutedRequest;
  readonly tokens: Figure;
  readonly tier: AskedTier;
  /** Null where its tier has no price. */
  readonly cost: Cost | null;
  /** In the last tier. */
  readonly costInLast: Cost | null;
};

export type PricedTier = {
  readonly tier: AskedTier;
  /** Requests that belong here. */
  readonly requests: number;
  /** The cheapest token of its model; null for an API, and where there is none. */
  readonly machine: Ranked | null;
  readonly absence: 'DOES_NOT_FIT' | 'NOT_OFFERED' | null;
  readonly cost: Cost | null;
};

export type TierRoutingAnswer = {
  readonly placed: readonly PlacedRequest[];
  readonly tiers: readonly PricedTier[];
  /** Null where a tier in use has no price. */
  readonly routed: Cost | null;
  /** Everything in the last tier. */
  readonly allLast: Cost | null;
  readonly saving: Figure | null;
  readonly savingPercent: Figure | null;
};

const SAVING = formula('allLast - routed');
const SAVING_PERCENT = formula('100 * (allLast - routed) / allLast');

/** Routes requests to tiers, prices each at the moment, and compares with the last tier for all. */
export async function answerTierRouting(
  context: Context,
  { requests, tiers, serving }: TierRoutingQuestion,
  moment: Moment,
): Promise<TierRoutingAnswer> {
  const places = requests.map((request) => tierFor(requestTokens(request).value, tiers));
  const last = tiers.length - 1;
  // The last tier may have to take all of them, and the others what is theirs.
  const mixes = tiers.map((_, place) =>
    requests.filter((_request, at) => place === last || places[at] === place),
  );
  const machines: Awaited<ReturnType<typeof machineFor>>[] = [];
  for (const [place, tier] of tiers.entries())
    machines.push(await machineFor(context, tier, mixes[place] ?? [], serving, moment));

  const costs = await Promise.all(
    tiers.map(async (tier, place) =>
      costsIn(context, tier, machines[place]?.machine ?? null, requests, moment),
    ),
  );
  const placed = requests.map((request, at): PlacedRequest => ({
    request,
    tokens: requestTokens(request),
    tier: tiers[places[at] ?? last]!,
    cost: costs[places[at] ?? last]?.[at] ?? null,
    costInLast: costs[last]?.[at] ?? null,
  }));
  const priced = tiers.map((tier, place): PricedTier => {
    const own = placed.filter((_, at) => places[at] === place);
    return {
      tier,
      requests: own.reduce((sum, { request }) => sum + request.count, 0),
      ...(machines[place] ?? { machine: null, absence: null }),
      cost: total(
        own.map(({ cost }) => cost),
        'request',
      ),
    };
  });
  const routed = total(
    priced.map(({ cost }) => cost),
    'tier',
  );
  const allLast = total(
    placed.map(({ costInLast }) => costInLast),
    'request',
  );
  const both = routed && allLast && { allLast: allLast.figure, routed: routed.figure };
  return {
    placed,
    tiers: priced,
    routed,
    allLast,
    saving: both && derived(SAVING, both, 'USD'),
    savingPercent: both && both.allLast.value > 0 ? derived(SAVING_PERCENT, both, '%') : null,
  };
}

function total(costs: readonly (Cost | null)[], name: string): Cost | null {
  const known = costs.filter((cost) => cost !== null);
  return known.length < costs.length
    ? null
    : sumOfCosts(
        known,
        known.map((_, place) => `${name}${place + 1}`),
      );
}

async function machineFor(
  context: Context,
  tier: AskedTier,
  mix: readonly RoutedRequest[],
  serving: TierServing,
  moment: Moment,
): Promise<Pick<PricedTier, 'machine' | 'absence'>> {
  if (tier.serves.kind === 'API' || !tier.serving) return { machine: null, absence: null };
  const { model } = tier.serves;
  // Nothing is served, and nothing costs.
  if (mix.length === 0) return { machine: null, absence: null };
  const longest = Math.max(...mix.map((request) => Math.ceil(requestTokens(request).value)));
  if (longest > model.shape.contextTokens)
    throw badInput(
      'tiers',
      `The tier "${tier.name}" has to take a request of ${longest} tokens, and ${model.name} was made for ${model.shape.contextTokens}: give the tier a model of longer contexts, or leave the request out.`,
    );
  const count = mix.reduce((sum, request) => sum + request.count, 0);
  const mean = (of: (request: RoutedRequest) => number): number =>
    Math.max(1, Math.round(mix.reduce((sum, request) => sum + request.count * of(request), 0) / count));
  const asked: RankingQuestion = {
    ...serving,
    ...tier.serving,
    models: [model],
    contextTokens: longest,
    promptTokens: mean(({ prompt }) => prompt.value),
    outputTokens: mean(({ maxTokens }) => maxTokens),
  };
  const { ranked, excluded } = await answerRanking(context, asked, moment);
  const isTooLarge = excluded.some(({ why }) => why.kind === 'DOES_NOT_FIT');
  return {
    machine: ranked[0] ?? null,
    absence: ranked[0] ? null : isTooLarge ? 'DOES_NOT_FIT' : 'NOT_OFFERED',
  };
}

/** What each request costs in a tier, each at its own lengths. */
async function costsIn(
  context: Context,
  { serves }: AskedTier,
  machine: Ranked | null,
  requests: readonly RoutedRequest[],
  moment: Moment,
): Promise<(Cost | null)[]> {
  if (serves.kind === 'API') return requests.map((request) => apiCost(request, serves.price));
  if (!machine) return requests.map(() => null);
  const setups = requests.map(({ prompt, maxTokens }) => ({
    ...setupOf(machine, machine.asked),
    inputTokens: Math.max(1, Math.round(prompt.value)),
    outputTokens: maxTokens,
  }));
  const known = machine.throughput === null ? [] : await throughputs(context.db, setups, moment);
  return requests.map((request, at) => {
    const own = known[at];
    const speed = own ? throughputFigures(own).tokensPerSecond : speedFigure(machine);
    return costAt(machineCost(request, machine, speed), machine.priced.factors, machine.offers.simulated);
  });
}
