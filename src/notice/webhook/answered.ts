import type { Db } from '#db/open.ts';
import type { Outbox } from '#graph/outbox.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import type { InputFault } from '#workload/graph-input-error.ts';
import type { WebhookTargets } from '../sending/public-address.ts';
import type { DocumentCheck } from './asked-webhook.ts';
import type { Webhook } from './webhook.ts';

/** Who changes their webhooks, and what that reaches out to. */
export type WebhookDesk = {
  readonly db: Db;
  readonly owner: OwnerId;
  readonly now: Instant;
  readonly outbox: Outbox;
  readonly check: DocumentCheck;
  readonly targets: WebhookTargets;
};

/** What became of something told about a webhook. */
export type Answered = {
  /** As it stands now; null where nothing was taken. */
  readonly webhook: Webhook | null;
  /** A secret that was made now: it is shown this once. */
  readonly secret: string | null;
  /** True where it was so before, and nothing was changed. */
  readonly replayed: boolean;
  readonly errors: readonly InputFault[];
};

export function taken(webhook: Webhook, more: Partial<Pick<Answered, 'secret' | 'replayed'>> = {}): Answered {
  return { webhook, secret: null, replayed: false, errors: [], ...more };
}

export function refused(...errors: readonly InputFault[]): Answered {
  return { webhook: null, secret: null, replayed: false, errors };
}
