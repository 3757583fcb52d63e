import type { LanguageModel } from 'ai';
import type { AgentQuestion, AgentReply, AgentTool } from '#graph/agent.ts';
import { AgentFault, faultIn } from './agent-fault.ts';
import type { AgentConfig } from './chat-agent.ts';
import { Trace } from './trace.ts';

/** The SDK, once it is loaded, and the model it speaks with. */
export type ChatModel = { readonly sdk: typeof import('ai'); readonly model: LanguageModel };

/** Messages of the model: the last of them has to be the answer. */
export const MOST_MESSAGES = 8;
export const MOST_CALLS = 16;
/** The same call with the same input: the second may be a slip, the third goes in circles. */
export const MOST_REPEATS = 2;
/** Tokens of one message. */
const MOST_TOKENS = 4000;
/** Characters of a tool's answer that the model is told. */
const MOST_TOOL_TEXT = 6000;

/** Speaks with a model until it answers, fails, or its seconds are over. Never throws. */
export async function converse(
  load: () => Promise<ChatModel>,
  { seconds, key }: Pick<AgentConfig, 'seconds' | 'key'>,
  question: AgentQuestion,
): Promise<AgentReply> {
  const trace = new Trace(key);
  const ended = new AbortController();
  const late = new AgentFault('TIMEOUT', `The model had not answered after ${seconds} seconds.`);
  const timer = setTimeout(() => ended.abort(late), seconds * 1000);
  const tokens = new TokenCount();
  try {
    // A tool that hangs is left behind as well.
    const text = await Promise.race([
      speak(await load(), question, trace, tokens, ended),
      aborted(ended.signal),
    ]);
    return { ...replied(trace, tokens), text: trace.clean(text), failure: null };
  } catch (error) {
    const { reason, message } = faultIn(ended.signal.reason) ?? faultIn(error) ?? unknownFault(error);
    trace.add('ERROR', null, message);
    return { ...replied(trace, tokens), text: null, failure: { reason, detail: message } };
  } finally {
    clearTimeout(timer);
    // What is still under way is of no use.
    ended.abort(late);
  }
}

function replied(
  trace: Trace,
  tokens: TokenCount,
): Pick<AgentReply, 'trace' | 'untraced' | 'tokens' | 'tookMs'> {
  return { trace: [...trace.steps], untraced: trace.untraced, tokens: tokens.told, tookMs: trace.afterMs };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/** What the SDK threw that has no fault of ours below it: what it was sent does not follow the protocol. */
function unknownFault(error: unknown): AgentFault {
  const name = error instanceof Error ? error.name : '';
  if (name === 'AI_ToolChoiceViolationError') return circles();
  if (name === 'AI_InvalidResponseDataError')
    return new AgentFault('EMPTY_ANSWER', 'The endpoint’s answer holds no message.');
  return new AgentFault('BAD_JSON', 'The endpoint’s answer is no chat completion.');
}

function circles(): AgentFault {
  return new AgentFault('TOOL_LOOP', 'The model kept calling tools and gave no answer.');
}

async function speak(
  { sdk, model }: ChatModel,
  { instructions, prompt, tools }: AgentQuestion,
  trace: Trace,
  tokens: TokenCount,
  ended: AbortController,
): Promise<string> {
  const calls = new Map<string, number>();
  let called = 0;
  const result = await sdk.generateText({
    model,
    instructions,
    prompt,
    tools: Object.fromEntries(tools.map((tool) => [tool.name, sdkTool(sdk, tool, trace, ended.signal)])),
    maxRetries: 0,
    maxOutputTokens: MOST_TOKENS,
    temperature: 0,
    toolCallConcurrency: 1,
    stopWhen: sdk.isStepCount(MOST_MESSAGES),
    prepareStep: ({ stepNumber }) => (stepNumber === MOST_MESSAGES - 1 ? { toolChoice: 'none' } : undefined),
    abortSignal: ended.signal,
    onLanguageModelCallEnd: ({ content, usage, performance }) => {
      tokens.add(usage);
      const said = content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
      trace.add('MODEL', null, said, performance.responseTimeMs);
      for (const part of content) {
        if (part.type !== 'tool-call') continue;
        trace.add('TOOL_CALL', part.toolName, part.input);
        if (part.invalid) trace.add('TOOL_RESULT', part.toolName, { error: messageOf(part.error) });
        const call = JSON.stringify([part.toolName, part.input]);
        const times = (calls.get(call) ?? 0) + 1;
        calls.set(call, times);
        if (++called <= MOST_CALLS && times <= MOST_REPEATS) continue;
        return ended.abort(circles());
      }
    },
  });
  const { text, finishReason } = result;
  if (finishReason === 'content-filter') throw new AgentFault('REFUSED', 'The model refused to answer.');
  if (finishReason === 'length')
    throw new AgentFault('TOO_LONG', `The model’s answer did not end within ${MOST_TOKENS} tokens.`);
  if (result.finalStep.toolCalls.length > 0) throw circles();
  if (text.trim() === '') throw new AgentFault('EMPTY_ANSWER', 'The model’s last message is empty.');
  return text;
}

function sdkTool(
  sdk: ChatModel['sdk'],
  { name, description, input, run }: AgentTool,
  trace: Trace,
  signal: AbortSignal,
) {
  return sdk.tool({
    description,
    inputSchema: input,
    execute: async (asked: unknown): Promise<string> => {
      signal.throwIfAborted();
      const began = performance.now();
      let told: string;
      try {
        told = JSON.stringify(await run(asked));
      } catch (error) {
        told = JSON.stringify({ error: messageOf(error) });
      }
      // What comes too late is of a conversation that has been written down.
      signal.throwIfAborted();
      trace.add('TOOL_RESULT', name, told, performance.now() - began);
      return told.length > MOST_TOOL_TEXT ? `${told.slice(0, MOST_TOOL_TEXT).toWellFormed()} … (cut)` : told;
    },
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 500) : 'not understood';
}

/** Sums what the endpoint tells; null where it tells nothing. */
class TokenCount {
  told: { readonly input: number; readonly output: number } | null = null;

  add({
    inputTokens,
    outputTokens,
  }: {
    inputTokens: number | undefined;
    outputTokens: number | undefined;
  }): void {
    if (!isCount(inputTokens) || !isCount(outputTokens)) return;
    const { input, output } = this.told ?? { input: 0, output: 0 };
    this.told = { input: input + inputTokens, output: output + outputTokens };
  }
}

/** What is told as a count may be anything. */
function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 && value < 1e8;
}
