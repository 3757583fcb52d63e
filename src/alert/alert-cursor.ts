import { badCursor } from '#graph/errors.ts';
import type { Page } from '#graph/page.ts';
import { instant } from '#units/time.ts';
import type { Alert } from './alert.ts';

/** Where an alert stands among its owner’s: it tells nothing of how many others there are. */
export type AlertPlace = Pick<Alert, 'createdAt' | 'id'>;

export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const FORM = /^(\d{1,15}) ([0-9a-f-]{36})$/;
const LATEST = Date.UTC(9999, 11, 31);

export function alertCursor({ createdAt, id }: AlertPlace): string {
  return Buffer.from(`${createdAt} ${id}`).toString('base64url');
}

/** The place a page begins beyond; null at an end. Throws BAD_CURSOR for what is no such cursor. */
export function alertPlace({ cursor, direction }: Page): AlertPlace | null {
  if (cursor === null) return null;
  const [, at, id = ''] = FORM.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (!UUID.test(id) || !(Number(at) <= LATEST))
    throw badCursor(direction === 'forward' ? 'after' : 'before');
  return { createdAt: instant(Number(at)), id };
}
