import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownerId } from '#units/owner.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import { data, refusalOf } from '../support/ask.ts';
import { polledMarket, type PolledMarket } from '../support/polled-market.ts';
import { at, quote } from '../support/quotes.ts';

let market: PolledMarket;

const minute = (count: number): Instant => at(count * 60);

beforeAll(async () => {
  market = await polledMarket();
  for (const [place, usd] of [0.5, 0.39, 0.45, 0.35, 0.36, 0.6].entries())
    await market.poll(place, [quote({ key: 'h', gpuName: 'RTX 3090', usd })]);
  await data(
    market.db,
    `mutation { createAlert(input: { name: "a", idempotencyKey: "a", ${ASKED} }) { errors { message } } }`,
    as(),
  );
});
afterAll(() => market[Symbol.asyncDispose]());

const ASKED = 'gpu: "RTX 3090", condition: { below: 0.4 }, hysteresisPercent: 0, coolDown: "PT0S"';
const TRIED = '{ timesFired summary firings(first: 5) { edges { node { at value { value } } } } }';
const as = (owner = 'tester') => ({ context: { owner: ownerId(owner), now: () => minute(10) } });
const period = (from: number, to: number): string =>
  `period: { between: { from: "${formatInstant(minute(from))}", to: "${formatInstant(minute(to))}" } }`;

type Tried = {
  readonly timesFired: number;
  readonly summary: string;
  readonly firings: { readonly edges: readonly { readonly node: { readonly at: string } }[] };
};

async function both(input: string, within: string): Promise<readonly [own: Tried, asked: Tried]> {
  const answer = await data<{ alert: { dryRun: Tried }; alertDryRun: Tried }>(
    market.db,
    `{ alert(idempotencyKey: "a") { dryRun(${within}) ${TRIED} } alertDryRun(input: { ${input} }, ${within}) ${TRIED} }`,
    as(),
  );
  return [answer.alert.dryRun, answer.alertDryRun];
}

test('an alert is tried on the past as one that is not made yet', async () => {
  const [own, asked] = await both(ASKED, period(0, 6));
  expect(own).toEqual(asked);
  expect(own.firings.edges.map(({ node }) => node)).toEqual([
    { at: formatInstant(minute(1)), value: { value: 0.39 } },
    { at: formatInstant(minute(3)), value: { value: 0.35 } },
  ]);
  const [part] = await both(ASKED, period(2, 6));
  expect(part.timesFired).toBe(1);
});

test('it is tried as it is now, whether it is switched on or not, and nothing is told of it', async () => {
  const change = 'condition: { below: 0.36 }, enabled: false';
  await data(
    market.db,
    `mutation { updateAlert(input: { idempotencyKey: "a", ${change} }) { errors { message } } }`,
    as(),
  );
  const [own, asked] = await both(ASKED.replace('0.4', '0.36'), period(0, 6));
  expect(own).toEqual(asked);
  expect(own.timesFired).toBe(1);
  const counted = '{ alert(idempotencyKey: "a") { firedCount } alertFirings { totalCount } }';
  expect(await data(market.db, counted, as())).toEqual({
    alert: { firedCount: 0 },
    alertFirings: { totalCount: 0 },
  });
});

test("another's is not tried", async () => {
  const asked = `{ alert(idempotencyKey: "a") { dryRun { timesFired } } }`;
  expect(await data(market.db, asked, as('somebody'))).toEqual({ alert: null });
});

const WRONG = `gpu: "RTX 4900", providers: ["nobody", "noone"], regions: ["Atlantis", "US", "Lemuria"],
  hysteresisPercent: 101, condition: { below: 0 }`;

test('all that is wrong with an alert is told at once', async () => {
  const made = `mutation { createAlert(input: { name: "", ${WRONG} }) { errors { path message nearest } } }`;
  type Errors = readonly { readonly path: string[]; readonly message: string; readonly nearest: string[] }[];
  const { errors } = (await data<{ createAlert: { errors: Errors } }>(market.db, made, as())).createAlert;
  expect(errors.map(({ path }) => path.slice(1).join('.'))).toEqual([
    'name',
    'hysteresisPercent',
    'gpu',
    'providers',
    'providers',
    'regions',
    'regions',
    'condition.below',
  ]);
  expect(errors[2]?.nearest[0]).toBe('RTX 4090');
  for (const name of ['nobody', 'noone', 'Atlantis', 'Lemuria'])
    expect(errors.filter(({ message }) => message.includes(`"${name}"`))).toHaveLength(1);
});

test('a try names the field that is wrong as other questions do', async () => {
  const refused = (input: string) => refusalOf(market.db, `{ alertDryRun(input: { ${input} }) { summary } }`);
  expect(await refused('gpu: "RTX 4900", condition: { below: 1 }')).toMatchObject({ argument: 'gpu' });
  expect(await refused('gpu: "RTX 4090", condition: { below: 0 }')).toMatchObject({
    argument: 'condition.below',
  });
});
