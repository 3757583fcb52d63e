import { regionByCode } from '#catalog/regions.ts';
import { regionCode } from '#units/region.ts';
import { cheapestBy, gpusName, isIn, placeName, type Candidate } from './candidate.ts';
import {
  carbonSaved,
  costSaved,
  insightOf,
  isNoDearer,
  kg,
  lostTo,
  nothing,
  usd,
  type Found,
} from './found-insight.ts';
import type { Insight, WorkloadUse } from './insight.ts';
import { rentable, type JudgedWorkload } from './judged-workload.ts';
import { useOfOffer } from './workload-use.ts';

const MOVE_RISK = 'Data and images have to be moved first; what a provider asks for traffic is not counted.';

const moveSteps = (where: string): readonly string[] => [
  `Start the same image on ${where} and copy the data there.`,
  'Run a short part of the work and compare its speed with that of now.',
  'Move the rest, and end the machines of now.',
];

type Place = { readonly candidate: Candidate; readonly use: WorkloadUse };

/** The same machines: same GPU and number, under the same billing or one that keeps them. */
function sameMachines(judged: JudgedWorkload): readonly Candidate[] {
  const { setup, billing, offer: own } = judged;
  return rentable(
    judged,
    setup.gpuCount,
    (offer) =>
      offer.gpu === setup.gpu.slug &&
      (offer.billing === billing || offer.billing === 'ON_DEMAND') &&
      offer.id !== own?.id,
  );
}

const placed = ({ market, now }: JudgedWorkload, candidate: Candidate): Place => ({
  candidate,
  use: useOfOffer(candidate, market, now),
});

/** The same machines in a cheaper offer, where the work may run. */
export function otherProvider(judged: JudgedWorkload): Found {
  const { setup, now } = judged;
  const there = sameMachines(judged).filter(({ offer }) => isIn(offer, setup.region));
  const name = gpusName(setup);
  const where = setup.region === null ? '' : ` in ${setup.region.name}`;
  const places = cheapestBy(there, ({ offer }) => offer.provider).map((one) => placed(judged, one));
  const [best] = places;
  if (!best) {
    const reason = `Nobody else offers ${name}${where}.`;
    return nothing('OTHER_PROVIDER', 'another offer', 'NO_OFFER', reason);
  }
  const title = ({ candidate }: Place): string => `${name} by ${placeName(candidate.offer)}`;
  const insight =
    costSaved(now, best.use) === null
      ? null
      : insightOf(now, {
          kind: 'OTHER_PROVIDER',
          title: title(best),
          why: `The same GPUs are on offer for ${usd(best.use.price.value)} an hour each, and ${usd(now.price.value)} is what they cost now.`,
          use: best.use,
          risk: 'LOW',
          riskReason: MOVE_RISK,
          steps: moveSteps(title(best)),
        });
  const lost = places.slice(insight ? 1 : 0);
  return {
    insights: insight ? [insight] : [],
    rejected: lost.map((one) =>
      lostTo(now, one.use, { kind: 'OTHER_PROVIDER', title: title(one), best: insight }),
    ),
  };
}

/** The same machines in another region: the cheapest, and the cleanest of those that cost no more than now. */
export function otherRegion(judged: JudgedWorkload): Found {
  const { setup, now } = judged;
  const name = gpusName(setup);
  if (now.region === null) {
    const reason = 'Where it runs is not known: tell the `region`.';
    return nothing('OTHER_REGION', 'another region', 'NOT_KNOWN', reason);
  }
  const here = setup.region ?? regionByCode(regionCode(now.region)) ?? null;
  const there = sameMachines(judged).filter(({ offer }) => offer.region !== null && !isIn(offer, here));
  const places = cheapestBy(there, ({ offer }) => offer.region).map((one) => placed(judged, one));
  if (places.length === 0) {
    const reason = `No other region has ${name} on offer.`;
    return nothing('OTHER_REGION', 'another region', 'NO_OFFER', reason);
  }
  const cleanest = places
    .filter(({ use }) => isNoDearer(now, use) && carbonSaved(now, use) !== null)
    .toSorted((a, b) => a.use.carbon.value - b.use.carbon.value || byCost(a, b))[0];
  // Where it may run anywhere another offer is looked for everywhere: not to be told twice.
  const [cheapest] = setup.region === null ? [] : places.filter(({ use }) => costSaved(now, use) !== null);
  const chosen = new Set([cheapest, cleanest].flatMap((one) => one ?? []));
  const insights = [...chosen].map((one) => regionInsight(judged, one, one === cleanest));
  const [best = null] = insights;
  return {
    insights,
    rejected: places
      .filter((one) => !chosen.has(one))
      .map((one) => {
        const title = regionTitle(name, one);
        const cleaner = carbonSaved(now, one.use);
        const lost = lostTo(now, one.use, { kind: 'OTHER_REGION', title, best });
        if (lost.why !== 'NO_SAVING' || !cleaner) return lost;
        const more = one.use.cost.figure.value - now.cost.figure.value;
        if (!(more > 0)) return lost;
        const reason = `${lost.reason} It emits ${kg(cleaner.value)} CO₂e less, at ${usd(more / cleaner.value)} for each kilogram avoided.`;
        return { ...lost, reason };
      }),
  };
}

const byCost = (a: Place, b: Place): number => a.use.cost.figure.value - b.use.cost.figure.value;

function regionTitle(name: string, { candidate: { offer } }: Place): string {
  const region = offer.region === null ? null : regionByCode(regionCode(offer.region));
  return `${name} in ${region?.name ?? offer.region}, by ${offer.provider}`;
}

function regionInsight({ setup, now }: JudgedWorkload, place: Place, isCleanest: boolean): Insight {
  const title = regionTitle(gpusName(setup), place);
  const why = isCleanest
    ? `The same work there draws on electricity of less carbon${costSaved(now, place.use) ? ', at a lower price' : ''}.`
    : `The same GPUs cost ${usd(place.use.price.value)} an hour each there, and ${usd(now.price.value)} here.`;
  return insightOf(now, {
    kind: 'OTHER_REGION',
    title,
    why,
    use: place.use,
    risk: 'MEDIUM',
    riskReason: `${MOVE_RISK} Data may have to stay where it is, by law or by contract, and users there are further away.`,
    steps: [`Ask whether the data may be processed in ${place.use.region}.`, ...moveSteps(title)],
  });
}
