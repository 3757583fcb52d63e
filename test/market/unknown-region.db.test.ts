import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/open.ts';
import { data, refusalOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const MESSAGE = '"Germny" is no region known here. Nearest: DE (Germany).';

test.each([
  ['regions', `offers(filter: { regions: ["DE", "Germny"] }) { totalCount }`],
  ['regions', `gpuAvailability: availability(filter: { regions: ["Germny"] }) { availableGpus }`],
  ['region', `carbonIntensity(region: "Germny") { region { code } }`],
  [
    'region',
    `budgetDeployment(input: { monthly: 10, rental: { gpu: "L40S", region: "Germny" } }) { reasoning }`,
  ],
])('a query says of its `%s` what was written, and what is near: %s', async (argument, field) => {
  expect(await refusalOf(database.db, `{ ${field} }`)).toMatchObject({
    code: 'BAD_USER_INPUT',
    argument,
    message: MESSAGE,
    nearest: ['DE'],
  });
});

const ERRORS = '{ errors { code path message nearest } }';

test.each([
  [
    'createAlert',
    `{ name: "a", gpu: "L40S", condition: { below: 1 }, regions: ["US", "Germny"] }`,
    ['input', 'regions'],
  ],
  ['recordSpend', `{ rental: { gpu: "L40S", region: "Germny" }, hours: 1 }`, ['input', 'rental', 'region']],
  ['submitWorkload', `{ gpu: "L40S", hours: 1, region: "Germny" }`, ['input', 'region']],
])('%s says so as a typed error', async (mutation, input, path) => {
  const answer = await data(database.db, `mutation { ${mutation}(input: ${input}) ${ERRORS} }`);
  expect(answer).toEqual({
    [mutation]: { errors: [{ code: 'UNKNOWN_NAME', path, message: MESSAGE, nearest: ['DE'] }] },
  });
});
