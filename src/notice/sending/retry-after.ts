import { instant, plusMs, SECOND_MS, type Instant } from '#units/time.ts';

/** Beyond it nothing is meant: a year. */
const MOST_SECONDS = 366 * 24 * 3600;

const MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';

/** The one form of a date that HTTP has today, RFC 9110 section 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT". */
const HTTP_DATE = new RegExp(`^[A-Z][a-z]{2}, \\d{2} (${MONTHS}) \\d{4} \\d{2}:\\d{2}:\\d{2} GMT$`);

/**
 * Until when a Retry-After header asks to wait (RFC 9110 section 10.2.3: whole seconds, or a date); undefined where it
 * says nothing that can be read, and for a date that is past.
 */
export function retryAfter(header: string | undefined, now: Instant): Instant | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return plusMs(now, Math.min(Number(text), MOST_SECONDS) * SECOND_MS);
  if (!HTTP_DATE.test(text)) return undefined;
  const at = Date.parse(text);
  if (!(at > now)) return undefined;
  return instant(Math.min(at, now + MOST_SECONDS * SECOND_MS));
}
