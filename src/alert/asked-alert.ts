import { formatDuration } from '#graph/duration.ts';
import type { Context } from '#graph/context.ts';
import { givenList, providersNamed, slugOf } from '#market/graph-filter.ts';
import { codesOf } from '#market/graph-region-named.ts';
import type { GpuSlug } from '#units/gpu.ts';
import type { MicroUsd } from '#units/money.ts';
import type { Billing } from '#units/quote.ts';
import { DAY_MS } from '#units/time.ts';
import { inputFault, inputTextFaults, takenOr, type InputFault } from '#workload/graph-input-error.ts';
import type { AlertPlan, AlertRule, ConditionKind } from './alert.ts';

type Maybe<T> = T | null | undefined;

/** A condition as GraphQL hands it over: one of them is given. */
export type AskedCondition = {
  readonly below?: Maybe<MicroUsd>;
  readonly above?: Maybe<MicroUsd>;
  readonly dropPercent?: Maybe<number>;
  readonly surgePercent?: Maybe<number>;
  readonly availableAtLeast?: Maybe<number>;
};

/** An alert as GraphQL hands it over. */
export type AskedAlert = {
  readonly name: string;
  readonly gpu: string;
  readonly billing?: Maybe<Billing>;
  readonly providers?: Maybe<readonly string[]>;
  readonly regions?: Maybe<readonly string[]>;
  readonly condition: AskedCondition;
  readonly hysteresisPercent: number;
  readonly forAtLeast: number;
  readonly coolDown: number;
  readonly enabled: boolean;
};

export const BOUNDS = {
  key: 100,
  name: 120,
  /** Of providers, and of regions as they are asked for. */
  names: 50,
  /** Micro-dollars per GPU-hour. */
  price: 10_000_000_000,
  surgePercent: 10_000,
  gpus: 1_000_000,
  forMs: 7 * DAY_MS,
  coolDownMs: 30 * DAY_MS,
} as const;

/** What is asked for, names resolved; or every mistake in it at once. */
export async function plannedAlert(
  asked: AskedAlert,
  { db, simulated }: Pick<Context, 'db' | 'simulated'>,
): Promise<{ readonly plan: AlertPlan } | { readonly faults: readonly InputFault[] }> {
  const { name, billing = null, enabled, hysteresisPercent, forAtLeast, coolDown } = asked;
  const faults: InputFault[] = [
    ...inputTextFaults('name', name, [1, BOUNDS.name]),
    ...manyFaults('providers', asked.providers),
    ...manyFaults('regions', asked.regions),
    ...shareFaults('hysteresisPercent', hysteresisPercent),
    ...durationFaults('forAtLeast', forAtLeast, BOUNDS.forMs),
    ...durationFaults('coolDown', coolDown, BOUNDS.coolDownMs),
  ];
  const gpu = await takenOr('UNKNOWN_NAME', 'gpu', () => slugOf(asked.gpu, 'gpu') as GpuSlug, faults);
  const providers = await named(
    'providers',
    trimmed(asked.providers),
    (names) => providersNamed(db, names),
    faults,
  );
  const written = givenList(asked.regions);
  const askedRegions = written?.map((region) => region.trim().toUpperCase()) ?? null;
  const regions = await named(
    'regions',
    written,
    (names) => names.flatMap((region) => codesOf(region)),
    faults,
  );
  const rule = ruleOf(asked.condition, faults);
  if (faults.length > 0 || gpu === null || rule === null) return { faults };
  const plan: AlertPlan = {
    name,
    scope: {
      gpu,
      billing,
      providers: sortedOnce(providers),
      regions: sortedOnce(regions),
      simulated: providers === null ? simulated : null,
    },
    askedRegions: sortedOnce(askedRegions),
    ...rule,
    hysteresis: hysteresisPercent,
    forMs: forAtLeast,
    coolDownMs: coolDown,
    enabled,
  };
  return { plan };
}

/** What names mean, all of them at once; null for none, and where one is wrong: each that is, is added to the faults. */
async function named<T>(
  field: string,
  names: readonly string[] | null,
  of: (names: readonly string[]) => T | Promise<T>,
  faults: InputFault[],
): Promise<T | null> {
  if (names === null || names.length > BOUNDS.names) return null;
  const wrong: InputFault[] = [];
  const meant = await takenOr('UNKNOWN_NAME', field, () => of(names), wrong);
  if (wrong.length === 0) return meant;
  for (const name of new Set(names)) await takenOr('UNKNOWN_NAME', field, () => of([name]), faults);
  return null;
}

/** A condition as it is kept; null where it can never be meant, and why is added to the faults. */
function ruleOf(
  asked: AskedCondition,
  faults: InputFault[],
): Pick<AlertRule, 'condition' | 'threshold'> | null {
  const kinds: readonly (readonly [keyof AskedCondition, ConditionKind, number, string])[] = [
    ['below', 'BELOW', BOUNDS.price, 'a price per GPU-hour above 0 and at most 10000'],
    ['above', 'ABOVE', BOUNDS.price, 'a price per GPU-hour above 0 and at most 10000'],
    ['dropPercent', 'DROP', 100, 'a percentage above 0 and under 100'],
    ['surgePercent', 'SURGE', BOUNDS.surgePercent, 'a percentage above 0 and at most 10000'],
    ['availableAtLeast', 'AVAILABLE', BOUNDS.gpus, 'a number of GPUs from 1 to 1000000'],
  ];
  for (const [field, condition, most, what] of kinds) {
    const threshold = asked[field] ?? null;
    if (threshold === null) continue;
    const isMeant = threshold > 0 && (condition === 'DROP' ? threshold < most : threshold <= most);
    if (isMeant) return { condition, threshold };
    faults.push(inputFault('BAD_FIGURE', ['condition', field], `\`${field}\` is ${what}.`));
    return null;
  }
  faults.push(inputFault('BAD_FIGURE', 'condition', 'Give one condition: `{below: 2.5}`, say.'));
  return null;
}

function shareFaults(path: string, value: number): readonly InputFault[] {
  if (value >= 0 && value <= 100) return [];
  return [
    inputFault(
      'BAD_FIGURE',
      path,
      `\`${path}\` is in percent of the threshold: between 0 and 100, such as 5.`,
    ),
  ];
}

function durationFaults(path: string, ms: number, most: number): readonly InputFault[] {
  if (ms >= 0 && ms <= most) return [];
  return [
    inputFault(
      'BAD_FIGURE',
      path,
      `\`${path}\` is ${formatDuration(ms)}, and at most ${formatDuration(most)}.`,
    ),
  ];
}

function manyFaults(path: string, names: Maybe<readonly string[]>): readonly InputFault[] {
  if ((names?.length ?? 0) <= BOUNDS.names) return [];
  return [
    inputFault('TOO_MANY', path, `\`${path}\` holds ${names?.length} names, and at most ${BOUNDS.names}.`),
  ];
}

function trimmed(names: Maybe<readonly string[]>): readonly string[] | null {
  return names?.map((name) => name.trim()) ?? null;
}

function sortedOnce<T extends string>(names: readonly T[] | null): readonly T[] | null {
  return names === null ? null : [...new Set(names)].toSorted();
}
