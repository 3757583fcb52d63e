import {
  executeSubscriptionEvent,
  validateSubscriptionArgs,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import type { Context } from '#graph/context.ts';
import { publicError } from '#graph/errors.ts';
import { LIMITS } from '#graph/limits.ts';
import { formatInstant } from '#units/time.ts';
import { toldEvent } from '../notice-event.ts';
import { NOTICE_FIELDS } from '../notice-fields.ts';
import type { Notice } from '../notice.ts';
import type { WebhookDocument } from './webhook.ts';

export type Rendered = {
  /** What is sent, as JSON: `{type, timestamp, data}`, and `errors` where some field failed. */
  readonly body: string;
  /** True where something failed on our side: another try may go better. */
  readonly failed: boolean;
};

/**
 * What a webhook is told of one notice: its document executed as the subscription would for that event, with the
 * rights of the owner whose context it is. `parsed` is the document, found to fit the schema.
 */
export async function renderNotice(
  schema: GraphQLSchema,
  { parsed, variables }: { readonly parsed: DocumentNode; readonly variables: WebhookDocument['variables'] },
  notice: Notice,
  context: Context,
  report: (error: unknown, id: string) => void,
): Promise<Rendered> {
  const checked = validateSubscriptionArgs({
    schema,
    document: parsed,
    rootValue: toldEvent(notice),
    contextValue: context,
    variableValues: { ...variables },
    abortSignal: AbortSignal.timeout(LIMITS.requestSeconds * 1000),
  });
  if (!('operation' in checked)) throw new AggregateError(checked, 'a document that fits does not execute');
  const { data = null, errors } = await executeSubscriptionEvent(checked);
  const shown = errors?.map((error) => publicError(error, report));
  const body = JSON.stringify({
    type: NOTICE_FIELDS[notice.kind].message,
    timestamp: formatInstant(notice.at),
    data,
    ...(shown ? { errors: shown.map(sentError) } : {}),
  });
  return { body, failed: shown?.some(({ extensions }) => extensions['unexpected'] === true) ?? false };
}

/** Without what only the server's transports read. */
function sentError(error: GraphQLError): object {
  const { extensions = {}, ...rest } = error.toJSON();
  const { http: _http, unexpected: _unexpected, ...sent } = extensions;
  return { ...rest, extensions: sent };
}
