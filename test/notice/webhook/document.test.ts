import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeNodeId } from '#graph/node-id.ts';
import { checkDocument } from '#notice/webhook/graph-document.ts';
import { noticeSchema } from '../../support/notice-schema.ts';

const schema = noticeSchema();
const BUDGET = '11111111-2222-4333-8444-555555555555';
const FULL = 'cursor ... on BudgetAlertRaised { said }';

const check = (document: string, variables: Record<string, unknown> = {}) =>
  checkDocument(schema, { document, variables });

function faults(document: string, variables?: Record<string, unknown>): string {
  const checked = check(document, variables);
  if (!('faults' in checked)) throw new Error('expected faults');
  return checked.faults.map(({ where, message }) => `${where}: ${message}`).join('\n');
}

test('what a document asks for is read from it', () => {
  const ids = [encodeNodeId('Budget', BUDGET)];
  const all = { fits: { kind: 'BUDGET_ALERT', topics: null } };
  const one = { fits: { kind: 'BUDGET_ALERT', topics: [BUDGET] } };
  expect(check(`subscription { budgetAlerts { ${FULL} } }`)).toMatchObject(all);
  expect(
    check(`subscription { seen: budgetAlerts { ...F } } fragment F on BudgetAlertEvent { ${FULL} }`),
  ).toMatchObject(all);
  expect(check(`subscription { budgetAlerts(ids: null) { cursor } }`)).toMatchObject(all);
  expect(check(`subscription { budgetAlerts(ids: "${ids[0]}") { cursor } }`)).toMatchObject(one);
  expect(check('subscription($b: [ID!]) { budgetAlerts(ids: $b) { cursor } }', { b: ids })).toMatchObject(
    one,
  );
  expect(check('subscription($b: [ID!]) { budgetAlerts(ids: $b) { cursor } }')).toMatchObject(all);
  expect(check('subscription { alertFired { cursor } }')).toMatchObject({ fits: { kind: 'ALERT_FIRED' } });
});

test.each([
  ['', 'Unexpected <EOF>'],
  ['subscription { budgetAlerts { cursor }', 'Expected Name'],
  ['subscription { budgetAlerts { nothing } }', 'Cannot query field "nothing"'],
  ['subscription { budgetAlerts { cursor } alertFired { cursor } }', 'must select only one top level field'],
  [
    'subscription { budgetAlerts { cursor } alertFired { cursor } }',
    'make one webhook with `budgetAlerts` and another with `alertFired`',
  ],
  ['{ ping }', 'The document is a query: write `subscription'],
  ['mutation { ping }', 'The document is a mutation'],
  ['subscription { ticker }', 'not by `ticker`'],
  ['subscription { __typename }', 'must not select an introspection'],
  ['subscription A { budgetAlerts { cursor } } subscription B { budgetAlerts { cursor } }', '2 operations'],
  ['fragment F on BudgetAlertEvent { cursor }', 'Fragment "F" is never used'],
  ['subscription { ...F } fragment F on Subscription { budgetAlerts { cursor } }', 'outside of fragments'],
  ['subscription { budgetAlerts(after: "x") { cursor } }', 'Leave `after` out'],
  ['subscription { budgetAlerts(after: null) { cursor } }', '`replayDeliveries` sends earlier ones again'],
  ['subscription { budgetAlerts(ids: ["x"]) { cursor } }', 'ids of type Budget'],
  [
    `subscription { budgetAlerts(ids: ["${encodeNodeId('PriceAlert', BUDGET)}"]) { cursor } }`,
    'ids of type Budget',
  ],
  ['subscription { budgetAlerts @skip(if: true) { cursor } }', 'skip'],
  [`subscription { budgetAlerts { ${'cursor '.repeat(1000)} } }`, 'Tokens in the document: more than 1000'],
  [
    `subscription { budgetAlerts { ${Array.from({ length: 16 }, (_, i) => `a${i}: cursor`).join(' ')} } }`,
    'Aliased fields in the document: 16',
  ],
])('document %# is refused', (document, expected) => {
  expect(faults(document)).toContain(expected);
});

test('variables that do not fit are refused', () => {
  const document = 'subscription($b: [ID!]!) { budgetAlerts(ids: $b) { cursor } }';
  expect(faults(document)).toContain('variables: Variable "$b" has invalid value: Expected a value');
  expect(faults(document, { b: [{}] })).toContain('variables: Variable "$b" has invalid value');
  expect(faults(document, { b: [], c: 1 })).toContain('variables: The document has no variable `$c`');
  expect(faults(document, { b: ['\0'] })).toContain('NUL');
});

test('whatever is sent is judged, and never a fault of ours', () => {
  const part = fc.constantFrom(
    'subscription',
    '{',
    '}',
    '(',
    ')',
    'budgetAlerts',
    'alertFired',
    'ticker',
    'ids:',
    'after:',
    '$b',
    '$b: [ID!]',
    '"x"',
    'cursor',
    '...',
    'on',
    'BudgetAlertRaised',
    'fragment',
    'F',
    '@skip(if: $b)',
    'said',
    'a:',
    '[',
    ']',
    '\0',
    '🦊',
  );
  const text = fc.oneof(
    fc.array(part, { maxLength: 30 }).map((parts) => parts.join(' ')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(text, fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }), (document, variables) => {
      const checked = check(document, variables);
      if ('faults' in checked) expect(checked.faults.every(({ message }) => message.length > 10)).toBe(true);
      else expect(checked.fits.kind).toMatch(/^(BUDGET_ALERT|ALERT_FIRED)$/);
    }),
    { numRuns: 300 },
  );
});
