import { spotWarningOf } from '#catalog/spot-warnings.ts';
import type { Context } from '#graph/context.ts';
import { absenceOf, type Absence } from '#market/graph-absence.ts';
import { providersNamed, scopeOf, slugOf } from '#market/graph-filter.ts';
import { codesOf } from '#market/graph-region-named.ts';
import { gpuOf } from '#market/graph-gpu.ts';
import type { PricesMoment } from '#market/graph-moment.ts';
import { FIGURES, figureOf } from '#market/graph-summary.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { pricesOf } from '#market/prices-of.ts';
import { checkSpotPlanInput, jobOf, type SpotPlanInputValue } from './graph-spot-plan-input.ts';
import {
  assumedHazard,
  measuredHazard,
  type HazardQuestion,
  type PlannedHazard,
  type UnknownHazard,
} from './planned-hazard.ts';
import { planJob } from './planned-job.ts';
import { spotAnswer, type MaybePrice, type SpotAnswer } from './spot-answer.ts';

/** Plans the work by the prices and the hazard of the moment. Throws BAD_USER_INPUT for what cannot be planned. */
export async function answerSpotPlan(
  input: SpotPlanInputValue,
  context: Context,
  moment: PricesMoment,
): Promise<SpotAnswer> {
  checkSpotPlanInput(input);
  const slug = slugOf(input.gpu, 'gpu');
  const gpu = gpuOf(slug);
  if (!gpu) throw new Error(`a name was resolved to ${slug}, which is not in the catalog`);
  const { provider, region, mtbiHours } = input;
  const named = provider == null ? null : await providersNamed(context.db, [provider], 'provider');
  const everywhere = await scopeOf({ gpus: [gpu.name], providers: named }, context);
  const here = region == null ? everywhere : { ...everywhere, regions: codesOf(region, 'region') };
  const bid = input.bid ?? null;
  const [spot, onDemand, found] = await Promise.all([
    priceOf(context, { ...here, billing: 'SPOT', price: bid === null ? null : { lte: bid } }, moment),
    priceOf(context, { ...here, billing: 'ON_DEMAND' }, moment),
    mtbiHours == null
      ? hazardAt(context, moment, { scope: { ...everywhere, billing: 'SPOT' }, regions: here.regions, bid })
      : assumedHazard(mtbiHours),
  ]);
  const hazard = found === null || found.origin === null ? null : found;
  const unknown = found === null || found.origin !== null ? null : found;
  const documented = provider ? spotWarningOf(provider.toLowerCase()) : undefined;
  const job = jobOf(input, {
    meanDownHours: hazard?.meanDownHours ?? null,
    warningSeconds: documented?.seconds ?? null,
  });
  return spotAnswer({
    at: moment.at,
    gpu,
    job,
    warningSource: input.warning == null ? (documented?.source ?? null) : 'as given',
    spot,
    onDemand,
    hazard,
    hazardAbsence: hazard ? null : hazardAbsence(unknown),
    unknown,
    bid,
    served: context.simulated,
    planned: hazard ? (planJob(job, hazard) ?? null) : null,
  });
}

/** Null where single offers are no longer kept: their roll-ups tell prices, and no interruptions. */
async function hazardAt(
  { db }: Context,
  moment: PricesMoment,
  question: Omit<HazardQuestion, 'moment'>,
): Promise<PlannedHazard | UnknownHazard | null> {
  return moment.rolled === null ? measuredHazard(db, { ...question, moment }) : null;
}

function hazardAbsence(unknown: UnknownHazard | null): Absence {
  return unknown ? 'NOT_ENOUGH_DATA' : 'NOT_OBSERVED';
}

async function priceOf({ db }: Context, scope: OfferScope, moment: PricesMoment): Promise<MaybePrice> {
  const [summary] = await pricesOf(db, scope, moment, ['gpu']);
  const price = figureOf(summary, FIGURES.median);
  if (price) return { price, absence: null };
  return {
    price,
    absence: moment.rolled !== null && !summary ? 'NOT_OBSERVED' : (absenceOf(summary) ?? 'NOT_OFFERED'),
  };
}
