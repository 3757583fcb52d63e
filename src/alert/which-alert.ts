import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import { BY_ID_OR_KEY, type OwnKind, type Which } from '#workload/which-own.ts';
import type { Alert } from './alert.ts';
import { alertOfKey, alertsById } from './store-alerts.ts';

export const ALERT: OwnKind = {
  typename: 'PriceAlert',
  noun: 'alert',
  made: 'made',
  list: 'alerts',
  fields: BY_ID_OR_KEY,
};

/** The alert that is meant, where its owner has it. */
export async function alertMeant(db: Db, owner: OwnerId, which: Which): Promise<Alert | undefined> {
  if ('key' in which) return alertOfKey(db, owner, which.key);
  const [alert] = await alertsById(db, owner, [which.id]);
  return alert;
}
