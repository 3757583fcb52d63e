import { BY_ID_OR_KEY, type OwnKind } from '#workload/which-own.ts';

export const WEBHOOK: OwnKind = {
  typename: 'Webhook',
  noun: 'webhook',
  made: 'created',
  list: 'webhooks',
  fields: BY_ID_OR_KEY,
};
