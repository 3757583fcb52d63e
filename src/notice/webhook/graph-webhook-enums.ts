import { builder } from '#graph/builder.ts';
import type { NoticeKind } from '../notice.ts';
import type { DeliveryStatus, MessageType, WebhookStatus } from './webhook.ts';

export const NoticeKindEnum = builder.enumType('WebhookKind', {
  description: 'What a webhook is told of.',
  values: {
    BUDGET_ALERT: { description: 'Alerts of budgets, as `budgetAlerts` tells them: type "budget.alert".' },
    ALERT_FIRED: {
      description: 'Price and availability alerts that fire, as `alertFired` tells them: type "alert.fired".',
    },
  } satisfies Record<NoticeKind, { description: string }>,
});

export const WebhookStatusEnum = builder.enumType('WebhookStatus', {
  description: 'Whether a webhook is sent what it is told.',
  values: {
    ACTIVE: { description: 'It is sent each message as it comes.' },
    PAUSED: { description: 'Its owner paused it: messages wait until it is resumed.' },
    GONE: {
      description: 'Its receiver answered 410 Gone: what waited is dead, and nothing more is written for it.',
    },
    MISFIT: {
      description: 'The schema no longer fits its document: messages wait until it is given one that fits.',
    },
  } satisfies Record<WebhookStatus, { description: string }>,
});

export const DeliveryStatusEnum = builder.enumType('WebhookDeliveryStatus', {
  description: 'How far a message has come.',
  values: {
    WAITING: { description: 'For its next attempt, or for its webhook to become active.' },
    DELIVERED: { description: 'The receiver answered with a status from 200 to 299.' },
    DEAD: { description: 'No attempt is made any more: `reason` says why. It can be replayed.' },
  } satisfies Record<DeliveryStatus, { description: string }>,
});

/** Enum values are names; the message itself has the type with a dot. */
export const MessageTypeEnum = builder.enumType('WebhookMessageType', {
  description: 'What a message tells: `type` of its body, written with a dot there.',
  values: {
    BUDGET_ALERT: { value: 'budget.alert', description: '"budget.alert": an alert of a budget.' },
    ALERT_FIRED: { value: 'alert.fired', description: '"alert.fired": a price or availability alert fired.' },
    PING: { value: 'ping', description: '"ping": a test its owner asked for.' },
    WEBHOOK_MISFIT: {
      value: 'webhook.misfit',
      description: '"webhook.misfit": the schema no longer fits the webhook’s document, and why.',
    },
  } as const satisfies Record<string, { value: MessageType; description: string }>,
});
