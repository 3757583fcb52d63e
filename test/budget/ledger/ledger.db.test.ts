import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, Db } from '#db/open.ts';
import { ownerId } from '#units/owner.ts';
import { DAY_MS, formatInstant, HOUR_MS, plusMs, type Instant } from '#units/time.ts';
import { ask, data } from '../../support/ask.ts';
import { testDatabase } from '../../support/database.ts';
import { figuresThatDoNotAddUp } from '../../support/redo.ts';
import { NOON, seedMarket } from '../../support/seed-market.ts';

let database: Database;
let db: Db;
beforeAll(async () => {
  database = await testDatabase();
  ({ db } = database);
  await seedMarket(db);
});
afterAll(() => database[Symbol.asyncDispose]());

/** Before anything of the seeded market was seen. */
const BEFORE = formatInstant(plusMs(NOON, -200 * DAY_MS));

type Owner = ReturnType<typeof ownerId>;
type Entry = {
  id: string;
  number: number;
  kind: string;
  spent: string;
  reserved: string;
  net: string;
  at: string;
  open: boolean;
  project: string | null;
  rate: null | { cost: { value: number }; pricePerGpuHour: { value: number; source: string } };
  refersTo: { number: number } | null;
  referredBy: { kind: string }[];
};
type Payload = {
  entry: Entry | null;
  replayed: boolean;
  errors: { code: string; message: string; path: string[] }[];
};

const DEEP = 'value unit basis source explain { formula inputs { name figure { value unit basis source } } }';
const SHOWN = `entry { id number kind spent reserved net at open project rate { gpuCount duration cost { ${DEEP} } pricePerGpuHour { ${DEEP} } }
  refersTo { number } referredBy { kind } } replayed errors { code message path nearest }`;
const INPUTS = {
  recordSpend: 'RecordSpendInput',
  reserveSpend: 'ReserveSpendInput',
  settleReservation: 'SettleReservationInput',
  releaseReservation: 'ReleaseReservationInput',
  correctSpend: 'CorrectSpendInput',
} as const;

let owners = 0;
const newOwner = (): Owner => ownerId(`owner-${owners++}`);

async function tell(
  owner: Owner,
  field: keyof typeof INPUTS,
  input: Record<string, unknown>,
  now: Instant = NOON,
): Promise<Payload> {
  const source = `mutation ($input: ${INPUTS[field]}!) { ${field}(input: $input) { ${SHOWN} } }`;
  const answer = await data<Record<string, Payload>>(db, source, {
    variables: { input },
    context: { owner, now: () => now },
  });
  expect(figuresThatDoNotAddUp(answer)).toEqual([]);
  return answer[field]!;
}

async function taken(...told: Parameters<typeof tell>): Promise<Entry> {
  const { entry, errors } = await tell(...told);
  expect(errors).toEqual([]);
  return entry!;
}

const codes = ({ errors }: Payload): string[] => errors.map(({ code, path }) => `${code} ${path.at(-1)}`);

type Listed = {
  ledger: {
    totalCount: number;
    pageInfo: { endCursor: string; hasNextPage: boolean };
    edges: { cursor: string; node: Entry }[];
    totals: { entries: number; spent: string; reserved: string; kinds: { kind: string; spent: string }[] };
    projects: { name: string | null; spent: string }[];
  };
};

async function listed(owner: Owner, args = '', now: Instant = NOON): Promise<Listed['ledger']> {
  const source = `{ ledger${args} { totalCount pageInfo { endCursor hasNextPage } edges { cursor node { number kind spent reserved open } }
    totals { entries spent reserved kinds { kind entries spent reserved } } projects { name spent } } }`;
  return (await data<Listed>(db, source, { context: { owner, now: () => now } })).ledger;
}

describe('money told', () => {
  test('is kept to the micro-dollar, once for a key, and adds up', async () => {
    const owner = newOwner();
    const spend = { amount: '0.100001', project: 'p', idempotencyKey: 'k' };
    const first = await tell(owner, 'recordSpend', spend);
    expect(first).toMatchObject({
      replayed: false,
      entry: { number: 1, spent: '0.100001', net: '0.100001' },
    });
    const again = await tell(owner, 'recordSpend', spend, plusMs(NOON, HOUR_MS));
    expect(again).toEqual({ ...first, replayed: true });
    expect(codes(await tell(owner, 'recordSpend', { ...spend, amount: '0.10' }))).toEqual([
      'IDEMPOTENCY_CONFLICT idempotencyKey',
    ]);
    expect(codes(await tell(owner, 'reserveSpend', spend))).toEqual(['IDEMPOTENCY_CONFLICT idempotencyKey']);
    for (let i = 0; i < 9; i++) await taken(owner, 'recordSpend', { amount: 0.1 });
    expect(await listed(owner)).toMatchObject({
      totalCount: 10,
      totals: { entries: 10, spent: '1.000001', reserved: '0.00' },
      projects: [
        { name: null, spent: '0.90' },
        { name: 'p', spent: '0.100001' },
      ],
    });
  });

  test('of a duration costs price × GPUs × hours at the market’s price, which is kept', async () => {
    const owner = newOwner();
    const asked = { rental: { gpu: 'RTX 4090' }, hours: 2.5, idempotencyKey: 'live' };
    const { spent, rate } = await taken(owner, 'recordSpend', asked);
    // The cheapest on-demand RTX 4090 of the seeded market.
    expect(rate!.pricePerGpuHour.value * 2.5).toBeCloseTo(Number(spent), 6);
    expect(rate!.cost.value).toBe(Number(spent));
    expect(rate!.pricePerGpuHour.source).toContain('observed');
    // Sent again when no offer is fresh it answers what was kept.
    expect(await tell(owner, 'recordSpend', asked, plusMs(NOON, 30 * DAY_MS))).toMatchObject({
      replayed: true,
      entry: { spent },
    });
    const own = { rental: { gpuCount: 8, pricePerGpuHour: '0.333333' }, duration: 'PT1H0.001S' };
    // 0.333333 × 8 × (1 + 1 / 3,600,000) = 2.66666474…
    expect((await taken(owner, 'recordSpend', own)).spent).toBe('2.666665');
    const none = { rental: { gpu: 'RTX 4090', gpuCount: 777 }, hours: 1 };
    const notOffered = await tell(owner, 'recordSpend', none);
    expect(codes(notOffered)).toEqual(['NO_PRICE rental']);
    expect(notOffered.errors[0]?.message).toContain('(NOT_OFFERED)');
    const before = await tell(owner, 'recordSpend', { ...asked, idempotencyKey: 'before', at: BEFORE });
    expect(codes(before)).toEqual(['NO_PRICE rental']);
    expect(before.errors[0]?.message).toContain(
      `Nothing is known of the market at ${BEFORE} (NOT_OBSERVED): tell what`,
    );
    const unknown = { rental: { gpu: 'RTX 9999 XT' }, hours: 1 };
    expect(codes(await tell(owner, 'recordSpend', unknown))).toEqual(['UNKNOWN_NAME gpu']);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['nothing', {}, ['BAD_CHOICE amount']],
    ['two ways', { amount: 1, rental: { gpu: 'H100 SXM' }, hours: 1 }, ['BAD_CHOICE amount']],
    ['no time', { rental: { gpu: 'H100 SXM' } }, ['BAD_CHOICE hours']],
    ['two times', { rental: { gpu: 'H100 SXM' }, hours: 1, duration: 'PT1H' }, ['BAD_CHOICE hours']],
    ['a time of an amount', { amount: 1, hours: 1 }, ['BAD_CHOICE hours']],
    ['zero', { amount: 0 }, ['BAD_FIGURE amount']],
    ['less', { amount: -1 }, ['BAD_FIGURE amount']],
    ['far too much', { amount: 10_000_001 }, ['BAD_FIGURE amount']],
    ['no hours', { rental: { gpu: 'H100 SXM' }, hours: 0 }, ['BAD_FIGURE hours']],
    ['nothing of texts', { amount: 1, project: '', model: ' ' }, ['BAD_TEXT project', 'BAD_TEXT model']],
    ['half a surrogate', { amount: 1, project: '\ud800' }, ['BAD_TEXT project']],
    [
      'a NUL',
      { amount: 1, description: 'a\0b', idempotencyKey: '\0' },
      ['BAD_TEXT idempotencyKey', 'BAD_TEXT description'],
    ],
    ['the future', { amount: 1, at: formatInstant(plusMs(NOON, 1)) }, ['BAD_TIME at']],
    ['long ago', { amount: 1, at: formatInstant(plusMs(NOON, -731 * DAY_MS)) }, ['BAD_TIME at']],
  ])('that is %s is refused', async (_, input, expected) => {
    expect(codes(await tell(ownerId('nobody'), 'recordSpend', input))).toEqual(expected);
  });

  test('without end is no money', async () => {
    const { errors } = await ask(db, 'mutation { recordSpend(input: { amount: 1e309 }) { replayed } }');
    expect(errors?.[0]?.message).toContain('too large');
  });
});

describe('a reservation', () => {
  test('holds until it is settled, at any amount, once', async () => {
    const owner = newOwner();
    const { id, open, at } = await taken(owner, 'reserveSpend', { amount: 5, project: 'p' });
    expect(open).toBe(true);
    const settle = { reservation: id, amount: '7.50', idempotencyKey: 's' };
    const settled = await taken(owner, 'settleReservation', settle, plusMs(NOON, HOUR_MS));
    expect(settled).toMatchObject({
      spent: '7.50',
      reserved: '-5.00',
      project: 'p',
      at,
      refersTo: { number: 1 },
    });
    expect(await tell(owner, 'settleReservation', settle)).toMatchObject({ replayed: true, errors: [] });
    for (const amount of [7.5, 1])
      expect(codes(await tell(owner, 'settleReservation', { reservation: id, amount }))).toEqual([
        'ILLEGAL_MOVE reservation',
      ]);
    expect(codes(await tell(owner, 'releaseReservation', { reservation: id }))).toEqual([
      'ILLEGAL_MOVE reservation',
    ]);
    expect((await listed(owner)).totals).toMatchObject({ spent: '7.50', reserved: '0.00' });
  });

  test('settled at another instant is let go in its own period and spent in that one', async () => {
    const owner = newOwner();
    const earlier = formatInstant(plusMs(NOON, -DAY_MS));
    const { id } = await taken(owner, 'reserveSpend', { amount: 5, at: earlier });
    const settled = await taken(owner, 'settleReservation', {
      reservation: id,
      amount: 4,
      at: formatInstant(NOON),
    });
    expect(settled).toMatchObject({ number: 3, spent: '4.00', reserved: '0.00', at: formatInstant(NOON) });
    const { edges } = await listed(owner, `(filter: { to: "${formatInstant(NOON)}" })`);
    expect(edges.map(({ node }) => `${node.kind} ${node.reserved}`)).toEqual([
      'RELEASE -5.00',
      'RESERVATION 5.00',
    ]);
  });

  test('is let go when its time is over, by whoever looks first, and is settled all the same', async () => {
    const owner = newOwner();
    const expiresAt = plusMs(NOON, HOUR_MS);
    const { id } = await taken(owner, 'reserveSpend', { amount: 5, expiresAt: formatInstant(expiresAt) });
    expect((await listed(owner, '', plusMs(expiresAt, -1))).totals.reserved).toBe('5.00');
    expect(await listed(owner, '', expiresAt)).toMatchObject({
      totals: { reserved: '0.00' },
      edges: [
        { node: { kind: 'EXPIRY', reserved: '-5.00' } },
        { node: { kind: 'RESERVATION', open: false } },
      ],
    });
    expect(codes(await tell(owner, 'releaseReservation', { reservation: id }, expiresAt))).toEqual([
      'ILLEGAL_MOVE reservation',
    ]);
    const settled = await taken(owner, 'settleReservation', { reservation: id, amount: 2 }, expiresAt);
    expect(settled).toMatchObject({ spent: '2.00', reserved: '0.00' });
  });

  test('may come to nothing, and not in the future', async () => {
    const owner = newOwner();
    const { id } = await taken(owner, 'reserveSpend', { amount: 5, at: formatInstant(plusMs(NOON, DAY_MS)) });
    const at = formatInstant(plusMs(NOON, 1));
    const early = await tell(owner, 'settleReservation', { reservation: id, amount: 1, at });
    expect(codes(early)).toEqual(['BAD_TIME at']);
    const settled = await taken(owner, 'settleReservation', { reservation: id, amount: 0 });
    expect(settled).toMatchObject({ spent: '0.00', reserved: '0.00', at: formatInstant(NOON) });
    // It counts now, and what was held is let go in the period it was held in.
    expect((await listed(owner)).totals).toMatchObject({ spent: '0.00', reserved: '0.00' });
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['of the past', { expiresAt: formatInstant(NOON) }, ['BAD_TIME expiresAt']],
    ['without an end', { expiresAt: formatInstant(plusMs(NOON, 367 * DAY_MS)) }, ['BAD_TIME expiresAt']],
    ['of the far future', { at: formatInstant(plusMs(NOON, 367 * DAY_MS)) }, ['BAD_TIME at']],
  ])('%s is refused', async (_, input, expected) => {
    expect(codes(await tell(ownerId('nobody'), 'reserveSpend', { amount: 1, ...input }))).toEqual(expected);
  });
});

describe('a correction', () => {
  test('is an entry of the instant it corrects, and takes off no more than there is', async () => {
    const owner = newOwner();
    const at = formatInstant(plusMs(NOON, -40 * DAY_MS));
    const { id } = await taken(owner, 'recordSpend', { amount: 10, at, model: 'm' });
    const down = await taken(owner, 'correctSpend', { entry: id, by: '-9.999999' });
    expect(down).toMatchObject({ kind: 'CORRECTION', spent: '-9.999999', at, refersTo: { number: 1 } });
    expect(codes(await tell(owner, 'correctSpend', { entry: id, by: '-0.000002' }))).toEqual([
      'BAD_FIGURE by',
    ]);
    expect((await taken(owner, 'correctSpend', { entry: id, to: '12.30' })).spent).toBe('12.299999');
    expect(codes(await tell(owner, 'correctSpend', { entry: id, to: '12.30' }))).toEqual(['BAD_FIGURE to']);
    expect(codes(await tell(owner, 'correctSpend', { entry: id, to: 1, by: 1 }))).toEqual(['BAD_CHOICE to']);
    expect(codes(await tell(owner, 'correctSpend', { entry: down.id, to: 1 }))).toEqual([
      'ILLEGAL_MOVE entry',
    ]);
    const { edges } = await listed(owner, '(filter: { kinds: [SPEND] })');
    expect(edges).toHaveLength(1);
    expect((await listed(owner)).totals.spent).toBe('12.30');
  });

  test('to nothing leaves nothing, in the same project; of what was not spent, or by too much, it is refused', async () => {
    const owner = newOwner();
    const spend = { amount: 10, project: 'p', idempotencyKey: 's' };
    await taken(owner, 'recordSpend', spend);
    expect(codes(await tell(owner, 'correctSpend', { entryKey: 's', to: 10_000_001 }))).toEqual([
      'BAD_FIGURE to',
    ]);
    expect(codes(await tell(owner, 'correctSpend', { entryKey: 's', by: 10_000_001 }))).toEqual([
      'BAD_FIGURE by',
    ]);
    expect(await taken(owner, 'correctSpend', { entryKey: 's', to: 0 })).toMatchObject({
      spent: '-10.00',
      project: 'p',
    });
    expect((await listed(owner)).projects).toEqual([{ name: 'p', spent: '0.00' }]);
    await taken(owner, 'reserveSpend', { amount: 10, idempotencyKey: 'r' });
    expect(codes(await tell(owner, 'correctSpend', { entryKey: 'r', by: 1 }))).toEqual([
      'ILLEGAL_MOVE entryKey',
    ]);
    await taken(owner, 'releaseReservation', { reservationKey: 'r', idempotencyKey: 'l' });
    expect(codes(await tell(owner, 'correctSpend', { entryKey: 'l', by: 1 }))).toEqual([
      'ILLEGAL_MOVE entryKey',
    ]);
  });
});

test('a ledger takes nine billion dollars in all, whatever moves them', async () => {
  const [owner, other] = [newOwner(), newOwner()];
  await taken(owner, 'recordSpend', { amount: 10, idempotencyKey: 's' });
  await taken(owner, 'reserveSpend', { amount: 20, idempotencyKey: 'r' });
  await taken(owner, 'releaseReservation', { reservationKey: 'r' });
  await taken(owner, 'correctSpend', { entryKey: 's', by: -5 });
  await taken(other, 'recordSpend', { amount: 1 });
  const { turnover } = await db
    .selectFrom('ledger')
    .select('turnover')
    .where('owner', '=', owner)
    .executeTakeFirstOrThrow();
  expect(turnover).toBe(35_000_000);
  await db
    .updateTable('ledger')
    .set({ turnover: 9e15 - 1e6 })
    .where('owner', '=', owner)
    .execute();
  expect(codes(await tell(owner, 'recordSpend', { amount: '1.000001' }))).toEqual(['TOO_MANY amount']);
  await taken(owner, 'recordSpend', { amount: 1 });
  await taken(other, 'recordSpend', { amount: 2 });
});

test('hundreds of reservations whose time is over are let go at once', async () => {
  const owner = newOwner();
  const expiresAt = plusMs(NOON, HOUR_MS);
  await taken(owner, 'reserveSpend', { amount: 1, expiresAt: formatInstant(expiresAt) });
  // As if it had been made 1,001 times.
  await sql`
    insert into ledger_entry (owner, seq, kind, spent, reserved, at, recorded_at, expires_at)
    select owner, place, kind, spent, reserved, at, recorded_at, expires_at
    from ledger_entry cross join generate_series(2, 1001) as place where owner = ${owner}`.execute(db);
  await sql`
    insert into ledger_hold (owner, seq, expires_at)
    select owner, place, expires_at from ledger_hold cross join generate_series(2, 1001) as place
    where owner = ${owner}`.execute(db);
  await sql`
    update ledger_quarter set entries = 1001 * entries, reserved = 1001 * reserved
    where owner = ${owner}`.execute(db);
  await sql`update ledger set seq = 1001 where owner = ${owner}`.execute(db);
  expect((await listed(owner, '', expiresAt)).totals).toMatchObject({ entries: 2002, reserved: '0.00' });
});

test('pages follow each other in both directions', async () => {
  const owner = newOwner();
  for (let i = 1; i <= 5; i++) await taken(owner, 'recordSpend', { amount: i });
  const numbers = ({ edges }: Listed['ledger']): number[] => edges.map(({ node }) => node.number);
  const first = await listed(owner, '(first: 2)');
  expect(numbers(first)).toEqual([5, 4]);
  const next = await listed(owner, `(first: 2, after: "${first.pageInfo.endCursor}")`);
  expect(numbers(next)).toEqual([3, 2]);
  expect(numbers(await listed(owner, `(last: 2, before: "${next.edges[0]!.cursor}")`))).toEqual([5, 4]);
  const { errors } = await ask(
    db,
    '{ ledger(filter: { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" }) { totalCount } }',
  );
  expect(errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
});

test('the ledger of somebody else is as absent', async () => {
  const [alice, bob] = [newOwner(), newOwner()];
  const { id: reservation } = await taken(alice, 'reserveSpend', { amount: 1 });
  const { id: entry } = await taken(alice, 'recordSpend', { amount: 1 });
  const absent = Buffer.from('LedgerEntry:00000000-0000-4000-8000-000000000000').toString('base64url');
  for (const [field, own, other] of [
    ['settleReservation', { reservation, amount: 1 }, { reservation: absent, amount: 1 }],
    ['releaseReservation', { reservation }, { reservation: absent }],
    ['correctSpend', { entry, to: 0 }, { entry: absent, to: 0 }],
  ] as const) {
    const refusal = await tell(bob, field, own);
    expect(codes(refusal)).toEqual([`NOT_FOUND ${field === 'correctSpend' ? 'entry' : 'reservation'}`]);
    expect(refusal).toEqual(await tell(bob, field, other));
  }
  // An entry that is no reservation is none.
  expect(codes(await tell(alice, 'releaseReservation', { reservation: entry }))).toEqual([
    'NOT_FOUND reservation',
  ]);
  expect(await data(db, `{ node(id: "${entry}") { id } }`, { context: { owner: bob } })).toEqual({
    node: null,
  });
  expect((await listed(bob)).totalCount).toBe(0);
});

test('what an entry refers to is its own owner’s, though others have entries of the same number', async () => {
  for (const owner of [newOwner(), newOwner()]) {
    const { id } = await taken(owner, 'recordSpend', { amount: 2 });
    await taken(owner, 'correctSpend', { entry: id, to: 1 });
    const shown = await data(
      db,
      '{ ledger(first: 1) { edges { node { number refersTo { id number } } } } }',
      {
        context: { owner, now: () => NOON },
      },
    );
    expect(shown).toEqual({ ledger: { edges: [{ node: { number: 2, refersTo: { id, number: 1 } } }] } });
  }
});
