import { Resolver } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { engine } from '../../support/database.ts';
import { startTestApp } from '../../support/test-app.ts';
import { TEST_CERTIFICATE } from '../../support/test-certificate.ts';
import { startReceiver } from '../../support/webhook-receiver.ts';

// Nothing of it is the database's.
test.runIf(engine === 'pglite')(
  'an app whose webhooks go to the public alone sends nothing to a name that leads inside',
  async () => {
    using _four = vi.spyOn(Resolver.prototype, 'resolve4').mockResolvedValue(['127.0.0.1'] as never);
    using _six = vi.spyOn(Resolver.prototype, 'resolve6').mockRejectedValue(new Error('ENODATA'));
    await using receiver = await startReceiver({ tls: TEST_CERTIFICATE });
    await using app = await startTestApp({ webhookTargets: 'public' });
    const url = `https://hooks.example.com:${receiver.port}/`;
    const query = `mutation {
    createWebhook(input: { name: "Mine", url: "${url}", kind: ALERT_FIRED, idempotencyKey: "mine" }) { errors { message } }
    pingWebhook(input: { idempotencyKey: "mine" }) { errors { message } } }`;
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    expect(await response.json()).toMatchObject({
      data: { createWebhook: { errors: [] }, pingWebhook: { errors: [] } },
    });
    const attempts = app.database.db.selectFrom('webhook_attempt').select(['status_code', 'error']);
    let made = await attempts.execute();
    for (; made.length === 0; made = await attempts.execute()) await sleep(20);
    expect(made).toEqual([
      {
        status_code: null,
        error: 'hooks.example.com resolves to an address that is not on the public internet',
      },
    ]);
    expect(receiver.received).toEqual([]);
  },
);
