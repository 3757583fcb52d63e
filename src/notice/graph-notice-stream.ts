import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import { pulled } from '#graph/live.ts';
import type { NodeId } from '#graph/node-id.ts';
import { ownerOf } from '#graph/owner.ts';
import { AlertFiredEventRef, BudgetAlertEventRef, StreamEvent } from '#market/graph-stream.ts';
import { liveNotices } from './live-notices.ts';
import type { NoticeEvent, StreamStart } from './notice-event.ts';
import { NOTICE_FIELDS } from './notice-fields.ts';
import type { NoticeKind } from './notice.ts';

builder.objectType(builder.objectRef<StreamStart>('StreamStart'), {
  description:
    'The stream begins here: all that is told after its cursor follows, and nothing from before. Keep the cursor, to resume even where the connection is lost before the first event.',
  interfaces: [StreamEvent, BudgetAlertEventRef, AlertFiredEventRef],
});

/** Each stream's interface. */
const STREAMS = {
  BUDGET_ALERT: { event: BudgetAlertEventRef, what: 'alerts of budgets' },
  ALERT_FIRED: { event: AlertFiredEventRef, what: 'price and availability alerts that fire' },
} as const satisfies Record<NoticeKind, object>;

for (const kind of Object.keys(STREAMS) as NoticeKind[]) {
  const { event, what } = STREAMS[kind];
  event.implement({
    description: `One message of the stream of ${what}: where it begins, then each once, in order.`,
    interfaces: [StreamEvent],
    resolveType: (message) =>
      ({ TOLD: NOTICE_FIELDS[kind].told, START: 'StreamStart', RESET: 'StreamReset' })[
        (message as NoticeEvent).kind
      ],
  });
}

/** How a desk's subscription to what owners are told is written. */
export type NoticeStream = {
  readonly kind: NoticeKind;
  readonly description: string;
  /** What the argument says that chooses budgets or alerts. */
  readonly idsDescription: string;
};

/**
 * Adds a desk's subscription, by the names of `NOTICE_FIELDS`. The desk itself makes the type that shows one notice, `told`: an object of `builder.objectRef<ToldEvent>(name)` with the interfaces `[StreamEvent,
 * BudgetAlertEventRef]` or `[StreamEvent, AlertFiredEventRef]`, and fields that read `notice.body`.
 */
export function addNoticeStream(stream: NoticeStream): void {
  builder.subscriptionField(NOTICE_FIELDS[stream.kind].field, (t) =>
    t.field({
      type: STREAMS[stream.kind].event,
      description: stream.description,
      args: {
        ids: t.arg.globalIDList({ description: stream.idsDescription }),
        after: t.arg.string({
          description:
            'The last cursor had: the stream goes on after it, however long ago within 400 days, instead of beginning now.',
        }),
      },
      subscribe: async (_root, { ids, after }, context) =>
        subscribed(context, stream.kind, { ids, after: after ?? undefined }),
      resolve: (event) => event,
    }),
  );
}

type Asked = { readonly ids: readonly NodeId[] | null | undefined; readonly after: string | undefined };

async function subscribed(
  context: Context,
  kind: NoticeKind,
  { ids, after }: Asked,
): Promise<AsyncIterableIterator<NoticeEvent>> {
  const wanted = { owner: ownerOf(context), kind, topics: topicsOf(ids, NOTICE_FIELDS[kind].topic) };
  const { events, end } = await liveNotices(context, wanted, after);
  return pulled(context, events, end);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What these ids of `typename` are of, as notices name it; null for whatever there is. What has been removed is still
 * told of, so an id is not looked up: that of another's is of nothing that this owner is told of.
 */
export function topicsOf(ids: readonly NodeId[] | null | undefined, typename: string): string[] | null {
  if (ids == null) return null;
  return ids.map((id) => {
    if (id.typename === typename && UUID.test(id.id)) return id.id;
    throw badInput(
      'ids',
      `\`ids\` takes ids of type ${typename}: pass what their \`id\` fields hold, unchanged.`,
    );
  });
}
