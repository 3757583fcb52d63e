import type { AgentReply, TraceKind, TraceStep } from '#graph/agent.ts';
import { builder } from '#graph/builder.ts';
import { FigureRef } from '../graph-figure.ts';
import { ANSWER_KINDS, type AnswerKind } from './answer-schema.ts';
import type { FallbackReason } from './analysis.ts';
import type { Claim, Estimate, Quantity, Verdict } from './claims.ts';
import type { AnalysisInsight } from './judged-answer.ts';

export const AnsweredByEnum = builder.enumType('AnalysisAnsweredBy', {
  description: 'Who answered a question about a workload.',
  values: {
    AGENT: { description: 'The model that the server’s operator configured; its numbers were checked.' },
    FALLBACK: { description: 'What is computed without any model: see fallbackReason.' },
  },
});

export const FallbackReasonEnum = builder.enumType('AnalysisFallbackReason', {
  description: 'Why what is computed answered in place of the agent.',
  values: {
    NOT_CONFIGURED: { description: 'The server has no model: its operator sets AGENT_URL and AGENT_MODEL.' },
    TIMEOUT: { description: 'The model had not answered when its seconds were over.' },
    UNREACHABLE: { description: 'The model’s endpoint took no connection, or broke it.' },
    UNAUTHORIZED: { description: 'The endpoint does not take the server’s key.' },
    RATE_LIMITED: { description: 'The endpoint is asked too often: try again later.' },
    ENDPOINT_ERROR: { description: 'The endpoint answered with an error of its own, or would redirect.' },
    BAD_JSON: { description: 'The endpoint or the model sent what is no JSON.' },
    EMPTY_ANSWER: { description: 'The endpoint answered without a message, or with an empty one.' },
    REFUSED: { description: 'The model refused to answer.' },
    TOOL_LOOP: { description: 'The model kept calling tools and never answered.' },
    TOO_LONG: { description: 'The answer was longer than is taken.' },
    SCHEMA_MISMATCH: {
      description: 'The model’s answer is JSON of another form, or holds impossible numbers.',
    },
    IMPLAUSIBLE: {
      description: 'The model’s numbers are refuted by those that are computed: see disagreements.',
    },
  } satisfies Record<FallbackReason, { description: string }>,
});

const KINDS: Readonly<Record<AnswerKind, string>> = {
  OTHER_GPU: 'Another GPU.',
  OTHER_REGION: 'Another region.',
  OTHER_TIME: 'Another time of start.',
  SPOT: 'Spot machines in place of on-demand ones.',
  FEWER_GPUS: 'Fewer GPUs.',
  UTILIZATION: 'Higher utilisation of the GPUs.',
  OTHER_PROVIDER: 'Another provider.',
  IDLE: 'Less time in which GPUs idle.',
  RESERVATION: 'A reservation in place of hourly rent.',
  COMBINED: 'Several of these at once.',
  OTHER: 'Something that is computed nowhere: the agent’s own idea.',
};

const KindEnum = builder.enumType('AnalysisInsightKind', {
  description: 'What a change to a workload changes.',
  values: Object.fromEntries(ANSWER_KINDS.map((kind) => [kind, { description: KINDS[kind] }])) as Record<
    AnswerKind,
    { description: string }
  >,
});

export const AnalysisInsightRef = builder.objectRef<AnalysisInsight>('AnalysisInsight').implement({
  description: 'A change to a workload that whoever answered recommends.',
  fields: (t) => ({
    kind: t.field({ type: KindEnum, description: 'What it changes.', resolve: ({ kind }) => kind }),
    title: t.exposeString('title', { description: 'What to do, in a line.' }),
    reasoning: t.exposeString('reasoning', { description: 'Why, in the words of whoever answered.' }),
    confidence: t.exposeFloat('confidence', {
      nullable: true,
      description: '0 to 1, as sure as whoever answered says to be; null where that is not known.',
    }),
    costSaved: t.field({
      type: FigureRef,
      nullable: true,
      description: 'US dollars of rent: computed, never the agent’s. Null where none are computed.',
      resolve: ({ saves }) => saves.cost,
    }),
    energySaved: t.field({
      type: FigureRef,
      nullable: true,
      description: 'Kilowatt-hours: computed, never the agent’s. Null where none are computed.',
      resolve: ({ saves }) => saves.energy,
    }),
    carbonSaved: t.field({
      type: FigureRef,
      nullable: true,
      description: 'kg CO₂e: computed, never the agent’s. Null where none are computed.',
      resolve: ({ saves }) => saves.carbon,
    }),
  }),
});

const QuantityEnum = builder.enumType('AnalysisQuantity', {
  description: 'What an analysis estimates of a workload.',
  values: {
    ENERGY: { description: 'Electricity drawn, in kWh.' },
    CARBON: { description: 'kg CO₂e emitted for it.' },
    ELECTRICITY: { description: 'What that electricity costs, in US dollars.' },
    RENT: { description: 'What the GPUs’ rent costs, in US dollars.' },
    MONEY: { description: 'An amount of US dollars in a text, whatever it is of.' },
  } satisfies Record<Quantity | 'MONEY', { description: string }>,
});

export const AnalysisEstimateRef = builder.objectRef<Estimate>('AnalysisEstimate').implement({
  description:
    'What a workload takes of one quantity, as computed, or by what its owner measured: whoever answers, this does not come from a model.',
  fields: (t) => ({
    quantity: t.field({
      type: QuantityEnum,
      description: 'What it is of.',
      resolve: ({ quantity }) => quantity,
    }),
    low: t.field({
      type: FigureRef,
      description: 'The lower end; that of the rent is the middle.',
      resolve: ({ low }) => low,
    }),
    middle: t.field({
      type: FigureRef,
      description: 'The estimate; what was measured, or follows from it, where the owner reported energy.',
      resolve: ({ middle }) => middle,
    }),
    estimated: t.field({
      type: FigureRef,
      nullable: true,
      description:
        'What had been estimated, where what was measured counts in its place; null where nothing was measured.',
      resolve: ({ estimated }) => estimated ?? null,
    }),
    high: t.field({
      type: FigureRef,
      description: 'The upper end; that of the rent is the middle.',
      resolve: ({ high }) => high,
    }),
  }),
});

const VerdictEnum = builder.enumType('AnalysisVerdict', {
  description: 'How a number the agent gave stands against the computed one.',
  values: {
    AGREES: {
      description:
        'Within the computed bounds, with a factor of two to spare; within a tenth of what was measured.',
    },
    REFUTED: {
      description:
        'Outside of half the computed low to twice the high, over five times off the middle, a tenth off what was measured, or more than all there is.',
    },
    UNVERIFIED: { description: 'Nothing computed tells.' },
  } satisfies Record<Verdict, { description: string }>,
});

export const AnalysisClaimRef = builder.objectRef<Claim>('AnalysisClaim').implement({
  description: 'A number the agent gave, beside the computed one. It is what was said, not a fact.',
  fields: (t) => ({
    where: t.exposeString('where', {
      description: 'Where the agent said it: "estimates.energyKwh", "insights.0.saves.usd", "summary".',
    }),
    quantity: t.field({
      type: QuantityEnum,
      description: 'What it is of.',
      resolve: ({ quantity }) => quantity,
    }),
    unit: t.exposeString('unit', { description: '"kWh", "kg" or "USD".' }),
    claimed: t.exposeFloat('claimed', { description: 'The number as the agent gave it.' }),
    computed: t.field({
      type: FigureRef,
      nullable: true,
      description: 'What it is compared with; null where nothing is computed.',
      resolve: ({ computed }) => computed,
    }),
    ratio: t.exposeFloat('ratio', {
      nullable: true,
      description: 'claimed ÷ computed; null where nothing is computed, or 0.',
    }),
    verdict: t.field({ type: VerdictEnum, description: 'How it stands.', resolve: ({ verdict }) => verdict }),
    reason: t.exposeString('reason', { description: 'Why, in a sentence.' }),
  }),
});

const TraceKindEnum = builder.enumType('AnalysisStepKind', {
  description: 'What happened in one step of a conversation with the agent.',
  values: {
    MODEL: { description: 'The model said something, or called tools without a word.' },
    TOOL_CALL: { description: 'The model called a tool: the text is its input, JSON.' },
    TOOL_RESULT: { description: 'What the tool told the model, JSON; `error` where it failed.' },
    ERROR: { description: 'The conversation ended without an answer.' },
  } satisfies Record<TraceKind, { description: string }>,
});

export const AnalysisStepRef = builder.objectRef<TraceStep>('AnalysisStep').implement({
  description: 'One step of a conversation with the agent. What the model says there is not checked.',
  fields: (t) => ({
    kind: t.field({ type: TraceKindEnum, description: 'What happened.', resolve: ({ kind }) => kind }),
    tool: t.exposeString('tool', {
      nullable: true,
      description: 'The tool; null for the model’s words and errors.',
    }),
    text: t.exposeString('text', { description: 'What was said, at most 2,000 characters of it.' }),
    cut: t.exposeBoolean('cut', { description: 'True where the text was longer.' }),
    after: t.field({
      type: 'Duration',
      description: 'Time from the question to the end of this step.',
      resolve: ({ afterMs }) => afterMs,
    }),
    took: t.field({
      type: 'Duration',
      nullable: true,
      description: 'What this step took; null where that is not measured.',
      resolve: ({ tookMs }) => tookMs,
    }),
  }),
});

export const AnalysisTokensRef = builder
  .objectRef<NonNullable<AgentReply['tokens']>>('AnalysisTokens')
  .implement({
    description: 'Tokens of a conversation, as the agent’s endpoint counts them.',
    fields: (t) => ({
      input: t.exposeInt('input', { description: 'Tokens the model read, all its turns together.' }),
      output: t.exposeInt('output', { description: 'Tokens the model wrote.' }),
    }),
  });
