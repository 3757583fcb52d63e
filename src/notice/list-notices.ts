import type { Db } from '#db/open.ts';
import { badCursor } from '#graph/errors.ts';
import type { Page } from '#graph/page.ts';
import { connectionOf, type Connection } from '#market/graph-page.ts';
import { noticeCursor, placeOfCursor } from './notice-event.ts';
import type { Notice, WantedWithin } from './notice.ts';
import { feedOf } from './store-notices.ts';
import { countNotices, noticePage } from './store-pages.ts';

/**
 * A page of what an owner was told, the newest first: the resolver of a desk's list of what fired. Its cursors are
 * those of the streams: `after` the first of the newest page a stream goes on with what fires next. Throws BAD_CURSOR
 * for a cursor of another feed.
 */
export async function listNotices(
  db: Db,
  wanted: WantedWithin,
  page: Page,
  asked: { readonly count: boolean },
): Promise<Connection<Notice>> {
  const place = page.cursor === null ? null : placeOfCursor(page.cursor);
  if (place !== null && (place === undefined || place.feed !== (await feedOf(db, wanted.owner)).id))
    throw badCursor(page.direction === 'forward' ? 'after' : 'before');
  const [rows, count] = await Promise.all([
    noticePage(db, wanted, page, place?.seq ?? null),
    asked.count ? countNotices(db, wanted) : null,
  ]);
  return connectionOf(page, rows, count, noticeCursor);
}
