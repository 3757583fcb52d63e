import { builder } from '#graph/builder.ts';
import { AlertFiredEventRef, StreamEvent } from '#market/graph-stream.ts';
import { addNoticeStream } from '#notice/graph-notice-stream.ts';
import type { ToldEvent } from '#notice/notice-event.ts';
import { toldFiring } from './firing.ts';
import { AlertFiringRef } from './graph-alert-firing.ts';

builder.objectType(builder.objectRef<ToldEvent>('AlertFired'), {
  description: 'One firing of an alert, once, in the order they were told.',
  interfaces: [StreamEvent, AlertFiredEventRef],
  fields: (t) => ({
    firing: t.field({
      type: AlertFiringRef,
      description: 'What fired, and all there was to it.',
      resolve: ({ notice }) => toldFiring(notice),
    }),
  }),
});

addNoticeStream({
  kind: 'ALERT_FIRED',
  description:
    'Your price and availability alerts as they fire: each once, in order, none left out. After a disconnection go on `after` the last cursor.',
  idsDescription: 'Only these alerts, deleted ones too; all of yours where left out.',
});
