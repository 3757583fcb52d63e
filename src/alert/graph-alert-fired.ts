import { builder } from '#graph/builder.ts';
import { AlertFiredEventRef, StreamEvent } from '#market/graph-stream.ts';
import { addNoticeStream } from '#notice/graph-notice-stream.ts';
import type { ToldEvent } from '#notice/notice-event.ts';
import type { Firing } from './firing.ts';
import { AlertFiringRef } from './graph-alert-firing.ts';

builder.objectType(builder.objectRef<ToldEvent>('AlertFired'), {
  description: 'An alert fired.',
  interfaces: [StreamEvent, AlertFiredEventRef],
  fields: (t) => ({
    seq: t.field({
      type: 'BigInt',
      description: 'Its number among all that its owner is told: later ones are greater.',
      resolve: ({ notice }) => notice.seq,
    }),
    toldAt: t.field({
      type: 'DateTime',
      description: 'When it was written down here, to be told.',
      resolve: ({ notice }) => notice.toldAt,
    }),
    firing: t.field({
      type: AlertFiringRef,
      description: 'What fired, and all there was to it.',
      resolve: ({ notice }) => notice.body as unknown as Firing,
    }),
  }),
});

addNoticeStream({
  field: 'alertFired',
  description:
    'Your price and availability alerts as they fire: each once, in order, none left out. After a disconnection go on `after` the last cursor.',
  kind: 'ALERT_FIRED',
  topic: 'PriceAlert',
  idsDescription: 'Only these alerts, deleted ones too; all of yours where left out.',
});
