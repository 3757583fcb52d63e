import {
  executeSubscriptionEvent,
  validateSubscriptionArgs,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import type { Context } from '#graph/context.ts';
import { limitExceeded, publicError } from '#graph/errors.ts';
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

/** Longer messages are kept for the log's time, and receivers refuse them: Standard Webhooks advises 20 KB. */
export const MOST_BODY_BYTES = 256 * 1024;

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
  const said = { type: NOTICE_FIELDS[notice.kind].message, timestamp: formatInstant(notice.at) };
  const whole = JSON.stringify({ ...said, data, ...(shown ? { errors: shown.map(sentError) } : {}) });
  const body =
    Buffer.byteLength(whole) <= MOST_BODY_BYTES
      ? whole
      : JSON.stringify({ ...said, data: null, errors: [sentError(tooLong(Buffer.byteLength(whole)))] });
  return { body, failed: shown?.some(({ extensions }) => extensions['unexpected'] === true) ?? false };
}

function tooLong(found: number): GraphQLError {
  return limitExceeded({
    limit: 'webhookBodyBytes',
    max: MOST_BODY_BYTES,
    found,
    what: 'Bytes of the message',
    advice: 'Let the webhook’s document ask for less, and ask for the rest when the message has come.',
  });
}

/** Without what only the server's transports read. */
function sentError(error: GraphQLError): object {
  const { extensions = {}, ...rest } = error.toJSON();
  const { http: _http, unexpected: _unexpected, ...sent } = extensions;
  return { ...rest, extensions: sent };
}
