import type { AgentFailure } from '#graph/agent.ts';

/** Ends a conversation. The message is for the caller: it holds nothing that the endpoint sent. */
export class AgentFault extends Error {
  override readonly name = 'AgentFault';
  readonly reason: AgentFailure;

  constructor(reason: AgentFailure, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** The fault below an error, as deep as the SDK has wrapped it. */
export function faultIn(error: unknown): AgentFault | undefined {
  let inner = error;
  for (let depth = 0; depth < 8 && inner instanceof Error; depth++) {
    if (inner instanceof AgentFault) return inner;
    inner = inner.cause;
  }
  return undefined;
}
