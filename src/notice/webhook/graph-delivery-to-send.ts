import type { GraphQLSchema } from 'graphql';
import type { Db } from '#db/open.ts';
import type { Context } from '#graph/context.ts';
import type { Outbox } from '#graph/outbox.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Clock } from '#units/time.ts';
import type { DocumentCheck } from './asked-webhook.ts';
import { renderNotice } from './graph-render.ts';
import { declareMisfit } from './misfit.ts';
import { dueDelivery, keepBody, type DueDelivery } from './store-sending.ts';

/** What sending a delivery reaches out to. */
export type SendingWorld = {
  readonly db: Db;
  readonly schema: GraphQLSchema;
  /** Judges documents by that schema. */
  readonly check: DocumentCheck;
  /** What resolvers are given when they answer this owner. */
  readonly contextOf: (owner: OwnerId) => Context;
  readonly now: Clock;
  readonly outbox: Outbox;
  /** Is told what failed on our side, under the id that the message shows of it. */
  readonly report: (error: unknown, id: string) => void;
};

/** What to do with a task of the queue. */
export type ToSend =
  /** This attempt was made, the delivery has ended, or its webhook takes nothing now. */
  | { readonly kind: 'NOTHING' }
  | { readonly kind: 'SEND'; readonly delivery: DueDelivery & { readonly body: string } }
  /** Its body could not be made, and may be at another try: an attempt that failed before anything was sent. */
  | { readonly kind: 'FAILED'; readonly delivery: DueDelivery; readonly error: string };

/** The data of a task: which delivery, and the attempts that were made of it when the task was queued. */
export type QueuedAttempt = { readonly delivery: string; readonly attempts: number };

/** Tries at a body that is whole, before one that tells of a fault of ours is sent. */
const WHOLE_TRIES = 3;

/**
 * What a task of the queue is to send: the bytes of the first attempt, made now where this is the first. Where the
 * schema no longer fits the webhook's document, the webhook is declared misfit and its deliveries wait.
 */
export async function deliveryToSend(
  world: SendingWorld,
  { delivery: id, attempts }: QueuedAttempt,
): Promise<ToSend> {
  const { db, schema, check, contextOf, now, report } = world;
  const delivery = await dueDelivery(db, id, now());
  if (!delivery || delivery.attempts !== attempts || !takes(delivery)) return { kind: 'NOTHING' };
  const { body, notice, endpoint } = delivery;
  if (body !== null) return { kind: 'SEND', delivery: { ...delivery, body } };
  // The notice is kept as long as the delivery.
  if (notice === null) throw new Error(`delivery ${id} has nothing to tell`);
  const checked = check(endpoint);
  if ('faults' in checked) {
    await declareMisfit(world, endpoint.id, checked.faults);
    return { kind: 'NOTHING' };
  }
  const document = { parsed: checked.parsed, variables: endpoint.variables };
  const made = await renderNotice(schema, document, notice, contextOf(delivery.owner), report).catch(
    (error: unknown) => {
      // It took too long, or there is nothing of it that could be sent: its owner sees that in the log.
      report(error, id);
      return undefined;
    },
  );
  if (!made || (made.failed && delivery.attempts - delivery.earlierAttempts < WHOLE_TRIES))
    return { kind: 'FAILED', delivery, error: 'the message could not be made: a fault of ours' };
  const kept = await keepBody(db, id, made.body);
  return kept === undefined ? { kind: 'NOTHING' } : { kind: 'SEND', delivery: { ...delivery, body: kept } };
}

/** Word about the webhook itself is sent whatever its state, but for one that is gone. */
function takes({ type, endpoint: { status } }: DueDelivery): boolean {
  if (type === 'ping' || type === 'webhook.misfit') return status !== 'GONE';
  return status === 'ACTIVE';
}
