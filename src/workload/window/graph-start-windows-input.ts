import { builder } from '#graph/builder.ts';
import { PricingEnum } from '#forecast/graph-run-or-wait-input.ts';
import { RentalInput } from '../graph-rental.ts';
import { utilizationField } from '../graph-setup-input.ts';
import { DEFAULT_USD_PER_KG, type StartObjective } from './asked-start.ts';

export const StartObjectiveEnum = builder.enumType('StartObjective', {
  description: 'What the best start is the best by.',
  values: {
    COST: { description: 'The least money.' },
    CARBON: { description: 'The least carbon.' },
    BOTH: { description: 'The least of money and carbon together, a kilogram counting `usdPerKg`.' },
  } satisfies Record<StartObjective, object>,
});

export const StartWindowsInput = builder.inputType('StartWindowsInput', {
  description:
    'A run that may begin now or later, here or elsewhere, and what its best start is the best by.',
  fields: (t) => ({
    rental: t.field({
      type: RentalInput,
      required: true,
      description:
        'The machine the run takes; its `gpu` has to be named, as its watts make the carbon. A region is needed to know the grid; where it is absent that of the cheapest offer counts.',
    }),
    ownMachines: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'True for machines of your own: then the cost is electricity alone. The rent of others has their electricity in it.',
    }),
    hours: t.float({
      required: true,
      description: 'How long the run takes without a break: above 0, at most 168.',
    }),
    utilization: utilizationField(t),
    deadline: t.field({
      type: 'DateTime',
      description: 'When the run has to be done: at most seven days from now. This or within.',
    }),
    within: t.field({
      type: 'Duration',
      description: 'How long from now until the run has to be done: at most P7D.',
    }),
    objective: t.field({
      type: StartObjectiveEnum,
      required: true,
      defaultValue: 'BOTH',
      description: 'What the best start is the best by.',
    }),
    usdPerKg: t.float({
      required: true,
      defaultValue: DEFAULT_USD_PER_KG,
      description:
        'What a kilogram of CO₂e not emitted is worth to you in US dollars, for BOTH: 0 to 100. 0.19 is the social cost of carbon of the US EPA (2023).',
    }),
    pricing: t.field({
      type: PricingEnum,
      description:
        'Whether the run pays the rent of its start throughout, or that of each hour. LOCKED on demand and FLOATING on spot where it is absent.',
    }),
    kgPerKwh: t.floatList({
      description:
        'A forecast of your own of the grid, kg CO₂e per kWh for each clock hour from the one that now lies in until the deadline, at most 169: it wins over the averages known here. 0 to 5.',
    }),
    usdPerKwh: t.floatList({
      description:
        'What you pay for electricity, USD/kWh, for machines of your own: one number for a flat tariff, or one for each clock hour from the one that now lies in until the deadline. -10 to 100. The wholesale price of the grid by the hour where it is absent.',
    }),
    regions: t.stringList({
      description:
        'Regions to compare, 1 to 8 codes ("DE", "US-CA"): the best start in each and over all. What is saved is against beginning at once in the first.',
    }),
  }),
});
