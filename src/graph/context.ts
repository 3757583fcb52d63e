import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Clock } from '#units/time.ts';
import type { FeedWatch } from '#bus/feed-watch.ts';
import type { SharedResults } from '#bus/shared-results.ts';
import type { Tail } from '#bus/tail.ts';
import type { Agent } from './agent.ts';
import type { Outbox } from './outbox.ts';

/** What every resolver is given. One is made for each request, and one for each subscription event. */
export type Context = {
  readonly db: Db;
  readonly now: Clock;
  /** Reads the tape as it grows: what subscriptions listen to. */
  readonly tail: Tail;
  /** Reads the feed of signals as it grows. */
  readonly signals: Tail;
  /** Wakes those who read an owner's notices. */
  readonly notices: FeedWatch;
  /** Takes answers about the future, to be settled later; never waits and never fails. */
  readonly answers: { keep(answer: object): void };
  /** What subscribers who ask the same are computed once. */
  readonly shared: SharedResults;
  /** Queues work in a transaction: deliveries to webhooks. */
  readonly outbox: Outbox;
  /** Where webhooks may go: to the public internet alone, or anywhere. */
  readonly webhookTargets: 'public' | 'any';
  /** Answers questions about workloads; null where no model is configured. */
  readonly agent: Agent | null;
  /** Who asks; null for nobody known, who may read the market and own nothing. */
  readonly owner: OwnerId | null;
  /** The URL the caller reached this API by; absent where that is not known. */
  readonly endpoint?: string | undefined;
  /** Names this request in the log, in `extensions.requestId` and in the X-Request-Id header. */
  readonly requestId: string;
  /** True where the simulated market is served: then, and only then, its figures are in the answers. */
  readonly simulated: boolean;
};
