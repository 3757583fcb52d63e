import type { ZodType } from 'zod';
import type { OwnerId } from '#units/owner.ts';

/** Why a conversation with the configured model came to no answer. */
export type AgentFailure =
  | 'TIMEOUT'
  | 'UNREACHABLE'
  | 'UNAUTHORIZED'
  | 'RATE_LIMITED'
  | 'ENDPOINT_ERROR'
  | 'BAD_JSON'
  | 'EMPTY_ANSWER'
  | 'REFUSED'
  | 'TOOL_LOOP'
  | 'TOO_LONG';

/** What the model may call while it thinks. */
export type AgentTool = {
  readonly name: string;
  readonly description: string;
  readonly input: ZodType;
  /** Its answer is told to the model as JSON; what it throws, as an error the model may mend. */
  readonly run: (input: unknown) => Promise<unknown>;
};

export type AgentQuestion = {
  readonly instructions: string;
  readonly prompt: string;
  readonly tools: readonly AgentTool[];
};

export type TraceKind = 'MODEL' | 'TOOL_CALL' | 'TOOL_RESULT' | 'ERROR';

/** One thing that happened in a conversation, in order. */
export type TraceStep = {
  readonly kind: TraceKind;
  /** Null where it is of no tool. */
  readonly tool: string | null;
  /** What was said, called or answered; calls and answers are JSON. */
  readonly text: string;
  /** True where the text was longer and is cut. */
  readonly cut: boolean;
  /** Milliseconds from the conversation's beginning to the end of this step. */
  readonly afterMs: number;
  /** Milliseconds it took; null where that is not measured. */
  readonly tookMs: number | null;
};

export type AgentReply = {
  /** The model's last words; null where there are none: see failure. */
  readonly text: string | null;
  readonly failure: { readonly reason: AgentFailure; readonly detail: string } | null;
  readonly trace: readonly TraceStep[];
  /** Steps that happened after the trace was full. */
  readonly untraced: number;
  /** As the endpoint counts them; null where it tells none. */
  readonly tokens: { readonly input: number; readonly output: number } | null;
  readonly tookMs: number;
};

/** A place in the queue of conversations, to be given back; or why there is none. */
export type AgentPlace =
  | (Disposable & { readonly ask: (question: AgentQuestion) => Promise<AgentReply> })
  | { readonly limit: 'analyses' | 'analysesPerOwner'; readonly max: number };

/** The model that the operator configured, behind an OpenAI-compatible endpoint. */
export type Agent = {
  readonly model: string;
  /** Takes one of the places; `ask` never throws and ends within the configured seconds. */
  readonly enter: (owner: OwnerId) => AgentPlace;
};
