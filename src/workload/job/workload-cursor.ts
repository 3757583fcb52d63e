import { badCursor } from '#graph/errors.ts';
import type { Page } from '#graph/page.ts';
import { instant } from '#units/time.ts';
import type { Workload } from './workload.ts';

/** Where a workload stands among its owner’s: it tells nothing of how many others there are. */
export type WorkloadPlace = Pick<Workload, 'submittedAt' | 'id'>;

export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const FORM = /^(\d{1,15}) ([0-9a-f-]{36})$/;
const LATEST = Date.UTC(9999, 11, 31);

export function workloadCursor({ submittedAt, id }: WorkloadPlace): string {
  return Buffer.from(`${submittedAt} ${id}`).toString('base64url');
}

/** The place a page begins beyond; null at an end. Throws BAD_CURSOR for what is no such cursor. */
export function workloadPlace({ cursor, direction }: Page): WorkloadPlace | null {
  if (cursor === null) return null;
  const [, at, id = ''] = FORM.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (!UUID.test(id) || !(Number(at) <= LATEST))
    throw badCursor(direction === 'forward' ? 'after' : 'before');
  return { submittedAt: instant(Number(at)), id };
}
