import { readFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '#db/open.ts';
import { buildSchema } from '#graph/schema.ts';
import { ownerId } from '#units/owner.ts';
import { ask, data } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { seedMarket } from '../support/seed-market.ts';

const schema = buildSchema();

/** What belongs to an owner. */
const OWNED = new Set([
  'Workload',
  'TrainingRun',
  'Analysis',
  'Webhook',
  'WebhookDelivery',
  'PriceAlert',
  'AlertFiring',
  'Budget',
  'BudgetAlert',
]);

/** By what a caller names a thing: alice’s own, or the like that nobody has. */
type Names = {
  readonly workload: string;
  readonly run: string;
  readonly analysis: string;
  readonly webhook: string;
  readonly delivery: string;
  readonly alert: string;
  readonly budget: string;
  readonly key: string;
  readonly name: string;
  readonly model: string;
  readonly cursors: Readonly<
    Record<'workloads' | 'runs' | 'analyses' | 'webhooks' | 'alerts' | 'budgets', string>
  >;
};

/** Mutations of one webhook that answer it. */
const WEBHOOK_CHANGES = Object.fromEntries(
  [
    ['updateWebhook', 'url: "https://example.org"'],
    ['pauseWebhook', ''],
    ['resumeWebhook', ''],
    ['rotateWebhookSecret', 'overlap: "PT1H"'],
    ['deleteWebhook', ''],
  ].map(([field = '', rest = '']) => [
    field,
    ({ webhook, workload, key }: Names) =>
      [`id: "${webhook}"`, `id: "${workload}"`, `idempotencyKey: "${key}"`].map(
        (which) =>
          `mutation { ${field}(input: { ${which} ${rest} }) { replayed errors { code message path } webhook { name url status } } }`,
      ),
  ]),
);

/**
 * Every root field of what belongs to an owner, with documents that name a thing in each way the field takes. A field
 * that is missing here fails the test below.
 */
const FIELDS: Readonly<Record<string, (names: Names) => readonly string[]>> = {
  ...WEBHOOK_CHANGES,
  webhook: ({ webhook, workload, key }) => [
    `{ webhook(id: "${webhook}") { name deliveries { totalCount } } }`,
    `{ webhook(id: "${workload}") { name } }`,
    `{ webhook(idempotencyKey: "${key}") { url deliveries { edges { node { body attempts { error } } } } } }`,
  ],
  webhooks: ({ cursors }) => [
    '{ webhooks { totalCount edges { node { name url deliveries { totalCount } } } } }',
    ...['first: 1, after', 'last: 1, before'].map(
      (args) =>
        `{ webhooks(${args}: "${cursors.webhooks}") { totalCount pageInfo { hasNextPage hasPreviousPage } edges { node { name } } } }`,
    ),
  ],
  createWebhook: ({ key }) => [
    `mutation { createWebhook(input: { name: "Bob's", url: "https://example.net", kind: ALERT_FIRED, idempotencyKey: "${key}" })
      { replayed errors { code message } webhook { name url } } }`,
  ],
  pingWebhook: ({ webhook, workload }) =>
    [webhook, workload].map(
      (id) =>
        `mutation { pingWebhook(input: { id: "${id}" }) { errors { code message } delivery { body } } }`,
    ),
  replayDelivery: ({ delivery, webhook }) =>
    [delivery, webhook].map(
      (id) => `mutation { replayDelivery(id: "${id}") { errors { code message path } delivery { body } } }`,
    ),
  replayDeliveries: ({ webhook, workload }) =>
    [webhook, workload].map(
      (id) => `mutation { replayDeliveries(input: { id: "${id}", since: "2026-06-01T00:00:00Z" })
        { queued more errors { code message } } }`,
    ),
  node: ({ workload, run, analysis, webhook, delivery, alert, budget }) =>
    [workload, run, analysis, webhook, delivery, alert, budget].map(
      (id) => `{ node(id: "${id}") { __typename id } }`,
    ),
  nodes: ({ workload, run, analysis, webhook, delivery, alert, budget }) => [
    `{ nodes(ids: ["${workload}", "${run}", "${analysis}", "${webhook}", "${delivery}", "${alert}", "${budget}"]) { __typename id } }`,
  ],
  workload: ({ workload, run, key }) => [
    `{ workload(id: "${workload}") { name } }`,
    `{ workload(id: "${run}") { name } }`,
    `{ workload(idempotencyKey: "${key}") { name history { after } analyses { edges { cursor } } } }`,
  ],
  workloads: ({ cursors, model }) => [
    `{ workloads { totalCount edges { node { name } } } }`,
    `{ workloads(filter: { project: "${model}" }) { totalCount edges { node { name } } } }`,
    ...['first: 1, after', 'last: 1, before'].map(
      (args) =>
        `{ workloads(${args}: "${cursors.workloads}") { totalCount pageInfo { hasNextPage hasPreviousPage } edges { node { name } } } }`,
    ),
  ],
  submitWorkload: ({ key }) => [
    `mutation { submitWorkload(input: { gpu: "RTX 4090", hours: 2, idempotencyKey: "${key}" })
      { replayed errors { code message } workload { plannedHours status } } }`,
  ],
  setWorkloadStatus: ({ workload, key }) =>
    [`id: "${workload}"`, `idempotencyKey: "${key}"`].map(
      (which) => `mutation { setWorkloadStatus(input: { ${which}, status: RUNNING })
        { errors { code message path } workload { status } } }`,
    ),
  reportWorkloadEnergy: ({ workload, key }) =>
    [`id: "${workload}"`, `idempotencyKey: "${key}"`].map(
      (which) => `mutation { reportWorkloadEnergy(input: { ${which}, kwh: 1, meteredPart: GPUS, meter: "x" })
        { errors { code message path } workload { status } } }`,
    ),
  analyzeWorkload: ({ workload, key }) => [
    `mutation { analyzeWorkload(input: { workload: "${workload}" }) { errors { code message path } analysis { summary } } }`,
    `mutation { analyzeWorkload(input: { setup: { gpu: "RTX 4090", hours: 2, utilization: 50 }, idempotencyKey: "${key}" })
      { replayed errors { code message path } analysis { answeredBy } } }`,
  ],
  analysis: ({ analysis, workload, key }) => [
    `{ analysis(id: "${analysis}") { summary trace { text } } }`,
    `{ analysis(id: "${workload}") { summary } }`,
    `{ analysis(idempotencyKey: "${key}") { summary } }`,
  ],
  analyses: ({ cursors }) => [
    `{ analyses { edges { node { summary } } } }`,
    `{ analyses(first: 1, after: "${cursors.analyses}") { pageInfo { hasNextPage hasPreviousPage } edges { cursor } } }`,
  ],
  budget: ({ budget, workload, key }) => [
    `{ budget(id: "${budget}") { name current { spent } } }`,
    `{ budget(id: "${workload}") { name } }`,
    `{ budget(idempotencyKey: "${key}") { name periods { totalCount } alerts { totalCount } forecast { absence } } }`,
  ],
  budgets: ({ cursors, model }) => [
    `{ budgets { totalCount edges { node { name } } } }`,
    `{ budgets(filter: { scopeName: "${model}" }) { totalCount edges { node { name } } } }`,
    `{ budgets(first: 1, after: "${cursors.budgets}") { totalCount pageInfo { hasNextPage hasPreviousPage } edges { cursor } } }`,
  ],
  createBudget: ({ key }) => [
    `mutation { createBudget(input: { name: "b", amount: 2, idempotencyKey: "${key}" })
      { replayed errors { code message path } budget { amount current { spent } } } }`,
  ],
  updateBudget: ({ budget, key }) =>
    [`id: "${budget}"`, `idempotencyKey: "${key}"`].map(
      (which) => `mutation { updateBudget(input: { ${which}, amount: 2 })
        { errors { code message path } budget { amount } } }`,
    ),
  archiveBudget: ({ budget, key }) =>
    [`id: "${budget}"`, `idempotencyKey: "${key}"`].map(
      (which) =>
        `mutation { archiveBudget(input: { ${which} }) { errors { code message path } budget { amount } } }`,
    ),
  budgetDeployment: ({ budget, key }) =>
    [`budget: "${budget}"`, `budgetKey: "${key}"`].map(
      (which) =>
        `{ budgetDeployment(input: { ${which}, rental: { pricePerGpuHour: 1 } }) { dailyBudget { value } } }`,
    ),
  run: ({ run, workload, name }) => [
    `{ run(id: "${run}") { name points { totalCount } } }`,
    `{ run(id: "${workload}") { name } }`,
    `{ run(name: "${name}") { id changes { edges { cursor } } curve(metric: TRAIN_LOSS) { step } recommendations { evaluations } } }`,
  ],
  runs: ({ cursors, model }) => [
    `{ runs { totalCount edges { node { name } } } }`,
    `{ runs(filter: { models: ["${model}"] }) { totalCount edges { node { name } } } }`,
    ...['first: 1, after', 'last: 1, before'].map(
      (args) =>
        `{ runs(${args}: "${cursors.runs}") { totalCount pageInfo { hasNextPage hasPreviousPage } edges { node { name } } } }`,
    ),
  ],
  runComparison: ({ model }) => [
    `{ runComparison(models: ["${model}"]) { absence leftOut models { model runs } } }`,
    `{ runComparison { absence leftOut models { model runs } } }`,
  ],
  runReturns: ({ model }) => [`{ runReturns(model: "${model}") { absence runs { totalCount } } }`],
  runForecast: ({ model, name }) => [
    `{ runForecast(model: "${model}", runs: 2) { absence pastRuns expected { absence figure { value } } } }`,
    `{ runForecast(run: "${name}", runs: 2) { absence pastRuns expected { absence figure { value } } } }`,
  ],
  recordRunPoints: ({ name }) => [
    `mutation { recordRunPoints(input: { run: "${name}", points: [{ step: 3, trainLoss: 9 }] })
      { added contradicted errors { code message path } run { name } } }`,
  ],
  alert: ({ alert, workload }) => [
    `{ alert(id: "${alert}") { name state reading { value { value } } } }`,
    `{ alert(id: "${workload}") { name } }`,
  ],
  alerts: ({ cursors }) => [
    `{ alerts { totalCount edges { node { name } } } }`,
    ...['first: 1, after', 'last: 1, before'].map(
      (args) =>
        `{ alerts(${args}: "${cursors.alerts}") { totalCount pageInfo { hasNextPage hasPreviousPage } edges { node { name } } } }`,
    ),
  ],
  createAlert: ({ key }) => [
    `mutation { createAlert(input: { name: "mine", gpu: "RTX 4090", condition: { below: 1 }, idempotencyKey: "${key}" })
      { replayed errors { code message path } alert { name } } }`,
  ],
  updateAlert: ({ alert }) => [
    `mutation { updateAlert(input: { id: "${alert}", name: "taken" }) { errors { code message path } alert { name } } }`,
  ],
  deleteAlert: ({ alert }) => [
    `mutation { deleteAlert(id: "${alert}") { errors { code message path } alert { name } } }`,
  ],
  alertFirings: ({ alert }) => [
    `{ alertFirings { totalCount edges { node { name } } } }`,
    `{ alertFirings(ids: ["${alert}"]) { totalCount edges { node { name alert { name } } } } }`,
  ],
  // Read by owner, as every stream of notices.
  alertFired: () => [],
  budgetAlerts: () => [],
  recordRun: ({ name, model }) => [
    `mutation { recordRun(input: { name: "${name}", hours: 7 }) { replayed errors { code message path } run { hours } } }`,
    `mutation { recordRun(input: { name: "${name}", model: "${model}", hours: 7, correct: true })
      { replayed changed errors { code message path } run { hours points { totalCount } } } }`,
  ],
};

const [ALICE, BOB] = [ownerId('alice'), ownerId('bob')];
let database: Database;
let alices: Names;
let nobodys: Names;

const as = (owner: typeof ALICE | null) => ({ context: { owner } });
const MADE = `mutation {
  submitWorkload(input: { gpu: "RTX 4090", hours: 1, idempotencyKey: "key-of-alice", name: "secret", project: "model-of-alice" })
    { workload { id } errors { message } }
  recordRun(input: { name: "run-of-alice", model: "model-of-alice", gpu: "RTX 4090", hours: 3, accuracy: 0.9 })
    { run { id } errors { message } }
  recordRunPoints(input: { run: "run-of-alice", points: [{ step: 3, trainLoss: 1 }, { step: 4, trainLoss: 0.5 }] })
    { added }
  createWebhook(input: { name: "secret", url: "https://example.com/secret", kind: ALERT_FIRED, idempotencyKey: "key-of-alice" })
    { webhook { id } errors { message } }
  pingWebhook(input: { idempotencyKey: "key-of-alice" }) { delivery { id } }
  createAlert(input: { name: "secret", gpu: "RTX 4090", condition: { below: 1 }, idempotencyKey: "key-of-alice" })
    { errors { message } }
  }`;
const ASKED = `mutation { analyzeWorkload(input: { idempotencyKey: "key-of-alice",
  setup: { gpu: "RTX 4090", hours: 1, utilization: 50 } }) { analysis { id } } }`;
const BUDGET = `mutation { createBudget(input: { name: "secret", amount: 1, scope: PROJECT, scopeName: "model-of-alice",
  idempotencyKey: "key-of-alice" }) { budget { id } } }`;
const ALL = `{ workloads { edges { cursor node { id name status history { after } } } }
  runs { edges { cursor node { id name hours points { edges { node { step trainLoss } } } } } }
  analyses { edges { cursor node { id summary } } }
  alerts { edges { cursor node { id name } } }
  budgets { edges { cursor node { id name amount archivedAt current { spent } } } }
  webhooks { edges { cursor node { id name url status retiringSecrets
    deliveries(first: 5) { edges { cursor node { id status body attemptCount } } } } } } }`;

type Listed = {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
};
type All = Readonly<Record<'workloads' | 'runs' | 'analyses' | 'webhooks' | 'alerts' | 'budgets', Listed>>;

const all = () => data<All>(database.db, ALL, as(ALICE));

beforeAll(async () => {
  database = await testDatabase();
  await seedMarket(database.db);
  for (const document of [MADE, ASKED, BUDGET]) await data(database.db, document, as(ALICE));
  const { workloads, runs, analyses, webhooks, alerts, budgets } = await all();
  const [{ node: hook }] = webhooks.edges as unknown as [{ node: { deliveries: Listed } }];
  const id = ({ edges }: Listed) => edges[0]!.node.id;
  const cursor = ({ edges }: Listed) => edges[0]!.cursor;
  alices = {
    workload: id(workloads),
    run: id(runs),
    analysis: id(analyses),
    webhook: id(webhooks),
    alert: id(alerts),
    budget: id(budgets),
    delivery: id(hook.deliveries),
    key: 'key-of-alice',
    name: 'run-of-alice',
    model: 'model-of-alice',
    cursors: {
      workloads: cursor(workloads),
      runs: cursor(runs),
      analyses: cursor(analyses),
      webhooks: cursor(webhooks),
      alerts: cursor(alerts),
      budgets: cursor(budgets),
    },
  };
  const absent = (typename: string, key: string) =>
    Buffer.from(`${typename}:${key}`).toString('base64').replaceAll('=', '');
  const uuid = '00000000-0000-4000-8000-000000000000';
  nobodys = {
    workload: like(alices.workload, absent('Workload', uuid)),
    run: like(alices.run, absent('TrainingRun', '999999')),
    analysis: like(alices.analysis, absent('Analysis', uuid)),
    webhook: like(alices.webhook, absent('Webhook', uuid)),
    alert: like(alices.alert, absent('PriceAlert', uuid)),
    budget: like(alices.budget, absent('Budget', uuid)),
    delivery: like(alices.delivery, absent('WebhookDelivery', uuid)),
    key: 'key-of-nobody',
    name: 'run-of-nobody',
    model: 'model-of-nobody',
    cursors: alices.cursors,
  };
});

afterAll(() => database[Symbol.asyncDispose]());

/** Ids are made here as the server makes them; if it came to make them otherwise these would be no ids at all. */
function like(own: string, absent: string): string {
  const typename = (id: string) => Buffer.from(id, 'base64').toString().split(':')[0];
  expect(typename(absent)).toBe(typename(own));
  return own.endsWith('=') ? Buffer.from(Buffer.from(absent, 'base64')).toString('base64') : absent;
}

/** An answer with the names it was asked by taken out. */
async function answered(of: (names: Names) => readonly string[], names: Names): Promise<string[]> {
  const answers = [];
  for (const document of of(names)) {
    const text = JSON.stringify(await ask(database.db, document, as(BOB)));
    const { cursors: _, ...named } = names;
    answers.push(
      Object.entries(named).reduce((rest, [what, name]) => rest.replaceAll(name, `<${what}>`), text),
    );
  }
  return answers;
}

const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()] as const;

/** True where a value of the type may hold a thing of an owner’s. */
function reachesOwned(type: GraphQLNamedType, seen = new Set<string>()): boolean {
  if (OWNED.has(type.name)) return true;
  if (seen.has(type.name)) return false;
  seen.add(type.name);
  if (isInterfaceType(type) || isUnionType(type))
    return schema.getPossibleTypes(type).some((one) => reachesOwned(one, seen));
  if (!isObjectType(type)) return false;
  return Object.values(type.getFields()).some((field) => reachesOwned(getNamedType(field.type), seen));
}

test('every root field of what belongs to an owner is in the table', async () => {
  const reaching = roots.flatMap((root) =>
    Object.values((root as GraphQLObjectType).getFields()).flatMap((field) =>
      reachesOwned(getNamedType(field.type)) ? field.name : [],
    ),
  );
  // And those that ask who asks, whatever they answer.
  const asking = await Promise.all(
    globSync('src/**/graph*.ts').map(async (file) => {
      const text = await readFile(file, 'utf8');
      if (!/ownerOf\(|deskOf\(/.test(text)) return [];
      return [...text.matchAll(/builder\.(?:query|mutation|subscription)Field\('(\w+)'/g)].map(
        ([, name = '']) => name,
      );
    }),
  );
  expect(new Set(Object.keys(FIELDS))).toEqual(new Set([...reaching, ...asking.flat()]));
});

describe('what is another’s is answered as what nobody has', () => {
  test.each(Object.entries(FIELDS))('%s', async (name, of) => {
    const before = await all();
    // Absent ones first: what this owner makes under a name is then there for neither.
    const absent = await answered(of, nobodys);
    const theirs = await answered(of, alices);
    expect(theirs).toEqual(absent);
    expect(theirs.join()).not.toMatch(/secret|INTERNAL/);
    // Whoever is nobody is told of nothing at all.
    if (!name.startsWith('node'))
      for (const document of of(alices)) {
        const { errors = [] } = await ask(database.db, document, as(null));
        expect(errors.map(({ extensions }) => extensions?.['code'])).toEqual(['UNAUTHENTICATED']);
      }
    expect(await all()).toEqual(before);
  });
});
