import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import type { NOTICE_FIELDS } from '../notice-fields.ts';
import type { NoticeKind } from '../notice.ts';

/** ACTIVE sends; PAUSED and MISFIT keep what is to be sent; GONE takes nothing more. */
export type WebhookStatus = 'ACTIVE' | 'PAUSED' | 'GONE' | 'MISFIT';

/** What a webhook is told by: a subscription of one root field, with its variables. */
export type WebhookDocument = {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly kind: NoticeKind;
  /** Ids of the budgets or alerts it is asked for; null for all of them. */
  readonly topics: readonly string[] | null;
};

/** Where an owner is told, without its secrets. */
export type Webhook = WebhookDocument & {
  readonly id: string;
  readonly owner: OwnerId;
  /** The key it was created under; null for none. */
  readonly idempotencyKey: string | null;
  readonly name: string;
  readonly url: string;
  readonly status: WebhookStatus;
  /** Why it is not active, for people. */
  readonly statusReason: string | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
};

export type MessageType = (typeof NOTICE_FIELDS)[NoticeKind]['message'] | 'ping' | 'webhook.misfit';

export type DeliveryStatus = 'WAITING' | 'DELIVERED' | 'DEAD';

/** One message to one webhook. Its id is the `webhook-id` of every attempt. */
export type Delivery = {
  readonly id: string;
  readonly webhook: string;
  readonly type: MessageType;
  /** The bytes every attempt sends; null until the first. */
  readonly body: string | null;
  readonly status: DeliveryStatus;
  /** Why it is dead, or waits without a next attempt. */
  readonly reason: string | null;
  readonly attempts: number;
  readonly nextAttemptAt: Instant | null;
  readonly createdAt: Instant;
  readonly endedAt: Instant | null;
};

/** One try to hand a message over. */
export type Attempt = {
  /** From 1 on, over all replays. */
  readonly number: number;
  readonly startedAt: Instant;
  readonly tookMs: number;
  /** Null where no answer came. */
  readonly statusCode: number | null;
  /** Why it failed; null where it did not. */
  readonly error: string | null;
  /** When the next one was planned; null where this one was the last. */
  readonly nextAttemptAt: Instant | null;
};
