import { z } from 'zod';
import { shown } from '#units/quote-laws.ts';

/** A side fact: undefined where it is absent, null or of the wrong type, so that it costs no row. */
export function maybe<T extends z.ZodType>(schema: T) {
  return z
    .union([schema, z.null().transform(() => undefined)])
    .optional()
    .catch(undefined);
}

/** A side fact that is a finite number from 0 on. */
export const maybeAmount = maybe(z.number().nonnegative());

/** The number that a decimal text states ("3.95"); anything else as it came, to be judged by who reads it. */
export function numberIn(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,12}(\.\d{1,12})?$/.test(value) ? Number(value) : value;
}

/** A fact judged after reading, where a wrong one needs a reason of its own. */
export const maybeUnknown = z.unknown().optional();

/** The first thing a schema found wrong, naming the field and the value found. */
export function firstIssue(error: z.ZodError, raw: unknown): string {
  const [issue] = error.issues;
  const path = issue?.path ?? [];
  if (path.length === 0) return `row ${shown(raw)}`;
  let value = raw;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return `${path.map(String).join('.')} ${shown(value)}`;
}
