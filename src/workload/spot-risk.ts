import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import { HAZARD_DAYS } from '#forecast/planned-hazard.ts';
import { estimatorsFor, ratesOf } from '#forecast/interruption-rates.ts';
import { measuredReliability } from '#forecast/measured-reliability.ts';
import { hazardsOf } from '#forecast/store-hazards.ts';
import { shareForNow } from '#graph/share-for-now.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { DAY_MS, MINUTE_MS, plusMs } from '#units/time.ts';
import type { MarketReader } from './gpu-prices.ts';

/** How often spot machines of one GPU are interrupted. */
export type SpotRisk = {
  readonly mtbiHours: number;
  /** Who says so: the estimator and the providers whose machines were seen. */
  readonly source: string;
};

const KEEP_MS = 2 * MINUTE_MS;

/**
 * The forecast desk's hazard of each of these GPUs on spot machines, in one statement; absent for those of which too
 * little is known.
 */
export function spotRisks(
  context: MarketReader,
  scope: OfferScope,
  moment: Moment,
): Promise<ReadonlyMap<string, SpotRisk>> {
  // What happened within thirty days does not change by the second.
  return shareForNow(context, ['spot risks', scope], moment, () => readRisks(context.db, scope, moment), {
    keepMs: KEEP_MS,
    everyMs: MINUTE_MS,
  });
}

async function readRisks(
  db: Context['db'],
  scope: OfferScope,
  moment: Moment,
): Promise<ReadonlyMap<string, SpotRisk>> {
  // Hosts that go dark are a floor of what renters meet, and no hazard to plan by.
  const estimators = estimatorsFor(null, null).filter((estimator) => estimator !== 'MACHINE_OFFLINE');
  const period = { from: plusMs(moment.at, -HAZARD_DAYS * DAY_MS), to: moment.at };
  const cells = await hazardsOf(db, {
    scope: { ...scope, billing: 'SPOT' },
    ...period,
    moment,
    estimators,
    bid: null,
  });
  const risks = [...Map.groupBy(cells, ({ gpu }) => gpu)].flatMap(([gpu, own]): [string, SpotRisk][] => {
    const others = cells.filter((cell) => cell.gpu !== gpu);
    const { figures, rates } = measuredReliability(ratesOf(own, estimators, others), others);
    if (gpu === null || !figures || !Number.isFinite(figures.mtbiHours)) return [];
    const source = `${rates.estimator ?? ''} of ${rates.providers.join(', ')}, ${HAZARD_DAYS} days`;
    return [[gpu, { mtbiHours: figures.mtbiHours, source }]];
  });
  return new Map(risks);
}
