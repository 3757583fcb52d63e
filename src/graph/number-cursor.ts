import { badCursor } from './errors.ts';
import type { Page } from './page.ts';

/** The cursor of a row that is placed by a number above 0. */
export function numberCursor(place: number): string {
  return Buffer.from(String(place)).toString('base64url');
}

/** The number a page begins beyond; null where it begins at an end. Throws BAD_CURSOR for what is no such cursor. */
export function placeOfPage({ cursor, direction }: Page): number | null {
  if (cursor === null) return null;
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!/^[1-9]\d{0,14}$/.test(text)) throw badCursor(direction === 'forward' ? 'after' : 'before');
  return Number(text);
}
