import { QUALITY_LOSS, type QualityLoss } from '#catalog/weight-quality.ts';
import { builder } from '#graph/builder.ts';
import { GpuRef } from '#market/graph-gpu.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { fact } from '#units/figure.ts';
import { CostRef } from './graph-cost.ts';
import { FigureRef } from './graph-figure.ts';
import { MemoryNeedRef } from './graph-memory-fit.ts';
import { WeightFormatEnum } from './graph-memory-input.ts';
import { gpusUsedOf } from './plan-rental.ts';
import {
  costPerMillion,
  hourlyCost,
  linkFigure,
  linksOf,
  planName,
  planNeed,
  planUsable,
  speedFigures,
  whyLost,
  type PlanLink,
} from './right-sizing-figures.ts';
import { planKey, type SizedPlan } from './right-sizing.ts';
import { dayRisk } from './spot-risk.ts';

const LinkEnum = builder.enumType('InterconnectKind', {
  description: 'What GPUs talk to each other over.',
  values: {
    NVLINK: { description: 'NVIDIA’s own links.' },
    INFINITY_FABRIC: { description: 'AMD’s own links.' },
    XE_LINK: { description: 'Intel’s own links.' },
    ROCE: { description: 'Ethernet with direct access to memory, built into or beside each GPU.' },
    PCIE: { description: 'The machine’s PCI Express.' },
    INFINIBAND: { description: 'InfiniBand, a card for each GPU.' },
    ETHERNET: { description: 'The machine’s network.' },
  },
});

const LinkScopeEnum = builder.enumType('InterconnectScope', {
  description: 'Between which GPUs.',
  values: {
    WITHIN_MACHINE: { description: 'Those of one machine.' },
    ACROSS_MACHINES: { description: 'Those of different machines.' },
  },
});

const LinkRef = builder.objectRef<PlanLink>('Interconnect').implement({
  description: 'What GPUs of a plan talk to each other over, as their form factor implies.',
  fields: (t) => ({
    scope: t.field({ type: LinkScopeEnum, description: 'Between which.', resolve: ({ scope }) => scope }),
    kind: t.field({ type: LinkEnum, description: 'What it is.', resolve: ({ kind }) => kind }),
    bandwidth: t.field({
      type: FigureRef,
      description: 'Gigabytes (10⁹ bytes) a second of each GPU, both directions together.',
      resolve: linkFigure,
    }),
  }),
});

const MetricEnum = builder.enumType('QualityMetric', {
  description: 'By what a loss of quality was measured.',
  values: {
    PERPLEXITY: { description: 'Perplexity of WikiText-2, in percent above that in 16 bits.' },
    ACCURACY: { description: 'Accuracy on benchmarks, in percent below that in 16 bits.' },
  },
});

export const QualityLossRef = builder.objectRef<QualityLoss>('QualityLoss').implement({
  description:
    'What a format costs in quality, as published of some models; yours may lose more. A percent of perplexity is not one of accuracy.',
  fields: (t) => ({
    metric: t.field({ type: MetricEnum, description: 'What was measured.', resolve: ({ metric }) => metric }),
    low: t.field({
      type: FigureRef,
      description: 'Percent lost by the model that lost least.',
      resolve: ({ low, source }) => fact(low, '%', 'MEASURED', source),
    }),
    high: t.field({
      type: FigureRef,
      description: 'Percent lost by the model that lost most.',
      resolve: ({ high, source }) => fact(high, '%', 'MEASURED', source),
    }),
  }),
});

export const SizedPlanRef = builder.objectRef<SizedPlan>('RightSizingPlan');

SizedPlanRef.implement({
  description: 'GPUs that can be rented now and hold the model, with what they cost, make and risk.',
  fields: (t) => ({
    key: t.string({
      description: 'Tells plans of one answer apart; the same plan has it in later answers too.',
      resolve: planKey,
    }),
    name: t.string({ description: 'In words: "2 × RTX A6000 in AWQ".', resolve: planName }),
    rank: t.exposeInt('rank', { description: 'Its place by cost, from 1.' }),
    gpu: t.field({ type: GpuRef, description: 'The GPU.', resolve: ({ priced }) => ({ ...priced.gpu }) }),
    gpuCount: t.int({
      description: 'GPUs the model is divided among.',
      resolve: (plan) => gpusUsedOf(plan.rental),
    }),
    machines: t.int({
      description: 'Machines they are in; above 1 the plan spans machines, as none has enough of them.',
      resolve: ({ rental }) => rental.machines,
    }),
    gpusPaid: t.int({
      description: 'GPUs paid for: machines are rented whole.',
      resolve: ({ rental }) => rental.machines * rental.offers.gpuCount,
    }),
    billing: t.field({
      type: BillingEnum,
      description: 'On demand or spot.',
      resolve: ({ priced }) => priced.billing,
    }),
    provider: t.string({
      description: 'Id of the provider of the cheapest offer in it.',
      resolve: ({ rental }) => rental.offers.provider,
    }),
    format: t.field({
      type: WeightFormatEnum,
      description: 'How the weights are stored.',
      resolve: ({ format }) => format,
    }),
    qualityLoss: t.field({
      type: QualityLossRef,
      nullable: true,
      description:
        'What that costs in quality. Null where nothing published speaks for the format in general.',
      resolve: ({ format }) => QUALITY_LOSS[format],
    }),
    need: t.field({
      type: MemoryNeedRef,
      description: 'What each GPU has to hold.',
      resolve: planNeed,
    }),
    usable: t.field({
      type: FigureRef,
      description: 'What can be planned with of each.',
      resolve: (plan) => planUsable(plan, plan.asked),
    }),
    interconnects: t.field({
      type: [LinkRef],
      description: 'What its GPUs talk over; empty for one GPU.',
      complexity: { multiplier: 2 },
      resolve: (plan) => linksOf(plan),
    }),
    cost: t.field({ type: CostRef, description: 'Of an hour, all machines together.', resolve: hourlyCost }),
    costPerMillionTokens: t.field({
      type: CostRef,
      description: 'Of a million output tokens at full load, reading the prompts included.',
      resolve: costPerMillion,
    }),
    tokensPerSecond: t.field({
      type: FigureRef,
      description: 'Output tokens a second, all sequences together.',
      resolve: (plan) => speedFigures(plan).tokensPerSecond,
    }),
    streamTokensPerSecond: t.field({
      type: FigureRef,
      description: 'Output tokens a second of one sequence while it is decoded.',
      resolve: (plan) => speedFigures(plan).streamTokensPerSecond,
    }),
    firstTokenSeconds: t.field({
      type: FigureRef,
      description: 'Seconds from a prompt to its first token.',
      resolve: (plan) => speedFigures(plan).firstTokenSeconds,
    }),
    risk: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'The chance that a machine of it is interrupted within a day. Null where too little is known of spot machines of this GPU.',
      resolve: ({ priced, spotRisk, rental }) =>
        dayRisk({ billing: priced.billing, spotRisk, machines: rental.machines }),
    }),
    isOnFrontier: t.boolean({
      description:
        'True where no plan is as good in cost, speed, risk (of interruption, and in machines) and quality, and better in one.',
      resolve: ({ dominator }) => dominator === null,
    }),
    lostTo: t.field({
      type: SizedPlanRef,
      nullable: true,
      description:
        'The cheapest plan that is as good in everything and better in something. Null on the frontier.',
      resolve: ({ dominator }) => dominator,
    }),
    whyLost: t.string({
      nullable: true,
      description: 'By how much it lost to that, in words. Null on the frontier.',
      resolve: whyLost,
    }),
  }),
});
