import type { AgentReply, TraceStep } from '#graph/agent.ts';
import type { Context } from '#graph/context.ts';
import { refusal } from '#graph/errors.ts';
import type { Moment } from '#graph/moment.ts';
import type { OwnerId } from '#units/owner.ts';
import type { WorkloadSetup } from '../insight/workload-setup.ts';
import type { AnalysisBody, FallbackReason } from './analysis.ts';
import type { AnalysisQuestion } from './asked-analysis.ts';
import { readAnswer } from './answer-schema.ts';
import type { Claim } from './claims.ts';
import { computeWorkload, summaryOf, type Computed } from './computed.ts';
import { computedInsight, judgeAnswer, type AnalysisInsight } from './judged-answer.ts';
import { INSTRUCTIONS, promptOf, type CallersWords } from './prompt.ts';
import { analysisTools } from './tools.ts';

export type Analyzed = {
  readonly body: AnalysisBody;
  readonly fallbackReason: FallbackReason | null;
  readonly trace: readonly TraceStep[];
};

/**
 * Asks the configured model about a workload, and holds its answer to what is computed; where there is no model, or no
 * answer to believe, what is computed answers. Throws LIMIT_EXCEEDED where too many are asking.
 */
export async function analyze(
  context: Context,
  owner: OwnerId,
  question: AnalysisQuestion,
  moment: Moment,
): Promise<Analyzed> {
  const { setup, words } = question;
  const { agent } = context;
  if (!agent) {
    const computed = await computeWorkload(context, question, moment);
    return fallen(setup, words, computed, null, { reason: 'NOT_CONFIGURED', detail: UNCONFIGURED });
  }
  const place = agent.enter(owner);
  if ('limit' in place) throw tooMany(place);
  using taken = place;
  const computed = await computeWorkload(context, question, moment);
  const reply = await taken.ask({
    instructions: INSTRUCTIONS,
    prompt: promptOf(question),
    tools: analysisTools(context, computed, moment),
  });
  return judged(setup, words, computed, { ...reply, model: agent.model });
}

const UNCONFIGURED =
  'No model is configured on this server: its operator can set AGENT_URL and AGENT_MODEL. What is computed answers.';

function tooMany({ limit, max }: { readonly limit: string; readonly max: number }): Error {
  const whose = limit === 'analyses' ? 'this server takes' : 'one owner may have';
  const message = `${max} analyses at once are as many as ${whose}: ask again when one has ended.`;
  return refusal('LIMIT_EXCEEDED', message, { limit, max, found: max + 1 });
}

type Reply = AgentReply & { readonly model: string };

function judged(setup: WorkloadSetup, words: CallersWords, computed: Computed, reply: Reply): Analyzed {
  const { text, failure } = reply;
  if (text === null) {
    const { reason, detail } = failure ?? { reason: 'EMPTY_ANSWER', detail: 'The model said nothing.' };
    return fallen(setup, words, computed, reply, { reason, detail });
  }
  const read = readAnswer(text);
  if ('reason' in read) return fallen(setup, words, computed, reply, read);
  const { summary, insights, claims, implausible } = judgeAnswer(read.answer, computed);
  if (implausible !== null) {
    const detail = `The model’s numbers are not those that are computed: ${implausible}`;
    return fallen(setup, words, computed, reply, { reason: 'IMPLAUSIBLE', detail }, claims);
  }
  return {
    fallbackReason: null,
    trace: reply.trace,
    body: bodyOf(setup, words, computed, reply, { fallbackDetail: null, summary, insights, claims }),
  };
}

function fallen(
  setup: WorkloadSetup,
  words: CallersWords,
  computed: Computed,
  reply: Reply | null,
  why: { readonly reason: FallbackReason; readonly detail: string },
  claims: readonly Claim[] = [],
): Analyzed {
  const insights = computed.insights.insights.map(computedInsight);
  const summary = summaryOf(setup, computed);
  const told = { fallbackDetail: why.detail, summary, insights, claims };
  return {
    fallbackReason: why.reason,
    trace: reply?.trace ?? [],
    body: bodyOf(setup, words, computed, reply, told),
  };
}

type Told = {
  readonly fallbackDetail: string | null;
  readonly summary: string;
  readonly insights: readonly AnalysisInsight[];
  readonly claims: readonly Claim[];
};

function bodyOf(
  { gpu, gpuCount, hours, utilization, region, provider, billing }: WorkloadSetup,
  { question }: CallersWords,
  { estimates, insights: { now, absence, simulated } }: Computed,
  reply: Reply | null,
  told: Told,
): AnalysisBody {
  return {
    ...told,
    setup: { gpu: gpu.slug, gpuCount, hours, utilization, region: region?.code ?? null, provider, billing },
    question,
    estimates,
    rentAbsence: now ? null : absence,
    model: reply?.model ?? null,
    tokens: reply?.tokens ?? null,
    tookMs: reply?.tookMs ?? null,
    untraced: reply?.untraced ?? 0,
    simulated,
  };
}
