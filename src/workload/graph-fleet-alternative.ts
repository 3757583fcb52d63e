import { builder } from '#graph/builder.ts';
import type { FleetAlternative } from './fleet-alternatives.ts';
import { FigureRef } from './graph-figure.ts';

const FleetRuleEnum = builder.enumType('FleetRule', {
  description: 'The rule by which a fleet is the best.',
  values: {
    CHOSEN: { description: 'The fleet answered: the level of reliability asked for.' },
    ALL_SPOT: { description: 'Spot machines alone.' },
    ALL_ON_DEMAND: { description: 'On-demand machines alone.' },
    ONE_GPU: { description: 'One kind of GPU alone, at the level of reliability asked for.' },
    CHEAPEST_MACHINE: { description: 'No more than the cheapest machine costs.' },
  },
});

export const FleetAlternativeRef = builder.objectRef<FleetAlternative>('FleetAlternative').implement({
  description: 'The best fleet by another rule, within the same budget.',
  fields: (t) => ({
    rule: t.field({ type: FleetRuleEnum, description: 'Which rule.', resolve: ({ policy }) => policy }),
    cost: t.expose('cost', {
      type: FigureRef,
      nullable: true,
      description: 'What it costs a month. Null where the rule leaves nothing within the budget.',
    }),
    capacity: t.expose('capacity', {
      type: FigureRef,
      nullable: true,
      description: 'Of all it rents. Null where there is none.',
    }),
    spotShare: t.expose('spotShare', {
      type: FigureRef,
      nullable: true,
      description: 'Its risk: the share of the capacity that may be interrupted. Null where there is none.',
    }),
    machines: t.exposeInt('machines', { description: 'Machines it has.' }),
    gpus: t.stringList({ description: 'Kinds of GPU it has.', resolve: ({ gpus }) => [...gpus] }),
    isOnParetoFront: t.exposeBoolean('onFront', {
      description: 'True where no other is at least as good in cost, capacity and risk and better in one.',
    }),
    verdict: t.exposeString('verdict', { description: 'Why it was chosen, or what it is short of.' }),
  }),
});
