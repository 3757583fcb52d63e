import { gpuBySlug } from '#catalog/gpus.ts';
import type { Gpu } from '#catalog/gpu.ts';
import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import { gpuSlug } from '#units/gpu.ts';
import { usdAsFloat, microUsd } from '#units/money.ts';
import { WEIGHT_BITS } from '#units/weight-format.ts';
import { gpuMarket } from './gpu-prices.ts';
import { nextTurn } from './next-turn.ts';
import { candidatesOf, type Candidate, type Excluded } from './ranking-candidate.ts';
import type { RankingQuestion } from './ranking-question.ts';
import { ranking, usdPerMillion, type Judged, type Ranked } from './ranking.ts';
import { dayRisk, spotRisks, type SpotRisk } from './spot-risk.ts';
import { throughputs, type Throughput, type ThroughputSetup } from './throughput.ts';

export type RankingAnswer = { readonly ranked: readonly Ranked[]; readonly excluded: readonly Excluded[] };

/**
 * Ranks what can be rented by the cost of a token, of every model on every GPU: statements for prices, forecasts,
 * hazards and measurements, one each, whatever the number of models and GPUs.
 */
export async function answerRanking(
  context: Context,
  asked: RankingQuestion,
  moment: Moment,
): Promise<RankingAnswer> {
  const [market, risks] = await Promise.all([
    gpuMarket(context, asked.scope, moment, { hours: asked.hours }),
    asked.scope.billing === 'ON_DEMAND'
      ? new Map<string, SpotRisk>()
      : spotRisks(context, asked.scope, moment),
  ]);
  await nextTurn();
  const wanted = (asked.scope.gpus ?? []).flatMap((slug) => gpuOf(slug) ?? []);
  const { holding, excluded } = candidatesOf(market, asked, wanted, gpuOf);
  const unknown = holding.filter((one) => givenSpeed(one, asked) === undefined);
  const known = await throughputs(
    context.db,
    unknown.map((one) => setupOf(one, asked)),
    moment,
  );
  const speeds = new Map(unknown.map((one, place) => [one, known[place]]));
  const judged = holding.flatMap((one) => judge(one, asked, speeds.get(one), risks) ?? []);
  return { ranked: ranking(judged), excluded };
}

function gpuOf(slug: string): Gpu | undefined {
  return gpuBySlug(gpuSlug(slug));
}

function givenSpeed({ priced }: Candidate, { tokensPerSecond }: RankingQuestion): number | undefined {
  return tokensPerSecond.get(priced.gpu.slug) ?? tokensPerSecond.get(null);
}

export function setupOf({ model, priced, used }: Candidate, asked: RankingQuestion): ThroughputSetup {
  return {
    model,
    gpu: priced.gpu,
    gpuCount: used,
    engine: asked.engine,
    format: asked.format,
    kvBits: WEIGHT_BITS[asked.kvFormat],
    batch: asked.sequences,
    inputTokens: asked.promptTokens,
    outputTokens: asked.outputTokens,
  };
}

function judge(
  candidate: Candidate,
  asked: RankingQuestion,
  throughput: Throughput | undefined,
  risks: ReadonlyMap<string, SpotRisk>,
): Judged | undefined {
  const tokensPerSecond = givenSpeed(candidate, asked) ?? throughput?.speed.tokensPerSecond;
  if (tokensPerSecond === undefined || !(tokensPerSecond > 0)) return undefined;
  const { priced, offers } = candidate;
  const hourlyUsd = usdAsFloat(microUsd(offers.cheapest)) * offers.gpuCount;
  const spotRisk = risks.get(priced.gpu.slug) ?? null;
  return {
    ...candidate,
    asked,
    throughput: throughput ?? null,
    tokensPerSecond,
    usdPerMillion: usdPerMillion(hourlyUsd, tokensPerSecond, asked.utilisation),
    spotRisk,
    risk: dayRisk({ billing: priced.billing, spotRisk })?.value ?? null,
  };
}
