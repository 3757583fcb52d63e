import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { Rental } from '#workload/rental.ts';

/** Money that workers may cost: of a month, or what a budget has left. */
export type DeploymentMoney =
  | { readonly kind: 'MONTH'; readonly monthly: Figure }
  | { readonly kind: 'LEFT'; readonly remaining: Figure; readonly days: Figure };

export type DeploymentTerms = {
  readonly money: DeploymentMoney;
  readonly rental: Rental;
  /** 0 to 1, of the time that workers run. */
  readonly utilization: number;
  readonly mostWorkers: number;
};

export type Deployment = {
  readonly daily: Figure;
  /** Null, with all that follows, where there is no price. */
  readonly hoursPerDay: Figure | null;
  /** Before it is kept within 1 and the most. */
  readonly affordable: Figure | null;
  readonly workersMax: Figure | null;
  /** What that many cost a day at the utilisation. */
  readonly costPerDay: Figure | null;
  /** Percent of the day that one worker may run. */
  readonly mostUtilization: Figure | null;
  readonly withinBudget: boolean | null;
  readonly reasoning: string;
};

const MONTHLY = formula('monthly / days');
const LEFT = formula('max(0, remaining) / max(1, days)');
const HOURS = formula('daily / (gpuCount * price)');
const AFFORDABLE = formula('floor(hours / (24 * utilization))');
const WORKERS = formula('max(1, min(most, affordable))');
const COST = formula('workers * 24 * utilization * gpuCount * price');
const MOST_UTILIZATION = formula('min(100, hours / 24 * 100)');

/** How many workers a budget bears: as many as it pays for at the utilisation, from 1 to the most, and whether it does. */
export function deploymentOf({
  money,
  rental,
  utilization: share,
  mostWorkers,
}: DeploymentTerms): Deployment {
  const month = fact(30, 'days', 'ASSUMED', 'a month of 30 days');
  const daily =
    money.kind === 'MONTH'
      ? derived(MONTHLY, { monthly: money.monthly, days: month }, 'USD/day')
      : derived(LEFT, { remaining: money.remaining, days: money.days }, 'USD/day');
  const { price, gpuCount } = rental;
  if (!price) return { daily, ...NOTHING };
  const utilization = given(share, '1');
  const hours = derived(HOURS, { daily, gpuCount, price }, 'h/day');
  const affordable = derived(AFFORDABLE, { hours, utilization }, 'workers');
  const most = given(mostWorkers, 'workers');
  const workers = derived(WORKERS, { most, affordable }, 'workers');
  const cost = derived(COST, { workers, utilization, gpuCount, price }, 'USD/day');
  const mostUtilization = derived(MOST_UTILIZATION, { hours }, '%');
  const withinBudget = cost.value <= daily.value * (1 + 1e-9);
  const found = {
    daily,
    hoursPerDay: hours,
    affordable,
    workersMax: workers,
    costPerDay: cost,
    mostUtilization,
  };
  return { ...found, withinBudget, reasoning: words(found, withinBudget, share, mostWorkers) };
}

const NOTHING = {
  hoursPerDay: null,
  affordable: null,
  workersMax: null,
  costPerDay: null,
  mostUtilization: null,
  withinBudget: null,
  reasoning:
    'There is no price to count with: `rental.absence` says why. Give `rental.pricePerGpuHour`, or another machine.',
};

type Found = {
  readonly [
    Name in 'daily' | 'hoursPerDay' | 'affordable' | 'workersMax' | 'costPerDay' | 'mostUtilization'
  ]: Figure;
};

function words(found: Found, withinBudget: boolean, share: number, mostWorkers: number): string {
  const at = `at ${round(share * 100)} % utilisation`;
  const pays = `${usd(found.daily)} USD a day pay for ${round(found.hoursPerDay.value)} worker-hours`;
  if (found.daily.value === 0)
    return 'Nothing of the budget remains: run no worker until its next period, or raise it.';
  if (!withinBudget)
    return `${pays}, less than one worker takes: 24 h ${at} cost ${usd(found.costPerDay)} USD. Even one worker breaks this budget: let it run at most ${round(found.mostUtilization.value)} % of the day, take a cheaper GPU, or raise the budget.`;
  const workers = found.workersMax.value;
  const kept =
    found.affordable.value > mostWorkers
      ? ` It would pay for ${found.affordable.value}; ${mostWorkers} is the most asked for.`
      : '';
  return `${pays}: at most ${workers} ${workers === 1 ? 'worker' : 'workers'} ${at}, ${usd(found.costPerDay)} USD a day.${kept}`;
}

function usd({ value }: Figure): string {
  return value.toFixed(2);
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
