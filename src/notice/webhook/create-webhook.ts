import { digestOf } from '#forecast/take-report.ts';
import { inputFault, inputTextFaults } from '#workload/graph-input-error.ts';
import { refused, taken, type Answered, type WebhookDesk } from './answered.ts';
import { MOST, plannedWebhook, type AskedWebhook } from './asked-webhook.ts';
import { makeSecret } from './secret.ts';
import { addWebhook, lockOwner, webhookCount, webhookMeant } from './store-webhooks.ts';

export type NewlyAsked = AskedWebhook & { readonly idempotencyKey?: string | null | undefined };

/** Makes a webhook; once for each idempotency key of an owner. Its secret is answered once, by whoever made it. */
export async function createWebhook(desk: WebhookDesk, asked: NewlyAsked): Promise<Answered> {
  const { db, owner, now } = desk;
  const key = asked.idempotencyKey ?? null;
  const planned = plannedWebhook({ ...asked, url: asked.url ?? '' }, null, desk);
  const keyFaults = inputTextFaults('idempotencyKey', key, [1, MOST.key]);
  if ('faults' in planned || keyFaults.length > 0)
    return refused(...keyFaults, ...('faults' in planned ? planned.faults : []));
  const { plan } = planned;
  // Of what was sent: the document of a kind may be another tomorrow.
  const { kind = null, document = null } = asked;
  const digest = digestOf('webhook', plan.name, plan.url, kind, document, plan.variables);
  return db.transaction().execute(async (trx) => {
    await lockOwner(trx, owner);
    const known = key === null ? undefined : await webhookMeant(trx, owner, { key });
    if (known?.digest === digest) return taken(known, { replayed: true });
    if (known)
      return refused(
        inputFault(
          'IDEMPOTENCY_CONFLICT',
          'idempotencyKey',
          'Another webhook was created under this key: take a new one, or change that one with `updateWebhook`.',
        ),
      );
    if ((await webhookCount(trx, owner)) >= MOST.webhooks)
      return refused(
        inputFault(
          'TOO_MANY',
          'url',
          `You have ${MOST.webhooks} webhooks, the most an owner may have: delete one with \`deleteWebhook\`.`,
        ),
      );
    const secret = makeSecret();
    const made = await addWebhook(trx, owner, { ...plan, idempotencyKey: key, digest, secret }, now);
    return taken(made, { secret });
  });
}
