import { formatInstant, type Instant } from '#units/time.ts';
import type { MessageType } from './webhook.ts';

/** A message about the webhook itself, as Standard Webhooks lays one out. */
export function messageBody(type: MessageType, at: Instant, data: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ type, timestamp: formatInstant(at), data });
}
