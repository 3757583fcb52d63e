import { beforeAll, afterAll, expect, test } from 'vitest';
import { alertEvaluator, type Evaluator } from '#alert/evaluator.ts';
import type { Firing } from '#alert/firing.ts';
import type { Outbox } from '#graph/outbox.ts';
import { upsertProvider } from '#market/store-health.ts';
import { ownerId } from '#units/owner.ts';
import { formatInstant, HOUR_MS } from '#units/time.ts';
import { data } from '../support/ask.ts';
import { polledMarket, type PolledMarket } from '../support/polled-market.ts';
import { at, quote } from '../support/quotes.ts';

const outbox: Outbox = { send: async () => {} };

let market: PolledMarket;
beforeAll(async () => {
  market = await polledMarket();
});
afterAll(() => market[Symbol.asyncDispose]());

let minute = 0;
let evaluator: Evaluator;

function evaluatorAt(): Evaluator {
  return alertEvaluator(market.db, { now: () => at(minute * 60), outbox });
}

const CREATE = `mutation ($input: CreateAlertInput!) {
  createAlert(input: $input) { alert { id state } replayed hints errors { code message path nearest } }
}`;

async function create(owner: string, input: object): Promise<string> {
  const answer = await data<{ createAlert: { alert: { id: string } | null; errors: unknown[] } }>(
    market.db,
    CREATE,
    {
      variables: { input: { name: 'it', gpu: 'RTX 4090', hysteresisPercent: 0, coolDown: 'PT0S', ...input } },
      context: { owner: ownerId(owner), now: () => at(minute * 60) },
    },
  );
  expect(answer.createAlert.errors).toEqual([]);
  return answer.createAlert.alert!.id;
}

type Shown = {
  state: string;
  since: string;
  lastFiredAt: string | null;
  firedCount: number;
  dueAt: string | null;
  reading: { value: { value: number } | null };
};

async function stands(owner: string, id: string): Promise<Shown> {
  const { alert } = await data<{ alert: Shown }>(
    market.db,
    `query ($id: ID!) { alert(id: $id) { state since firedCount lastFiredAt dueAt reading { value { value } } } }`,
    { variables: { id }, context: { owner: ownerId(owner) } },
  );
  return alert;
}

async function firings(owner: string): Promise<readonly Firing[]> {
  const rows = await market.db
    .selectFrom('notice')
    .select('body')
    .where('owner', '=', owner)
    .orderBy('seq')
    .execute();
  return rows.map(({ body }) => body as Firing);
}

/** A poll of one RTX 4090 at a price, a minute after the last, judged by somebody new where it is said. */
async function poll(usd: number, { restart = false, available = 1 } = {}): Promise<void> {
  minute++;
  await market.poll(minute, [quote({ usd, stock: { kind: 'COUNT', count: available } })]);
  if (restart) evaluator = evaluatorAt();
  await evaluator.evaluate();
}

test('a condition that holds already fires at once, and once under two judges', async () => {
  minute = 1;
  await market.poll(minute, [quote({ usd: 0.4 })]);
  evaluator = evaluatorAt();
  const other = evaluatorAt();
  await create('once', { condition: { below: '0.5' } });
  await Promise.all([evaluator.evaluate(), other.evaluate(), evaluator.evaluate(), other.evaluate()]);
  const [firing, ...rest] = await firings('once');
  expect(rest).toEqual([]);
  expect(firing).toMatchObject({
    condition: 'BELOW',
    threshold: 500_000,
    value: 400_000,
    nth: 1,
    at: at(60),
  });
  for (const usd of [0.45, 0.6, 0.4, 0.6, 0.3]) {
    minute++;
    await market.poll(minute, [quote({ usd })]);
    await Promise.all([evaluator.evaluate(), other.evaluate()]);
  }
  expect((await firings('once')).map(({ value }) => value)).toEqual([400_000, 400_000, 300_000]);
  expect((await firings('once')).map(({ nth }) => nth)).toEqual([1, 2, 3]);
});

test('holds for so long, across restarts, and fires when it is due without a poll', async () => {
  await poll(0.6);
  const id = await create('due', { condition: { below: '0.5' }, forAtLeast: 'PT3M' });
  await poll(0.4, { restart: true });
  const began = minute;
  expect(await stands('due', id)).toMatchObject({ state: 'PENDING', firedCount: 0 });
  await poll(0.45, { restart: true });
  await poll(0.45);
  expect(await firings('due')).toEqual([]);
  // Nobody polls for two minutes, and nobody judges: it fires at its time all the same.
  minute += 1;
  evaluator = evaluatorAt();
  await evaluator.evaluate();
  expect(await firings('due')).toMatchObject([
    { at: at((began + 3) * 60), since: at(began * 60), value: 450_000 },
  ]);
  expect(await stands('due', id)).toMatchObject({ state: 'FIRING', firedCount: 1, dueAt: null });
});

test('a provider that falls silent ends the wait', async () => {
  await poll(0.6);
  const id = await create('silent', { condition: { below: '0.5' }, forAtLeast: 'PT10M' });
  await poll(0.4);
  expect(await stands('silent', id)).toMatchObject({ state: 'PENDING' });
  minute += 20;
  await evaluator.evaluate();
  expect(await firings('silent')).toEqual([]);
  expect(await stands('silent', id)).toMatchObject({ state: 'NORMAL', reading: { value: null } });
});

test('hysteresis and cool-down keep it from firing again', async () => {
  await poll(0.6);
  const id = await create('calm', { condition: { below: '0.5' }, hysteresisPercent: 10, coolDown: 'PT5M' });
  const path = [0.49, 0.52, 0.49, 0.56, 0.49, 0.56, 0.56, 0.49];
  for (const usd of path) await poll(usd, { restart: usd === 0.56 });
  // Over only at 0.55: the first dip and the second are one. The third waits for the cool-down, and fires at its end.
  const fired = await firings('calm');
  expect(fired.map(({ nth }) => nth)).toEqual([1, 2]);
  expect(fired[1]!.at - fired[0]!.at).toBe(5 * 60_000);
  expect(await stands('calm', id)).toMatchObject({ state: 'RECOVERING', firedCount: 2 });
});

test('what is polled while nobody judges is judged poll by poll', async () => {
  await poll(0.6);
  await create('late', { condition: { below: '0.5' } });
  await evaluator.evaluate();
  for (const usd of [0.4, 0.6, 0.4, 0.6]) await market.poll(++minute, [quote({ usd })]);
  const late = alertEvaluator(market.db, { now: () => at(minute * 60), outbox, pollsAtOnce: 3 });
  while ((await late.evaluate()).more);
  expect((await firings('late')).map(({ at: then }) => then)).toEqual([
    at((minute - 3) * 60),
    at((minute - 1) * 60),
  ]);
});

test('every form of scope is about what it says', async () => {
  minute++;
  await market.poll(minute, [
    quote({ key: 'cz', usd: 0.5 }),
    quote({ key: 'us', usd: 0.3, regionName: 'California, US' }),
    quote({ key: 'spot', usd: 0.1, billing: 'SPOT' }),
  ]);
  minute++;
  await market.poll(minute, [quote({ key: 'r', usd: 0.2, regionName: 'Norway, NO' })], 'runpod');
  const scopes = {
    all: {},
    onDemand: { billing: 'ON_DEMAND' },
    vastai: { billing: 'ON_DEMAND', providers: ['vastai'] },
    cz: { billing: 'ON_DEMAND', regions: ['CZ'] },
    us: { billing: 'ON_DEMAND', regions: ['US'] },
    california: { billing: 'ON_DEMAND', regions: ['us-ca'] },
    europe: { billing: 'ON_DEMAND', regions: ['EUROPE'] },
    both: { billing: 'ON_DEMAND', regions: ['EUROPE', 'US-CA'], providers: ['vastai'] },
  };
  const ids: Record<string, string> = {};
  for (const [name, scope] of Object.entries(scopes))
    ids[name] = await create('scopes', { ...scope, name, condition: { below: '9' } });
  await evaluator.evaluate();
  const fired = await firings('scopes');
  expect(Object.fromEntries(fired.map(({ name, value }) => [name, value! / 1e6]))).toEqual({
    all: 0.1,
    onDemand: 0.2,
    vastai: 0.3,
    cz: 0.5,
    us: 0.3,
    california: 0.3,
    europe: 0.2,
    both: 0.3,
  });
  expect(fired.find(({ name }) => name === 'europe')?.reading.offer).toMatchObject({
    provider: 'runpod',
    region: 'NO',
  });
});

test('GPUs that can be rented: at least so many', async () => {
  await poll(0.5, { available: 2 });
  await create('enough', { condition: { availableAtLeast: 4 }, providers: ['vastai'] });
  await evaluator.evaluate();
  expect(await firings('enough')).toEqual([]);
  await poll(0.5, { available: 4 });
  expect(await firings('enough')).toMatchObject([{ condition: 'AVAILABLE', value: 4 }]);
});

test('a deleted or switched-off alert tells nothing more; a changed one begins anew', async () => {
  await poll(0.6);
  const [gone, off, changed] = await Promise.all(
    ['gone', 'off', 'changed'].map((name) =>
      create('edits', { name, condition: { below: '0.5' }, providers: ['vastai'] }),
    ),
  );
  await evaluator.evaluate();
  const asked = { context: { owner: ownerId('edits'), now: () => at(minute * 60) } };
  const update = `mutation ($input: UpdateAlertInput!) {
    updateAlert(input: $input) { alert { state enabled } hints errors { code } }
  }`;
  await data(market.db, `mutation ($id: ID!) { deleteAlert(input: { id: $id }) { errors { code } } }`, {
    ...asked,
    variables: { id: gone },
  });
  await data(market.db, update, { ...asked, variables: { input: { id: off, enabled: false } } });
  await data(market.db, update, {
    ...asked,
    variables: { input: { id: changed, condition: { below: '0.3' } } },
  });
  await poll(0.4);
  expect(await firings('edits')).toEqual([]);
  await poll(0.2);
  expect(await firings('edits')).toMatchObject([{ name: 'changed', threshold: 300_000 }]);
  // What fires and is changed begins anew too, without a poll; what is only called otherwise goes on.
  const change = async (input: object): Promise<void> => {
    await data(market.db, update, { ...asked, variables: { input: { id: changed, ...input } } });
    await evaluator.evaluate();
  };
  await change({ condition: { below: '0.25' } });
  expect((await firings('edits')).map(({ threshold }) => threshold)).toEqual([300_000, 250_000]);
  await change({ name: 'renamed' });
  expect(await firings('edits')).toHaveLength(2);
});

test('an alert about what nobody has offered yet fires when somebody does', async () => {
  await poll(0.6);
  const id = await create('none', { gpu: 'L40S', condition: { below: '2' }, forAtLeast: 'PT2M' });
  await evaluator.evaluate();
  expect(await stands('none', id)).toMatchObject({ state: 'NORMAL', firedCount: 0 });
  minute++;
  await market.poll(minute, [quote({ usd: 0.6 }), quote({ key: 'l40s', gpuName: 'L40S', usd: 1 })]);
  await evaluator.evaluate();
  expect(await stands('none', id)).toMatchObject({ state: 'PENDING' });
  minute += 2;
  await evaluatorAt().evaluate();
  expect(await firings('none')).toMatchObject([{ nth: 1, at: at(minute * 60) }]);
});

test('who takes over tells nothing twice, whatever is judged and changed while it reads', async () => {
  await poll(0.6);
  await create('taken', { condition: { below: '0.5' }, providers: ['vastai'] });
  await evaluator.evaluate();
  await poll(0.4);
  const late = evaluatorAt();
  await create('taken', { name: 'meanwhile', condition: { below: '0.45' }, providers: ['vastai'] });
  await Promise.all([late.evaluate(), evaluator.evaluate(), late.evaluate()]);
  await poll(0.6);
  await poll(0.3);
  await Promise.all([late.evaluate(), evaluator.evaluate()]);
  expect((await firings('taken')).map(({ name, nth }) => `${name} ${nth}`).toSorted()).toEqual([
    'it 1',
    'it 2',
    'meanwhile 1',
    'meanwhile 2',
  ]);
});

test('a clock that is set back makes nothing stale that is still fresh', async () => {
  await poll(0.6);
  const id = await create('back', { condition: { below: '0.5' }, forAtLeast: 'PT2M' });
  await poll(0.4);
  const began = minute;
  // The next answer comes ten minutes before the last one: it is recorded right after it all the same.
  await market.poll(minute - 10, [quote({ usd: 0.45 })]);
  await evaluator.evaluate();
  expect(await stands('back', id)).toMatchObject({ state: 'PENDING', firedCount: 0 });
  minute = began + 2;
  await evaluator.evaluate();
  expect(await firings('back')).toMatchObject([{ at: at(minute * 60), value: 450_000 }]);
});

test('hints at what may not have been meant: a share in place of a percent, a GPU nobody has offered', async () => {
  const hintsAbout = async (input: object): Promise<readonly string[]> => {
    const { createAlert } = await data<{ createAlert: { hints: readonly string[] } }>(market.db, CREATE, {
      variables: { input: { name: 'it', ...input } },
      context: { owner: ownerId('hints'), now: () => at(minute * 60) },
    });
    return createAlert.hints;
  };
  await poll(0.6);
  const vastai = { gpu: 'RTX 4090', providers: ['vastai'] };
  expect(await hintsAbout({ ...vastai, condition: { dropPercent: 10 } })).toEqual([]);
  expect(await hintsAbout({ ...vastai, condition: { dropPercent: 0.1 } })).toEqual([
    'It waits for 0.1 %, less than one in a hundred: give 10 if you mean 10 %.',
  ]);
  expect(await hintsAbout({ gpu: 'GTX 1070', condition: { below: '1' } })).toEqual([
    'No provider has offered GTX 1070 of this kind here so far: it fires only if one begins to. `availability` tells where there are any.',
  ]);
});

test('a poll that failed is no word of its provider: what was seen before goes stale all the same', async () => {
  await poll(0.6);
  const condition = { below: '0.5' };
  const id = await create('failing', { condition, forAtLeast: 'PT10M', providers: ['vastai'] });
  await poll(0.4);
  expect(await stands('failing', id)).toMatchObject({ state: 'PENDING' });
  for (const end = minute + 15; minute < end;) {
    await market.fail((minute += 3));
    await evaluator.evaluate();
  }
  expect(await firings('failing')).toEqual([]);
  expect(await stands('failing', id)).toMatchObject({ state: 'NORMAL', reading: { value: null } });
});

test('since when an alert stands where it does, and when it last fired, at every turn', async () => {
  await poll(0.6);
  const condition = { below: '0.5' };
  const id = await create('turns', {
    condition,
    forAtLeast: 'PT2M',
    coolDown: 'PT5M',
    providers: ['vastai'],
  });
  await evaluator.evaluate();
  const start = minute;
  const turn = async (): Promise<string> => {
    const { state, since, lastFiredAt } = await stands('turns', id);
    const minutes = (shown: string | null): number | null =>
      shown === null ? null : (Date.parse(shown) - at(start * 60)) / 60_000;
    return `${state} since ${minutes(since)}, fired ${minutes(lastFiredAt)}`;
  };
  const turns = [await turn()];
  for (const usd of [0.4, 0.45, 0.4, 0.4, 0.6, 0.4, 0.6, 0.6, 0.6, 0.4, 0.4, 0.4]) {
    await poll(usd);
    turns.push(await turn());
  }
  expect(turns).toEqual([
    'NORMAL since 0, fired null',
    'PENDING since 1, fired null',
    'PENDING since 1, fired null',
    'FIRING since 3, fired 3',
    'FIRING since 3, fired 3',
    'RECOVERING since 5, fired 3',
    'RECOVERING since 5, fired 3',
    'RECOVERING since 5, fired 3',
    'NORMAL since 8, fired 3',
    'NORMAL since 8, fired 3',
    'PENDING since 10, fired 3',
    'PENDING since 10, fired 3',
    'FIRING since 12, fired 12',
  ]);
});

test('what fires several times in one look is numbered on, and told in the order it fired in', async () => {
  await poll(0.6);
  const low = await create('look', { name: 'low', condition: { below: '0.5' }, providers: ['vastai'] });
  await create('look', { name: 'lower', condition: { below: '0.3' }, providers: ['vastai'] });
  await poll(0.4);
  expect(await stands('look', low)).toMatchObject({ state: 'FIRING', firedCount: 1 });
  for (const usd of [0.6, 0.2, 0.6, 0.2, 0.4, 0.2, 0.6, 0.4]) await market.poll(++minute, [quote({ usd })]);
  await evaluator.evaluate();
  const told = (await firings('look')).map(
    ({ name, nth, at: then }) => `${name} ${nth} ${(then - at(minute * 60)) / 60_000}`,
  );
  expect(told.map((one) => one.split(' ')[2])).toEqual(['-8', '-6', '-6', '-4', '-4', '-2', '0']);
  expect(told.toSorted()).toEqual([
    'low 1 -8',
    'low 2 -6',
    'low 3 -4',
    'low 4 0',
    'lower 1 -6',
    'lower 2 -4',
    'lower 3 -2',
  ]);
  expect(await stands('look', low)).toMatchObject({
    state: 'FIRING',
    firedCount: 4,
    since: formatInstant(at(minute * 60)),
    lastFiredAt: formatInstant(at(minute * 60)),
  });
});

test('a fall below, and a rise above, the mean of the last day fire as they are recorded', async () => {
  // Its answers are fresh for fifteen hours: two of them make half a day.
  const cadenceMs = 5 * HOUR_MS;
  await upsertProvider(market.db, {
    id: 'runpod',
    name: 'runpod',
    source: 'https://runpod.test',
    simulated: false,
    cadenceMs,
  });
  const a100 = async (usd: number): Promise<void> => {
    await market.poll(++minute, [quote({ key: 'a100', gpuName: 'A100 SXM4 80GB', usd })], 'runpod');
    await evaluator.evaluate();
  };
  minute = Math.ceil(minute / 60) * 60;
  const scope = { gpu: 'A100 SXM 80GB', providers: ['runpod'] };
  await create('moves', { ...scope, name: 'fall', condition: { dropPercent: 20 } });
  await create('moves', { ...scope, name: 'rise', condition: { surgePercent: 20 } });
  await a100(1);
  // Nothing is known to be a fall yet.
  await a100(0.75);
  await a100(1);
  expect(await firings('moves')).toEqual([]);
  minute += 14 * 60;
  for (const usd of [1, 0.75, 0.75, 1, 1.25, 1]) await a100(usd);
  const fired = await firings('moves');
  expect(
    fired.map(({ name, condition, threshold, at: then }) => [
      name,
      condition,
      threshold,
      (then - at(minute * 60)) / 60_000,
    ]),
  ).toEqual([
    ['fall', 'DROP', 20, -4],
    ['rise', 'SURGE', 20, -1],
  ]);
  // In whole hours 839 minutes are known by then, one of them at 0.75.
  const mean = 838.75 / 839;
  for (const [place, price] of [0.75, 1.25].entries()) {
    expect(fired[place]?.reading.mean).toBeCloseTo(mean * 1e6, 6);
    expect(fired[place]?.value).toBeCloseTo((price / mean - 1) * 100, 9);
  }
});
