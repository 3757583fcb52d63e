import type { FleetTerms } from '#analytics/fleet-bound.ts';
import { planFleet, type FleetPlan } from '#analytics/fleet-plan.ts';
import { gpus as catalog } from '#catalog/gpus.ts';
import type { FleetMarket, FleetNeeds } from './fleet-market.ts';
import { CAPACITY_UNITS } from './fleet-policy.ts';
import { nextTurn } from './next-turn.ts';

export type NoFleetReason =
  'NOT_OFFERED' | 'NOTHING_FITS' | 'NO_ON_DEMAND' | 'BUDGET_TOO_SMALL' | 'CAPACITY_NOT_REACHED';

/** Why there is no fleet, and what it would take. */
export type NoFleet = {
  readonly reason: NoFleetReason;
  readonly message: string;
  /** Micro-dollars for the hours asked that would do; null where money does not mend it. */
  readonly leastBudget: number | null;
};

type Asked = FleetNeeds & { readonly capacityAtLeast: number | null };

/** Null where the plan is what was asked for. */
export async function noFleet(
  asked: Asked,
  { candidates, leftOut }: FleetMarket,
  offers: number,
  plan: FleetPlan,
  terms: FleetTerms,
): Promise<NoFleet | null> {
  if (offers === 0)
    return refused(
      'NOT_OFFERED',
      'Nothing can be rented in this part of the market at this instant: widen the filter, or ask for another `asOf`.',
    );
  if (candidates.length === 0) return refused('NOTHING_FITS', nothingFits(asked, leftOut));
  const options = candidates.map(({ option }) => option);
  const needed = terms.onDemandPercent > 0 ? options.filter(({ isOnDemand }) => isOnDemand) : options;
  if (needed.length === 0)
    return refused(
      'NO_ON_DEMAND',
      `${terms.onDemandPercent} % of the counted capacity is to be on-demand, and every offer that fits is spot: ask for LOW reliability.`,
    );
  const cheapest = Math.min(...needed.filter(({ available }) => available > 0).map(({ cost }) => cost));
  if (plan.chosen.length === 0)
    return refused(
      'BUDGET_TOO_SMALL',
      `The cheapest machine that does costs ${dollars(cheapest)} USD for ${asked.hours} hours: raise the budget to that, or ask for fewer hours.`,
      Number.isFinite(cheapest) ? cheapest : null,
    );
  const { capacityAtLeast } = asked;
  const { unit } = asked.measure;
  const reached = plan.counted / CAPACITY_UNITS;
  if (capacityAtLeast === null || reached >= capacityAtLeast) return null;
  const enough = await leastBudgetFor(capacityAtLeast * CAPACITY_UNITS, options, terms);
  const first = `The budget counts ${reached.toFixed(1)} ${unit} at most, not ${capacityAtLeast}.`;
  return enough === null
    ? refused(
        'CAPACITY_NOT_REACHED',
        `${first} All that is offered together does not reach it: widen the filter.`,
      )
    : refused('CAPACITY_NOT_REACHED', `${first} ${dollars(enough)} USD would do.`, enough);
}

function refused(reason: NoFleetReason, message: string, leastBudget: number | null = null): NoFleet {
  return { reason, message, leastBudget };
}

function nothingFits({ minVramGb, gpusPerMachine, policy }: Asked, leftOut: FleetMarket['leftOut']): string {
  const words = {
    TOO_LITTLE_VRAM: `have GPUs of less than ${minVramGb} GB (the most in the catalog are ${Math.max(...catalog.map(({ vramGb }) => vramGb))} GB)`,
    TOO_FEW_GPUS: `are of fewer than ${gpusPerMachine} GPUs`,
    TOO_UNRELIABLE: `state a reliability below ${policy.minReliability}`,
    NO_MEASURE: 'are of GPUs without the figure that this workload is measured by',
  };
  const reasons = leftOut.map(({ reason, offers }) => `${offers} ${words[reason]}`);
  return `No offer fits: ${reasons.join(', ')}. Ask for less of that.`;
}

const ROUNDS = 14;

/** A budget that reaches a capacity, within a ten-thousandth of the least; null where all that is offered does not. */
async function leastBudgetFor(
  capacity: number,
  options: Parameters<typeof planFleet>[0],
  terms: FleetTerms,
): Promise<number | null> {
  const reaches = async (budget: number): Promise<number | null> => {
    await nextTurn();
    const plan = planFleet(options, { ...terms, budget }, { moves: 20_000 });
    return plan.counted >= capacity ? plan.cost : null;
  };
  const all = options.reduce((sum, { cost, available }) => sum + cost * available, 0);
  let high = await reaches(all);
  if (high === null) return null;
  let low = terms.budget;
  for (let round = 0; round < ROUNDS && high - low > 1; round++) {
    const middle = Math.sqrt(low * high);
    const cost = await reaches(Math.floor(middle));
    if (cost === null) low = middle;
    else high = cost;
  }
  return high;
}

function dollars(micro: number): string {
  return (Math.ceil(micro / 1e4) / 100).toFixed(2);
}
