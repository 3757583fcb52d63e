import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';

/** What notices are of: a budget's threshold, forecast or period's end; a price alert that fired. */
export type NoticeKind = 'BUDGET_ALERT' | 'ALERT_FIRED';

/** What an owner is to be told: written with the fact it tells of, in one transaction. */
export type NewNotice = {
  readonly owner: OwnerId;
  readonly kind: NoticeKind;
  /** Id of the budget or of the alert. */
  readonly topic: string;
  /** When what it tells of happened. */
  readonly at: Instant;
  /** All there is to tell, as JSON: it is what streams, lists and webhooks show, whatever changes afterwards. */
  readonly body: Readonly<Record<string, unknown>>;
};

/** A notice in its owner's feed, where each has the number after the one before. */
export type Notice = NewNotice & {
  readonly seq: number;
  readonly toldAt: Instant;
  /** The feed's own id. */
  readonly feed: string;
};

/** Which notices of an owner: of one kind, about these topics or, where null, about any. */
export type Wanted = {
  readonly owner: OwnerId;
  readonly kind: NoticeKind;
  readonly topics: readonly string[] | null;
};

/** Those of a time alone: from one instant to before another, each open where null. */
export type WantedWithin = Wanted & { readonly from?: Instant | null; readonly to?: Instant | null };
