import type { Agent, AgentPlace } from '#graph/agent.ts';
import type { OwnerId } from '#units/owner.ts';
import { AgentFault } from './agent-fault.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { converse, type ChatModel } from './converse.ts';

/** Where the model is served, and how long it may think. */
export type AgentConfig = {
  /** Base URL, to which "/chat/completions" is added. */
  readonly url: string;
  readonly model: string;
  /** Undefined for servers that want none. */
  readonly key: string | undefined;
  readonly seconds: number;
};

export type AgentOptions = {
  readonly fetch: typeof fetch;
  /** Told each failure, for the operator's log. */
  readonly onFailure: (failure: { readonly reason: string; readonly detail: string }) => void;
  /** Conversations at once. */
  readonly most: number;
  readonly mostPerOwner: number;
};

/** The model behind an OpenAI-compatible endpoint. The SDK is loaded with the first question: it takes memory and time. */
export function chatAgent(config: AgentConfig, options: AgentOptions): Agent {
  const { most, mostPerOwner, onFailure } = options;
  const asking = new Map<OwnerId, number>();
  let loaded: Promise<ChatModel> | undefined;
  const model = (): Promise<ChatModel> => (loaded ??= loadModel(config, options.fetch));
  const count = (): number => asking.values().reduce((sum, one) => sum + one, 0);
  const change = (owner: OwnerId, by: number): void => {
    const own = (asking.get(owner) ?? 0) + by;
    if (own > 0) asking.set(owner, own);
    else asking.delete(owner);
  };
  return {
    model: config.model,
    enter: (owner): AgentPlace => {
      if ((asking.get(owner) ?? 0) >= mostPerOwner) return { limit: 'analysesPerOwner', max: mostPerOwner };
      if (count() >= most) return { limit: 'analyses', max: most };
      change(owner, 1);
      let isLeft = false;
      return {
        ask: async (question) => {
          const reply = await converse(model, config, question);
          if (reply.failure) onFailure(reply.failure);
          return reply;
        },
        [Symbol.dispose]: () => {
          if (!isLeft) change(owner, -1);
          isLeft = true;
        },
      };
    },
  };
}

async function loadModel({ url, model, key }: AgentConfig, fetchNow: typeof fetch): Promise<ChatModel> {
  try {
    const [sdk, { createOpenAICompatible }] = await Promise.all([
      import('ai'),
      import('@ai-sdk/openai-compatible'),
    ]);
    const provider = createOpenAICompatible({
      name: 'agent',
      baseURL: url,
      ...(key === undefined ? {} : { apiKey: key }),
      fetch: boundedFetch(fetchNow),
    });
    return { sdk, model: provider(model) };
  } catch {
    throw new AgentFault('UNREACHABLE', 'The packages that speak with models could not be loaded.');
  }
}
