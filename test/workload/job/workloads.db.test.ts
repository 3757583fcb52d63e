import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, Db } from '#db/open.ts';
import { ownerId } from '#units/owner.ts';
import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { ask, data, refusalOf } from '../../support/ask.ts';
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

const at = (hours: number): Instant => plusMs(NOON, hours * HOUR_MS);
const ALICE = ownerId('alice');
const BOB = ownerId('bob');

type Fault = { code: string; message: string; path: string[]; nearest: string[] };
type Shown = {
  id: string;
  status: string;
  nextStatuses: string[];
  startedAt: string | null;
  endedAt: string | null;
  hours: { value: number };
  energy: { measured: boolean; energy: Value; carbon: Value; cost: Value };
  estimate: {
    simple: { energy: Value; carbon: Value; cost: Value };
    detailed: { middle: { energy: Value } };
  };
  rent: { cost: { amount: string } | null; absence: string | null; gpusPerMachine: number | null };
  history: { kind: string; before: string | null; after: string; at: string; recordedAt: string }[];
};
type Value = { value: number; basis: string };
type Payload = { workload: Shown | null; replayed: boolean; errors: Fault[] };

const DEEP =
  'value unit basis source explain { formula inputs { name figure { value explain { formula inputs { name figure { value } } } } } }';
const FIGURES = `energy { ${DEEP} } carbon { ${DEEP} } cost { ${DEEP} }`;
const SHOWN = `id status nextStatuses startedAt endedAt hours { ${DEEP} } energy { measured ${FIGURES} }
  estimate { simple { ${FIGURES} } detailed { middle { ${FIGURES} } } }
  rent { cost { amount figure { ${DEEP} } } absence gpusPerMachine } history { kind before after at recordedAt source }`;
const payload = (shown: string): string =>
  `{ replayed errors { code message path nearest } workload { ${shown} } }`;

const LLAMA = { gpu: 'H100 SXM', gpuCount: 8, hours: 72, utilization: 85 };

type As = { readonly owner?: typeof ALICE; readonly now?: Instant; readonly shown?: string };

async function told(
  field: string,
  type: string,
  input: Record<string, unknown>,
  { owner = ALICE, now = NOON, shown = SHOWN }: As,
): Promise<Payload> {
  const source = `mutation ($input: ${type}!) { ${field}(input: $input) ${payload(shown)} }`;
  const answer = await data<Record<string, Payload>>(db, source, {
    variables: { input },
    context: { owner, now: () => now },
  });
  expect(figuresThatDoNotAddUp(answer)).toEqual([]);
  return answer[field]!;
}

const submit = (input: Record<string, unknown> = {}, as: As = {}): Promise<Payload> =>
  told('submitWorkload', 'SubmitWorkloadInput', { ...LLAMA, ...input }, as);
const move = (id: string, status: string, as: As & { at?: Instant } = {}): Promise<Payload> =>
  told(
    'setWorkloadStatus',
    'SetWorkloadStatusInput',
    { id, status, ...(as.at === undefined ? {} : { at: formatInstant(as.at) }) },
    as,
  );
const measure = (input: Record<string, unknown>, as: As = {}): Promise<Payload> =>
  told('reportWorkloadEnergy', 'ReportWorkloadEnergyInput', { meter: 'PDU 7', ...input }, as);

/** What was taken. */
function taken({ workload, errors }: Payload): Shown {
  expect(errors).toEqual([]);
  return workload!;
}

describe('what is submitted', () => {
  test('8 × H100 for 72 hours at 85 % by the simple method, to the digits', async () => {
    const { energy, carbon, cost } = taken(await submit()).estimate.simple;
    expect(energy.value).toBeCloseTo(445.536, 9);
    expect([energy, carbon, cost].map(({ value }) => value.toFixed(2))).toEqual([
      '445.54',
      '178.21',
      '66.83',
    ]);
  });

  test('utilisation is 80 % unless told, and the history begins', async () => {
    const { utilization: _, ...rest } = LLAMA;
    const workload = taken(await submit({ ...rest, utilization: undefined }));
    expect(workload.estimate.simple.energy.value).toBeCloseTo((700 * 8 * 72 * 0.8 * 1.3) / 1000, 9);
    expect(workload).toMatchObject({ status: 'SUBMITTED', nextStatuses: ['RUNNING', 'FAILED', 'CANCELLED'] });
    const line = { kind: 'STATUS', before: null, after: 'SUBMITTED', at: formatInstant(NOON) };
    expect(workload.history).toMatchObject([line]);
  });

  test('one that has begun is running at once', async () => {
    const workload = taken(await submit({ startedAt: formatInstant(at(-5)) }));
    expect(workload).toMatchObject({ status: 'RUNNING', startedAt: formatInstant(at(-5)), endedAt: null });
    expect(workload.history.map(({ after }) => after)).toEqual(['SUBMITTED', 'RUNNING']);
  });

  test('sent again it is taken once, at once too; another under its key is refused; keys are an owner’s', async () => {
    const key = { idempotencyKey: 'once' };
    const sent = await Promise.all(Array.from({ length: 8 }, () => submit(key)));
    expect(sent.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(sent.map(({ workload }) => workload?.id)).size).toBe(1);
    expect((await submit({ ...key, gpu: 'h100-sxm' })).replayed).toBe(true);
    const { errors } = await submit({ ...key, gpuCount: 4 });
    expect(errors).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT', path: ['input', 'idempotencyKey'] }]);
    expect((await submit(key, { owner: BOB })).replayed).toBe(false);
  });

  test('rent is of the market, of the machine that fits, or as told', async () => {
    const gpu = { gpu: 'RTX 4090', gpuCount: 2, hours: 10 };
    const live = taken(await submit(gpu)).rent;
    expect(live).toMatchObject({ absence: null });
    expect(Number(live.cost?.amount)).toBeGreaterThan(0);
    expect(taken(await submit({ ...gpu, pricePerGpuHour: '0.5' })).rent.cost?.amount).toBe('10.00');
    expect(taken(await submit({ ...gpu, region: 'JP' })).rent).toMatchObject({
      cost: null,
      absence: 'NOT_OFFERED',
    });
  });
});

const REFUSED: readonly (readonly [
  why: string,
  wrong: Record<string, unknown>,
  code: string,
  name: string,
])[] = [
  ['a GPU nobody makes', { gpu: 'RTX 9999' }, 'UNKNOWN_NAME', 'gpu'],
  ['a name of several GPUs', { gpu: 'H100' }, 'UNKNOWN_NAME', 'gpu'],
  ['no GPUs', { gpuCount: 0 }, 'BAD_FIGURE', 'gpuCount'],
  ['a million GPUs', { gpuCount: 1_000_000 }, 'BAD_FIGURE', 'gpuCount'],
  ['no time', { hours: 0 }, 'BAD_FIGURE', 'hours'],
  ['a century', { hours: 876_000 }, 'BAD_FIGURE', 'hours'],
  ['more than all of the time', { utilization: 100.1 }, 'BAD_FIGURE', 'utilization'],
  ['less than none of it', { utilization: -1 }, 'BAD_FIGURE', 'utilization'],
  ['a share for a percentage', { utilization: 0.85 }, 'BAD_FIGURE', 'utilization'],
  ['a model of no size', { modelGb: 0 }, 'BAD_FIGURE', 'modelGb'],
  ['a free GPU', { pricePerGpuHour: '0' }, 'BAD_FIGURE', 'pricePerGpuHour'],
  ['a price of millions', { pricePerGpuHour: '1000000' }, 'BAD_FIGURE', 'pricePerGpuHour'],
  ['a place nobody knows', { region: 'XX' }, 'UNKNOWN_NAME', 'region'],
  ['a continent', { region: 'EUROPE' }, 'UNKNOWN_NAME', 'region'],
  ['a provider nobody knows', { provider: 'ruunpod' }, 'UNKNOWN_NAME', 'provider'],
  ['what is to come', { startedAt: formatInstant(at(1)) }, 'BAD_TIME', 'startedAt'],
  ['a wrong year', { startedAt: '1999-01-01T00:00:00Z' }, 'BAD_TIME', 'startedAt'],
  ['a name of nothing', { name: ' ' }, 'BAD_TEXT', 'name'],
  ['notes without end', { notes: 'x'.repeat(4001) }, 'BAD_TEXT', 'notes'],
  ['NUL', { notes: 'a\0b' }, 'BAD_TEXT', 'notes'],
  ['half a surrogate pair', { notes: 'a\uD800' }, 'BAD_TEXT', 'notes'],
  ['an empty key', { idempotencyKey: '' }, 'BAD_TEXT', 'idempotencyKey'],
];

describe('what is refused', () => {
  test.each(REFUSED)('%s', async (_why, wrong, code, name) => {
    const { workload, errors } = await submit(wrong);
    expect([workload, errors]).toMatchObject([null, [{ code, path: ['input', name] }]]);
    expect(errors[0]?.message.length).toBeGreaterThan(20);
  });

  test('names come with the nearest, and all mistakes at once', async () => {
    const { errors } = await submit({ gpu: 'H100', provider: 'ruunpod', gpuCount: -1 });
    const near = (name: string) => errors.find(({ path }) => path[1] === name)?.nearest;
    expect(errors).toHaveLength(3);
    expect(near('gpu')).toContain('H100 SXM');
    expect(near('provider')).toContain('runpod');
  });

  test('numbers beyond those of a computer', async () => {
    for (const input of ['utilization: 1e309', 'modelGb: -1e309']) {
      const source = `mutation { submitWorkload(input: { gpu: "H100 SXM", hours: 1, ${input} }) ${payload('id')} }`;
      expect((await ask(db, source)).errors).toHaveLength(1);
    }
  });

  test('nobody in particular is told to send a key', async () => {
    for (const source of [
      `mutation { submitWorkload(input: { gpu: "H100 SXM", hours: 1 }) ${payload('id')} }`,
      '{ workloads { totalCount } }',
      '{ workload(idempotencyKey: "x") { id } }',
    ])
      expect((await refusalOf(db, source, { context: { owner: null } })).code).toBe('UNAUTHENTICATED');
  });
});

describe('how far it has come', () => {
  test('it runs, completes, and counts the hours it ran', async () => {
    const { id } = taken(await submit());
    taken(await move(id, 'RUNNING', { now: at(1), at: NOON }));
    const done = taken(await move(id, 'COMPLETED', { now: at(37), at: at(36) }));
    expect(done).toMatchObject({
      status: 'COMPLETED',
      nextStatuses: [],
      startedAt: formatInstant(NOON),
      endedAt: formatInstant(at(36)),
      hours: { value: 36, basis: 'DERIVED' },
    });
    expect(done.estimate.simple.energy.value).toBeCloseTo(445.536 / 2, 9);
    expect(
      done.history.map(({ before, after, at: when, recordedAt }) => [before, after, when, recordedAt]),
    ).toEqual([
      [null, 'SUBMITTED', formatInstant(NOON), formatInstant(NOON)],
      ['SUBMITTED', 'RUNNING', formatInstant(NOON), formatInstant(at(1))],
      ['RUNNING', 'COMPLETED', formatInstant(at(36)), formatInstant(at(37))],
    ]);
  });

  test('a year that was mistyped is refused', async () => {
    const { id } = taken(await submit());
    const old = at(-24 * 731);
    for (const { errors } of [
      await move(id, 'RUNNING', { at: old }),
      await submit({ startedAt: formatInstant(old) }),
    ])
      expect(errors).toMatchObject([
        { code: 'BAD_TIME', message: expect.stringContaining('over two years old') as string },
      ]);
    expect((await move(id, 'RUNNING', { at: at(-24 * 729) })).errors).toEqual([]);
  });

  test('illegal moves are refused with the legal ones, and change nothing', async () => {
    const { id } = taken(await submit());
    const { errors } = await move(id, 'COMPLETED');
    expect(errors).toMatchObject([{ code: 'ILLEGAL_MOVE', path: ['input', 'status'] }]);
    expect(errors[0]?.message).toBe(
      'It is SUBMITTED, and cannot become COMPLETED. From SUBMITTED it becomes one of: RUNNING, FAILED, CANCELLED.',
    );
    taken(await move(id, 'RUNNING', { now: at(2) }));
    expect((await move(id, 'COMPLETED', { now: at(3), at: at(1) })).errors).toMatchObject([
      { code: 'BAD_TIME' },
    ]);
    expect((await move(id, 'RUNNING', { now: at(3), at: at(1) })).errors).toMatchObject([
      { code: 'BAD_TIME' },
    ]);
    expect((await move(id, 'RUNNING', { now: at(3), at: at(4) })).errors).toMatchObject([
      { code: 'BAD_TIME' },
    ]);
    const again = await move(id, 'RUNNING', { now: at(3) });
    expect(again).toMatchObject({
      replayed: true,
      errors: [],
      workload: { startedAt: formatInstant(at(2)) },
    });
    expect(again.workload?.history).toHaveLength(2);
  });

  test('what ended before it began drew nothing', async () => {
    const { id } = taken(await submit());
    const ended = taken(await move(id, 'CANCELLED'));
    expect(ended).toMatchObject({ hours: { value: 0 }, energy: { energy: { value: 0 } } });
    expect((await measure({ id, kwh: 1 })).errors).toMatchObject([{ code: 'ILLEGAL_MOVE' }]);
  });

  // The model: which moves are legal, told again in another form.
  const LEGAL = new Set([
    'SUBMITTED>RUNNING',
    'SUBMITTED>FAILED',
    'SUBMITTED>CANCELLED',
    'RUNNING>COMPLETED',
    'RUNNING>FAILED',
    'RUNNING>CANCELLED',
  ]);
  const status = fc.constantFrom('SUBMITTED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED');
  const step = fc.record({ status, minutes: fc.integer({ min: -90, max: 90 }), tellsWhen: fc.boolean() });

  test('any sequence of moves does what the model does', async () => {
    const shown = 'id status startedAt endedAt history { before after at }';
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 7 }), async (steps) => {
        const { id } = taken(await submit({}, { shown }));
        let model = { status: 'SUBMITTED', since: NOON as number, started: -Infinity };
        const path = ['SUBMITTED'];
        for (const [place, { status: to, minutes, tellsWhen }] of steps.entries()) {
          const now = at(place);
          const when = tellsWhen ? plusMs(now, minutes * MINUTE_MS) : undefined;
          const answer = await move(id, to, { now, shown, ...(when === undefined ? {} : { at: when }) });
          const happened = when ?? now;
          const isReplay = to === model.status && (when === undefined || when === model.since);
          const isTaken = LEGAL.has(`${model.status}>${to}`) && happened <= now && happened >= model.started;
          expect([answer.replayed, answer.errors.length === 0]).toEqual([
            isReplay && happened <= now,
            (isReplay && happened <= now) || isTaken,
          ]);
          if (!isTaken) continue;
          model = { status: to, since: happened, started: to === 'RUNNING' ? happened : model.started };
          path.push(to);
          expect(answer.workload?.history.map(({ after }) => after)).toEqual(path);
        }
        const { workload } = await data<{ workload: Shown }>(
          db,
          `query ($id: ID!) { workload(id: $id) { ${shown} } }`,
          {
            variables: { id },
            context: { owner: ALICE },
          },
        );
        expect([workload.status, workload.history.map(({ after }) => after)]).toEqual([model.status, path]);
      }),
      { numRuns: 60 },
    );
  });

  test('of two who move it at once one is refused, or both asked for the same', async () => {
    const shown = 'id status history { after }';
    for (let n = 0; n < 10; n++) {
      const { id } = taken(await submit({}, { shown }));
      await move(id, 'RUNNING', { shown });
      const ends = ['COMPLETED', 'FAILED', 'COMPLETED', 'CANCELLED', 'FAILED'];
      const sent = await Promise.all(ends.map((end) => move(id, end, { shown })));
      const won = sent.filter(({ replayed, errors }) => !replayed && errors.length === 0);
      expect(won).toHaveLength(1);
      const end = won[0]?.workload?.status;
      expect(won[0]?.workload?.history.map(({ after }) => after)).toEqual(['SUBMITTED', 'RUNNING', end]);
      for (const [index, { replayed, errors }] of sent.entries())
        if (ends[index] !== end) expect([replayed, errors[0]?.code]).toEqual([false, 'ILLEGAL_MOVE']);
    }
  });
});

describe('energy that was measured', () => {
  async function ended(hours = 72): Promise<string> {
    const { id } = taken(await submit());
    await move(id, 'RUNNING', { at: NOON });
    await move(id, 'COMPLETED', { now: at(hours), at: at(hours) });
    return id;
  }

  test('counts in place of the estimates, which stay beside it', async () => {
    const id = await ended();
    const before = taken(await measure({ id, kwh: 400 }, { now: at(73) }));
    expect(before.energy).toMatchObject({ measured: true, energy: { value: 400, basis: 'MEASURED' } });
    const { detailed, simple } = before.estimate;
    expect(simple.energy.value).toBeCloseTo(445.536, 9);
    // As much carbon for a kWh as is estimated.
    expect(before.energy.carbon.value).toBeGreaterThan(0);
    expect(detailed.middle.energy.value).toBeGreaterThan(0);
    const cooled = taken(
      await measure({ id, kwh: 400, meteredPart: 'GPUS', meter: 'DCGM' }, { now: at(74) }),
    );
    expect(cooled.energy.energy.basis).toBe('ESTIMATED');
    // The rest of the machine and the cooling are on top.
    expect(cooled.energy.energy.value).toBeGreaterThan(400 * 1.2);
    expect(cooled.energy.energy.value).toBeLessThan(400 * 2.5);
    const own = { id, kwh: 410, carbonKg: 12.5, electricityCost: '41' };
    const last = taken(await measure(own, { now: at(75) }));
    expect(last.energy).toMatchObject({
      energy: { value: 410 },
      carbon: { value: 12.5 },
      cost: { value: 41 },
    });
    expect((await measure(own, { now: at(76) })).replayed).toBe(true);
    expect(last.history.slice(3).map(({ kind, before: was, after }) => [kind, was, after])).toEqual([
      ['ENERGY', null, '400'],
      ['ENERGY', '400', '400'],
      ['ENERGY', '400', '410'],
    ]);
  });

  test('is refused while it runs, and where no such machine draws as much or as little', async () => {
    const { id } = taken(await submit({ startedAt: formatInstant(at(-1)) }));
    expect((await measure({ id, kwh: 1 })).errors).toMatchObject([{ code: 'ILLEGAL_MOVE' }]);
    const done = await ended(1);
    const [fault] = (await measure({ id: done, kwh: 400 }, { now: at(2) })).errors;
    expect(fault).toMatchObject({ code: 'BAD_FIGURE', path: ['input', 'kwh'] });
    expect(fault?.message).toContain('18.5 at most');
    // 8 boards that idle for an hour draw some 0.4 kWh.
    for (const kwh of [0, 0.0152]) {
      const [little] = (await measure({ id: done, kwh }, { now: at(2) })).errors;
      expect(little).toMatchObject({ code: 'BAD_FIGURE', path: ['input', 'kwh'] });
      expect(little?.message).toMatch(
        /less than half of the 0\.\d+ that 8 × H100 SXM .* to [\d.]+ are expected/,
      );
    }
    for (const wrong of [{ kwh: -1 }, { carbonKg: -1 }, { meter: '' }, { electricityCost: '-1' }])
      expect((await measure({ id: done, kwh: 1, ...wrong })).errors).toHaveLength(1);
  });
});

describe('lists', () => {
  const CAROL = ownerId('carol');
  const LIST = `query ($filter: WorkloadFilter! = {}, $first: Int, $after: String, $last: Int, $before: String) {
    workloads(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
      totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } } } }`;
  type List = {
    totalCount: number;
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
    edges: { cursor: string; node: { id: string } }[];
  };
  const list = async (variables: Record<string, unknown> = {}, owner = CAROL): Promise<List> =>
    (await data<{ workloads: List }>(db, LIST, { variables, context: { owner } })).workloads;
  const idsOf = ({ edges }: List): string[] => edges.map(({ node }) => node.id);

  test('newest first, page after page, with filters and a total; nobody else’s', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) {
      const input = { project: n % 2 === 0 ? 'even' : 'odd', gpu: n < 2 ? 'RTX 4090' : 'H100 SXM' };
      // Two at the same instant: their order is one all the same.
      const now = plusMs(NOON, Math.floor(n / 2) * DAY_MS);
      ids.push(taken(await submit(input, { owner: CAROL, now, shown: 'id' })).id);
    }
    const whole = await list();
    expect([whole.totalCount, new Set(idsOf(whole))]).toEqual([7, new Set(ids)]);
    expect(idsOf(whole)[0]).toBe(ids[6]);
    const walked: string[] = [];
    for (let after: string | null = null; ;) {
      const page: List = await list({ first: 3, after });
      walked.push(...idsOf(page));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(walked).toEqual(idsOf(whole));
    const back = await list({ last: 2, before: whole.edges[5]?.cursor });
    expect(idsOf(back)).toEqual(idsOf(whole).slice(3, 5));
    expect((await list({ filter: { project: 'odd' } })).totalCount).toBe(3);
    expect((await list({ filter: { gpus: ['4090'], statuses: ['SUBMITTED'] } })).totalCount).toBe(2);
    expect((await list({ filter: { statuses: ['RUNNING'] } })).totalCount).toBe(0);
    const days = { submittedFrom: formatInstant(at(24)), submittedTo: formatInstant(at(72)) };
    expect((await list({ filter: days })).totalCount).toBe(4);
    expect((await list({}, ownerId('dave'))).totalCount).toBe(0);
  });

  test('bad cursors, bounds and names are refused', async () => {
    for (const [variables, code] of [
      [{ after: 'x' }, 'BAD_CURSOR'],
      [{ after: Buffer.from('999999999999999 zz').toString('base64url') }, 'BAD_CURSOR'],
      [{ first: 101 }, 'BAD_PAGE_SIZE'],
      [{ filter: { gpus: ['RTX 9999'] } }, 'BAD_USER_INPUT'],
      [
        { filter: { submittedFrom: formatInstant(NOON), submittedTo: formatInstant(NOON) } },
        'BAD_USER_INPUT',
      ],
    ] as const)
      expect((await refusalOf(db, LIST, { variables: { ...variables } })).code).toBe(code);
  });
});

test('another’s workload answers as one that is not there, wherever an id or a key is taken', async () => {
  const { id } = taken(await submit({ idempotencyKey: 'mine' }));
  const absent = Buffer.from('Workload:00000000-0000-4000-8000-000000000000').toString('base64url');
  const ASK = `query ($id: ID!, $key: String) { node(id: $id) { id } nodes(ids: [$id]) { id }
    byId: workload(id: $id) { id } byKey: workload(idempotencyKey: $key) { id } }`;
  const asked = (which: string, key: string, owner: typeof BOB) =>
    ask(db, ASK, { variables: { id: which, key }, context: { owner } });
  expect((await asked(id, 'mine', ALICE)).data).toEqual({
    node: { id },
    nodes: [{ id }],
    byId: { id },
    byKey: { id },
  });
  const nothing = await asked(absent, 'none', BOB);
  expect(await asked(id, 'mine', BOB)).toEqual(nothing);
  expect(nothing).toEqual({ data: { node: null, nodes: [null], byId: null, byKey: null } });
  const asBob = { owner: BOB, shown: 'id' };
  const moved = (which: object) =>
    told('setWorkloadStatus', 'SetWorkloadStatusInput', { ...which, status: 'RUNNING' }, asBob);
  const report = (which: object) => measure({ ...which, kwh: 1 }, asBob);
  for (const [which, other] of [
    [{ id }, { id: absent }],
    [{ idempotencyKey: 'mine' }, { idempotencyKey: 'none' }],
  ] as const) {
    expect(await moved(which)).toEqual(await moved(other));
    expect((await moved(which)).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect(await report(which)).toEqual(await report(other));
  }
  const gpu = Buffer.from('GPU:rtx-4090').toString('base64url');
  expect((await move(gpu, 'RUNNING', { shown: 'id' })).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
  expect(await refusalOf(db, '{ workload { id } }')).toMatchObject({ code: 'BAD_USER_INPUT' });
  expect(await refusalOf(db, '{ workload(id: "x") { id } }')).toMatchObject({ code: 'BAD_USER_INPUT' });
});
