import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { buildSchema } from '#graph/schema.ts';
import '#budget/graph.ts';

const schema = buildSchema();

test.each([
  ['{ ledger(filter: { from: "2026-11-20" }) { totalCount } }', '"2026-11-20"', 'DateTime takes'],
  ['mutation { recordSpend(input: { amount: "$9" }) { replayed } }', '"$9"', 'USD takes dollars'],
  ['mutation { recordSpend(input: { amount: "9,50" }) { replayed } }', '"9,50"', 'no currency sign, comma'],
  ['mutation { recordSpend(input: { duration: "2h" }) { replayed } }', '"2h"', 'Duration takes'],
])('a value in a document that is refused is shown where it stands: %s', (document, literal, message) => {
  const errors = validate(schema, parse(document));
  expect(errors.map((error) => error.message)).toEqual([expect.stringContaining(message)]);
  expect(errors[0]?.locations).toEqual([{ line: 1, column: document.indexOf(literal) + 1 }]);
});
