import type { FeedWatch } from '#bus/feed-watch.ts';
import type { Db } from '#db/open.ts';
import { refusal } from '#graph/errors.ts';
import { everyNotice } from './every-notice.ts';
import { noticeCursor, placeOfCursor, toldEvent, type NoticeEvent } from './notice-event.ts';
import type { Wanted } from './notice.ts';
import { feedOf } from './store-notices.ts';
import { readNotices } from './store-pages.ts';

/** How many notices a reader has in memory at most. */
const PAGE = 100;

export type LiveNotices = {
  readonly events: AsyncGenerator<NoticeEvent, void, void>;
  /** Ends the wait for the next. */
  readonly end: () => void;
};

/**
 * What an owner is told, as it is: after a cursor, or from now on. Each message has the cursor that goes on after it; a
 * stream without one begins with a message that has nothing but a cursor, so that who is cut before the first notice
 * can resume as well. Refuses a cursor that is none.
 */
export async function liveNotices(
  { db, notices }: { readonly db: Db; readonly notices: FeedWatch },
  wanted: Wanted,
  after: string | undefined,
): Promise<LiveNotices> {
  const place = after === undefined ? undefined : placeOfCursor(after);
  if (after !== undefined && place === undefined) {
    throw refusal(
      'BAD_CURSOR',
      '`after` is not a cursor of this stream: pass the `cursor` of one of its messages, unchanged, or leave it out to begin with what is told from now on.',
      { argument: 'after' },
    );
  }
  const feed = await feedOf(db, wanted.owner);
  const isOfHere = place !== undefined && place.feed === feed.id && place.seq <= feed.head;
  const follower = notices.follow(wanted.owner);

  const begin = (seq: number): NoticeEvent => ({
    kind: 'START',
    cursor: noticeCursor({ feed: feed.id, seq }),
  });

  async function* read(): AsyncGenerator<NoticeEvent, void, void> {
    try {
      if (place !== undefined && !isOfHere) yield { kind: 'RESET', reason: 'OTHER_TAPE', cursor: null };
      if (!isOfHere) yield begin(feed.head);
      const source = {
        read: (position: number) => readNotices(db, wanted, position, PAGE),
        past: follower.past,
        failed: follower.failed,
      };
      for await (const step of everyNotice(source, isOfHere ? place.seq : feed.head)) {
        if (step.kind === 'TOLD') {
          yield toldEvent(step.notice);
          continue;
        }
        yield { kind: 'RESET', reason: 'TOO_OLD', cursor: null };
        yield begin(step.through);
      }
    } finally {
      follower.end();
    }
  }

  return { events: read(), end: follower.end };
}
