import { checkAboveZero, checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import { scopeOf } from '#market/graph-filter.ts';
import { fact, given } from '#units/figure.ts';
import { usdAsFloat } from '#units/money.ts';
import { MEASURES, POLICIES } from './fleet-policy.ts';
import type { AskedFleet } from './fleet-strategy.ts';

/** A year of the largest budget stays exact in micro-dollars. */
const MAX_BUDGET = 1e7;
const MAX_HOURS = 744;
const DEFAULT_MTBI_HOURS = 24;

export const FleetWorkloadEnum = builder.enumType('FleetWorkload', {
  description: 'What a fleet is for, which decides what its capacity is counted in.',
  values: {
    TRAINING: { description: 'Counted in dense BF16 (else FP16) TFLOPS by the data sheet.' },
    INFERENCE: { description: 'Counted in GB/s of memory bandwidth, which limits decoding.' },
    RENDERING: {
      description: 'Counted in FP32 TFLOPS of the shaders, on NVIDIA GPUs with ray-tracing units alone.',
    },
  },
});

const asks = (level: keyof typeof POLICIES): string => {
  const { onDemandPercent, sparePercent, minReliability } = POLICIES[level];
  return `At least ${onDemandPercent} % of the counted capacity on-demand, ${sparePercent} % of it more to spare, no offer that states a reliability below ${minReliability}.`;
};

export const FleetReliabilityEnum = builder.enumType('FleetReliability', {
  description: 'How sure a fleet has to be.',
  values: {
    LOW: { description: asks('LOW') },
    MEDIUM: { description: asks('MEDIUM') },
    HIGH: { description: asks('HIGH') },
  },
});

const FleetFilter = builder.inputType('FleetFilter', {
  description: 'Which offers a fleet may be made of. An empty list leaves nothing out, as an absent one.',
  fields: (t) => ({
    gpus: t.stringList({
      description:
        'GPUs by any name the catalog knows. One that means several ("H100") is an error that lists them.',
    }),
    providers: t.stringList({ description: 'Provider ids ("vastai").' }),
    regions: t.stringList({
      description: 'Region codes ("DE", "US-CA"; a country covers its states) or continents ("EUROPE").',
    }),
    verifiedOnly: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Leave out offers their provider does not call verified.',
    }),
    includeStale: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'Include offers of providers that have not answered lately, and those whose newest price is held in quarantine.',
    }),
  }),
});

export const FleetStrategyInput = builder.inputType('FleetStrategyInput', {
  description: 'What a fleet is for, what it may cost, and what it needs.',
  fields: (t) => ({
    workload: t.field({ type: FleetWorkloadEnum, required: true, description: 'What it is for.' }),
    monthlyBudget: t.field({
      type: 'USD',
      required: true,
      description: 'US dollars that the month may cost: above 0, at most 10,000,000.',
    }),
    reliability: t.field({
      type: FleetReliabilityEnum,
      required: true,
      defaultValue: 'MEDIUM',
      description: 'How sure it has to be.',
    }),
    hours: t.float({
      required: true,
      defaultValue: 730,
      description: 'Hours of the month that every machine is rented: above 0, at most 744.',
    }),
    minVramGb: t.float({ description: 'Least memory of one GPU in gigabytes, by the catalog: above 0.' }),
    gpusPerMachine: t.int({
      required: true,
      defaultValue: 1,
      description: 'GPUs that have to work together in one machine, at least: 1 to 1024.',
    }),
    capacityAtLeast: t.float({
      description:
        'Counted capacity that is needed, in the workload’s unit: above 0. Where the budget does not reach it, the answer says what would.',
    }),
    spotMtbiHours: t.float({
      required: true,
      defaultValue: DEFAULT_MTBI_HOURS,
      description:
        'Mean hours between interruptions of a spot machine, from which the share of its hours that is worked is computed: 0.1 to 1000000.',
    }),
    filter: t.field({
      type: FleetFilter,
      description: 'The part of the market to plan on. All of it where it is absent.',
    }),
  }),
});

/** What is asked for, with every name resolved. Throws BAD_USER_INPUT for what no fleet can be planned by. */
export async function askedFleet(
  input: typeof FleetStrategyInput.$inferInput,
  context: Context,
): Promise<AskedFleet> {
  const { workload, reliability, monthlyBudget, minVramGb, capacityAtLeast, filter } = input;
  const { hours, gpusPerMachine, spotMtbiHours } = input;
  checkAboveZero('monthlyBudget', usdAsFloat(monthlyBudget), MAX_BUDGET);
  checkAboveZero('hours', hours, MAX_HOURS);
  if (minVramGb != null && !(minVramGb > 0)) throw badInput('minVramGb', '`minVramGb` is above 0.');
  if (capacityAtLeast != null && !(capacityAtLeast > 0))
    throw badInput('capacityAtLeast', '`capacityAtLeast` is above 0. Leave it out for as much as there is.');
  checkWithin('gpusPerMachine', gpusPerMachine, 1, 1024);
  checkWithin('spotMtbiHours', spotMtbiHours, 0.1, 1e6);
  return {
    workload,
    reliability,
    budget: monthlyBudget,
    hours,
    measure: MEASURES[workload],
    policy: POLICIES[reliability],
    minVramGb: minVramGb ?? null,
    gpusPerMachine,
    capacityAtLeast: capacityAtLeast ?? null,
    spotMtbi:
      spotMtbiHours === DEFAULT_MTBI_HOURS
        ? fact(DEFAULT_MTBI_HOURS, 'h', 'ASSUMED', 'a spot machine interrupted once a day')
        : given(spotMtbiHours, 'h'),
    scope: await scopeOf({ includeStale: false, ...filter }, context),
  };
}
