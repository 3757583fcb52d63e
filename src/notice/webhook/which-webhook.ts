import { badInput } from '#graph/errors.ts';
import type { NodeId } from '#graph/node-id.ts';
import { UUID } from '#workload/job/workload-cursor.ts';
import type { Which } from './store-webhooks.ts';

/** How a caller names a webhook: one of the two. */
export type AskedWhich = {
  readonly id?: NodeId | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
};

/** Which one is meant; null for what is no id of a webhook. Throws BAD_USER_INPUT for both at once, and for neither. */
export function whichOf({ id = null, idempotencyKey: key = null }: AskedWhich): Which | null {
  if ((id === null) === (key === null))
    throw badInput('id', 'Say which webhook: by its `id`, or by the `idempotencyKey` you created it under.');
  if (key !== null) return { key };
  return id !== null && id.typename === 'Webhook' && UUID.test(id.id) ? { id: id.id } : null;
}
