import type { Notice } from './notice.ts';

/** A message of a stream of notices. */
export type NoticeEvent = ToldEvent | StreamStart | NoticeReset;

/** One notice, as streams and webhooks show it: what a desk's event type resolves its fields from. */
export type ToldEvent = { readonly kind: 'TOLD'; readonly notice: Notice; readonly cursor: string };

/** What is told after its cursor follows, and nothing from before. */
export type StreamStart = { readonly kind: 'START'; readonly cursor: string };

/** The stream cannot go on from where it was asked to. */
export type NoticeReset = {
  readonly kind: 'RESET';
  readonly reason: 'TOO_OLD' | 'OTHER_TAPE';
  readonly cursor: null;
};

/** A place in an owner's feed. */
type Place = { readonly feed: string; readonly seq: number };

const FORM = /^notice:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(\d{1,15})$/;

/** Opaque to clients: what `after` takes. */
export function noticeCursor({ feed, seq }: Place): string {
  return Buffer.from(`notice:${feed}:${seq}`).toString('base64url');
}

/** Undefined where the text is not a cursor of any feed. */
export function placeOfCursor(text: string): Place | undefined {
  const [, feed, seq] = FORM.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  return feed === undefined ? undefined : { feed, seq: Number(seq) };
}

export function toldEvent(notice: Notice): ToldEvent {
  return { kind: 'TOLD', notice, cursor: noticeCursor(notice) };
}
