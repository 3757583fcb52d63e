import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openDatabase } from '#db/open.ts';
import { TASK_CHANNEL } from '#jobs/tasks.ts';
import { createPostgresDatabase, engine } from '../support/database.ts';
import { spawnApp, type SpawnedApp } from '../support/spawn-app.ts';
import { until } from '../support/until.ts';
import { startReceiver } from '../support/webhook-receiver.ts';

/** With `KILL_IN_REAL_TIME=1` the other instance runs already, and nothing but time tells it of the death. */
const REAL = process.env['KILL_IN_REAL_TIME'] === '1';

const MADE = (url: string) => `mutation {
  createWebhook(input: { name: "Mine", url: "${url}", kind: ALERT_FIRED, idempotencyKey: "mine" }) { secret errors { message } }
  pingWebhook(input: { idempotencyKey: "mine" }) { delivery { id } errors { message } } }`;
const LOG = `{ webhook(idempotencyKey: "mine") { deliveries { edges { node { status attempts { number statusCode } } } } } }`;

async function asked(app: SpawnedApp, query: string): Promise<Record<string, never>> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: Record<string, never>; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

test.runIf(engine === 'postgres')(
  'killed between sending a message and writing of it: another instance sends the same again under its id',
  { timeout: 120_000 },
  async () => {
    const target = await createPostgresDatabase();
    const env = { DATABASE_URL: target.url, MARKET: 'none', WEBHOOK_TARGETS: 'any' };
    await using receiver = await startReceiver({ script: ['hang'] });
    await using first = await spawnApp(env);
    await asked(first, MADE(receiver.url));
    await until(() => receiver.received.length === 1, 20_000);
    const early = REAL ? await spawnApp(env) : undefined;
    await first.end('SIGKILL');
    const killedAt = performance.now();
    await using database = await openDatabase(target);
    if (!REAL) {
      await sql`update pgboss.job set heartbeat_on = now() - interval '16 s'
        where name = 'webhook' and state = 'active'`.execute(database.db);
      await sql`update pgboss.queue set monitor_claim_on = null`.execute(database.db);
    }
    await using second = early ?? (await spawnApp(env));
    while (receiver.received.length < 2) {
      await sleep(200);
      if (!REAL) await sql`select pg_notify(${TASK_CHANNEL}, '')`.execute(database.db);
    }
    if (REAL) expect(performance.now() - killedAt).toBeLessThan(45_000);
    const [sent, again] = receiver.received;
    expect(again).toMatchObject({ id: sent?.id, body: sent?.body });
    let log: unknown;
    do log = await asked(second, LOG);
    while (JSON.stringify(log).includes('WAITING'));
    // What the dead one said to the receiver is not in the log: nobody is left who knows of it.
    expect(log).toEqual({
      webhook: {
        deliveries: {
          edges: [{ node: { status: 'DELIVERED', attempts: [{ number: 1, statusCode: 200 }] } }],
        },
      },
    });
    expect(receiver.received.length).toBe(2);
  },
);
