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
import { FIELDS, type Listing, type Names } from './owner-fields.ts';

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
  'LedgerEntry',
]);

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
const LEDGER = `mutation {
  recordSpend(input: { amount: "0.6", project: "model-of-alice", model: "model-of-alice", description: "secret", idempotencyKey: "key-of-alice" })
    { entry { id } errors { message } fired { percent } }
  reserveSpend(input: { amount: "0.2", project: "model-of-alice", description: "secret", idempotencyKey: "held-of-alice" })
    { entry { id } errors { message } }
  }`;
const ALL = `{ workloads { edges { cursor node { id name status history { after } } } }
  runs { edges { cursor node { id name hours points { edges { node { step trainLoss } } } } } }
  analyses { edges { cursor node { id summary } } }
  alerts { edges { cursor node { id name } } }
  budgets { edges { cursor node { id name amount archivedAt current { spent reserved } alerts { totalCount } } } }
  ledger { totals { entries spent reserved }
    edges { cursor node { id number kind spent reserved open net description fired { percent } } } }
  webhooks { edges { cursor node { id name url status retiringSecrets
    deliveries(first: 5) { edges { cursor node { id status body attemptCount } } } } } } }`;

type Listed = {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
};
type All = Readonly<Record<Listing, Listed>>;

const all = () => data<All>(database.db, ALL, as(ALICE));

beforeAll(async () => {
  database = await testDatabase();
  await seedMarket(database.db);
  for (const document of [MADE, ASKED, BUDGET, LEDGER]) await data(database.db, document, as(ALICE));
  const { workloads, runs, analyses, webhooks, alerts, budgets, ledger } = await all();
  const [held, spend] = ledger.edges as unknown as [{ node: { id: string } }, { node: { id: string } }];
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
    spend: spend.node.id,
    held: held.node.id,
    delivery: id(hook.deliveries),
    key: 'key-of-alice',
    heldKey: 'held-of-alice',
    name: 'run-of-alice',
    model: 'model-of-alice',
    cursors: {
      workloads: cursor(workloads),
      runs: cursor(runs),
      analyses: cursor(analyses),
      webhooks: cursor(webhooks),
      alerts: cursor(alerts),
      budgets: cursor(budgets),
      ledger: cursor(ledger),
    },
  };
  const absent = (typename: string, key: string) =>
    Buffer.from(`${typename}:${key}`).toString('base64').replaceAll('=', '');
  const uuid = '00000000-0000-4000-8000-000000000000';
  const otherUuid = '00000000-0000-4000-8000-000000000001';
  nobodys = {
    workload: like(alices.workload, absent('Workload', uuid)),
    run: like(alices.run, absent('TrainingRun', '999999')),
    analysis: like(alices.analysis, absent('Analysis', uuid)),
    webhook: like(alices.webhook, absent('Webhook', uuid)),
    alert: like(alices.alert, absent('PriceAlert', uuid)),
    budget: like(alices.budget, absent('Budget', uuid)),
    spend: like(alices.spend, absent('LedgerEntry', uuid)),
    held: like(alices.held, absent('LedgerEntry', otherUuid)),
    delivery: like(alices.delivery, absent('WebhookDelivery', uuid)),
    key: 'key-of-nobody',
    heldKey: 'held-of-nobody',
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
