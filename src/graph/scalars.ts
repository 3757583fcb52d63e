import { GraphQLError } from 'graphql';
import { formatUsd, parseUsd } from '#units/money.ts';
import { formatInstant, parseInstant } from '#units/time.ts';
import { builder } from './builder.ts';
import { formatDuration, parseDuration } from './duration.ts';

builder.scalarType('DateTime', {
  description:
    'An instant in UTC, RFC 3339: "2026-01-31T12:00:00Z". Any offset is understood on input. Years 1970 to 9999.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize: formatInstant,
  parseValue: (value) => {
    const parsed = typeof value === 'string' ? parseInstant(value) : undefined;
    if (parsed === undefined) {
      throw new GraphQLError(
        'DateTime takes an RFC 3339 timestamp with an offset, such as "2026-01-31T12:00:00Z".',
      );
    }
    return parsed;
  },
});

builder.scalarType('USD', {
  description:
    'US dollars, exact to the micro-dollar: a string of a decimal with two to six places, "0.44" or "0.546667". ' +
    'On input a string or number with at most six places.',
  specifiedByURL: 'https://en.wikipedia.org/wiki/ISO_4217',
  serialize: formatUsd,
  parseValue: (value) => {
    const text = typeof value === 'number' && Number.isFinite(value) ? plainDecimal(value) : value;
    const parsed = typeof text === 'string' ? parseUsd(text) : undefined;
    if (parsed === undefined) {
      throw new GraphQLError(
        'USD takes dollars in plain digits, such as "0.44" or "1000": a point before at most six decimals, and no currency sign, comma, space or exponent.',
      );
    }
    return parsed;
  },
});

builder.scalarType('BigInt', {
  description:
    'A whole number of any size: a string of its decimal digits, "9007199254740993". On input a string or a number.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259#section-6',
  serialize: String,
  parseValue: (value) => {
    const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
    if (typeof text !== 'string' || !/^-?\d{1,40}$/.test(text)) {
      throw new GraphQLError('BigInt takes a whole number in decimal digits, such as "42".');
    }
    return BigInt(text);
  },
});

builder.scalarType('JSON', {
  description:
    'Any JSON value: an object, a list, a string, a number, true, false or null. In a document it is written as GraphQL writes values: `{first: 10, billing: SPOT}`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: (value) => value,
  parseValue: (value) => value,
});

builder.scalarType('Duration', {
  description:
    'A length of time, ISO 8601: "PT1H30M", "P7D", "PT0.5S". A day is 24 hours and a week 7 days; months and ' +
    'years are not taken, as they have no fixed length. To the millisecond, 0 to 100 years.',
  specifiedByURL: 'https://scalars.graphql.org/chillicream/duration.html',
  serialize: formatDuration,
  parseValue: (value) => {
    const parsed = typeof value === 'string' ? parseDuration(value) : undefined;
    if (parsed === undefined) {
      throw new GraphQLError(
        'Duration takes an ISO 8601 duration in weeks, days, hours, minutes and seconds, such as "PT1H30M".',
      );
    }
    return parsed;
  },
});

/** A number as written in a document, without an exponent: 1e-6 is "0.000001". */
function plainDecimal(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(7).replace(/0+$/, '') : text;
}
