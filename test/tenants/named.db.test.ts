import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/open.ts';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const absent = (typename: string): string =>
  Buffer.from(`${typename}:00000000-0000-4000-8000-000000000000`).toString('base64url');

type Named = readonly [mutation: string, typename: string, id: string, key: string, rest: string];

/** Every mutation that takes something of an owner's by its id or by its key. */
const NAMED: readonly Named[] = [
  ['updateBudget', 'Budget', 'id', 'idempotencyKey', 'amount: 1'],
  ['archiveBudget', 'Budget', 'id', 'idempotencyKey', ''],
  ['updateAlert', 'PriceAlert', 'id', 'idempotencyKey', 'name: "b"'],
  ['deleteAlert', 'PriceAlert', 'id', 'idempotencyKey', ''],
  ['updateWebhook', 'Webhook', 'id', 'idempotencyKey', 'name: "b"'],
  ['pauseWebhook', 'Webhook', 'id', 'idempotencyKey', ''],
  ['resumeWebhook', 'Webhook', 'id', 'idempotencyKey', ''],
  ['rotateWebhookSecret', 'Webhook', 'id', 'idempotencyKey', ''],
  ['pingWebhook', 'Webhook', 'id', 'idempotencyKey', ''],
  ['deleteWebhook', 'Webhook', 'id', 'idempotencyKey', ''],
  ['replayDeliveries', 'Webhook', 'id', 'idempotencyKey', 'since: "2026-06-01T00:00:00Z"'],
  ['settleReservation', 'LedgerEntry', 'reservation', 'reservationKey', 'amount: 1'],
  ['releaseReservation', 'LedgerEntry', 'reservation', 'reservationKey', ''],
  ['correctSpend', 'LedgerEntry', 'entry', 'entryKey', 'to: 1'],
  ['setWorkloadStatus', 'Workload', 'id', 'idempotencyKey', 'status: RUNNING'],
  ['reportWorkloadEnergy', 'Workload', 'id', 'idempotencyKey', 'kwh: 1, meteredPart: GPUS, meter: "m"'],
];

test.each(NAMED)(
  '%s says what is wrong with the name it was given',
  async (mutation, typename, id, key, rest) => {
    const given = [
      ['', 'BAD_CHOICE', id],
      [`${id}: "${absent(typename)}", ${key}: "k"`, 'BAD_CHOICE', key],
      [`${id}: "${absent(typename)}"`, 'NOT_FOUND', id],
      [`${id}: "${absent('GPU')}"`, 'NOT_FOUND', id],
      [`${key}: "k"`, 'NOT_FOUND', key],
    ] as const;
    for (const [name, code, path] of given) {
      const answer = await data<Record<string, { errors: { message: string }[] }>>(
        database.db,
        `mutation { ${mutation}(input: { ${[name, rest].filter(Boolean).join(', ')} }) { errors { code message path } } }`,
      );
      expect([name, answer[mutation]?.errors]).toEqual([
        name,
        [
          {
            code,
            path: ['input', path],
            message: expect.stringContaining(code === 'NOT_FOUND' ? 'lists yours' : key),
          },
        ],
      ]);
    }
  },
);

test.each([
  ['budget', 'Budget'],
  ['alert', 'PriceAlert'],
  ['webhook', 'Webhook'],
  ['workload', 'Workload'],
])('%s is asked for by its id or by its key, one of the two', async (field, typename) => {
  const { db } = database;
  const id = absent(typename);
  expect(await data(db, `{ ${field}(id: "${id}") { id } }`)).toEqual({ [field]: null });
  expect(await data(db, `{ ${field}(idempotencyKey: "k") { id } }`)).toEqual({ [field]: null });
  expect(await refusalOf(db, `{ ${field} { id } }`)).toMatchObject({ argument: 'id' });
  const both = `{ ${field}(id: "${id}", idempotencyKey: "k") { id } }`;
  expect(await refusalOf(db, both)).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'idempotencyKey' });
});

test('an alert is read, changed and deleted by the key it was made under', async () => {
  const { db } = database;
  const made = `createAlert(input: { idempotencyKey: "mine", name: "a", gpu: "L40S", condition: { below: 1 } })`;
  const changed = `updateAlert(input: { idempotencyKey: "mine", name: "b" })`;
  await data(db, `mutation { ${made} { errors { code } } ${changed} { errors { code } } }`);
  expect(await data(db, `{ alert(idempotencyKey: "mine") { name } }`)).toEqual({ alert: { name: 'b' } });
  const removed = `mutation { deleteAlert(input: { idempotencyKey: "mine" }) { alert { name } errors { path } } }`;
  expect(await data(db, removed)).toEqual({ deleteAlert: { alert: { name: 'b' }, errors: [] } });
  expect(await data(db, removed)).toEqual({
    deleteAlert: { alert: null, errors: [{ path: ['input', 'idempotencyKey'] }] },
  });
  // The key is free again.
  expect(await data(db, `mutation { ${made} { replayed alert { name } } }`)).toEqual({
    createAlert: { replayed: false, alert: { name: 'a' } },
  });
});

test('what was made under a key shows it, and what was made under none shows none', async () => {
  const making = {
    createBudget: ['budget', 'name: "n", amount: 1'],
    createAlert: ['alert', 'name: "n", gpu: "L40S", condition: { below: 1 }'],
    createWebhook: ['webhook', 'name: "n", url: "https://example.com/n", kind: ALERT_FIRED'],
  };
  for (const [field, [thing = '', rest = '']] of Object.entries(making)) {
    const made = (key: string): string =>
      `${field}(input: { ${key} ${rest} }) { ${thing} { idempotencyKey } errors { message } }`;
    const answer = await data(
      database.db,
      `mutation { keyed: ${made('idempotencyKey: "shown",')} keyless: ${made('')} }`,
    );
    expect(answer).toEqual({
      keyed: { [thing]: { idempotencyKey: 'shown' }, errors: [] },
      keyless: { [thing]: { idempotencyKey: null }, errors: [] },
    });
    expect(await data(database.db, `{ ${thing}(idempotencyKey: "shown") { idempotencyKey } }`)).toEqual({
      [thing]: { idempotencyKey: 'shown' },
    });
  }
});

test('a deployment names the budget that is not there as it was named', async () => {
  const asked = (named: string): string =>
    `{ budgetDeployment(input: { ${named}, rental: { gpu: "L40S" } }) { reasoning } }`;
  for (const [field, named] of [
    ['budget', `budget: "${absent('Budget')}"`],
    ['budgetKey', 'budgetKey: "k"'],
  ] as const)
    expect(await refusalOf(database.db, asked(named))).toMatchObject({ argument: field });
});

test('what is wrong with a webhook is said of the name it was given', async () => {
  const make = `createWebhook(input: { idempotencyKey: "w", name: "w", url: "https://example.com/w", kind: ALERT_FIRED })`;
  await data(database.db, `mutation { ${make} { errors { code } } }`);
  await database.db
    .updateTable('webhook_endpoint')
    .set({ status: 'GONE', status_reason: 'It answered 410.' })
    .execute();
  const { db } = database;
  for (const field of ['pauseWebhook', 'pingWebhook']) {
    const answer = await data(
      db,
      `mutation { ${field}(input: { idempotencyKey: "w" }) { errors { code path } } }`,
    );
    expect(answer).toEqual({
      [field]: { errors: [{ code: 'ILLEGAL_MOVE', path: ['input', 'idempotencyKey'] }] },
    });
  }
});
