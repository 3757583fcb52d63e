import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { tell } from '#notice/tell.ts';
import { LOCAL_OWNER } from '#units/owner.ts';
import { instant } from '#units/time.ts';
import { flakyProxy } from '../support/flaky-proxy.ts';
import { followNotices } from '../support/follow-notices.ts';
import { startTestApp } from '../support/test-app.ts';
import { until } from '../support/until.ts';

/** `CUTS=200 CUT_EVERY_MS=2000 ALERTS=5000` takes seven minutes and is what is promised. */
const CUTS = Number(process.env['CUTS'] ?? 12);
const CUT_EVERY_MS = Number(process.env['CUT_EVERY_MS'] ?? 50);
const ALERTS = Number(process.env['ALERTS'] ?? 500);

test(
  `a client whose connection is cut ${CUTS} times while ${ALERTS} alerts fire has each once, in order`,
  { timeout: 2 * CUTS * CUT_EVERY_MS + 60_000 },
  async () => {
    await using app = await startTestApp({ webhookTargets: 'any' });
    await using proxy = await flakyProxy(() => Number(new URL(app.url).port));
    const url = () => `http://127.0.0.1:${proxy.port}`;
    const followers = (['graphql-ws', 'sse'] as const).map((transport) =>
      followNotices({ field: 'alertFired', transport, url }),
    );
    // Cut before the first alert too: they resume from where the stream began.
    await until(() => followers.every(({ cursor }) => cursor !== null));

    const topic = crypto.randomUUID();
    let fired = 0;
    /** Fires up to so many in all, a few in each transaction, spread over the time between two cuts. */
    async function fireTo(count: number): Promise<void> {
      const [from, startedAt] = [fired, performance.now()];
      while (fired < count) {
        const at = instant(Date.now());
        const notices = Array.from({ length: Math.min(1 + (fired % 7), count - fired) }, (_, index) => ({
          owner: LOCAL_OWNER,
          kind: 'ALERT_FIRED' as const,
          topic,
          at,
          body: { n: fired + index },
        }));
        await app.database.db
          .transaction()
          .execute((trx) => tell(trx, notices, { at, outbox: { send: async () => {} } }));
        fired += notices.length;
        const due = startedAt + (CUT_EVERY_MS * 0.9 * (fired - from)) / (count - from);
        await sleep(Math.max(0, due - performance.now()));
      }
    }
    let firing = Promise.resolve();
    for (let cut = 1; cut <= CUTS; cut++) {
      firing = firing.then(() => fireTo(Math.round((cut / CUTS) * ALERTS)));
      // Not before both are connected again and were told something: what is cut is a stream.
      await sleep(CUT_EVERY_MS);
      await until(() => followers.every(({ connections }) => connections >= cut), 20_000);
      proxy.cut();
    }
    await firing;
    await until(() => followers.every(({ seqs, fault }) => fault !== undefined || seqs.length >= ALERTS));
    // Nothing comes twice afterwards either.
    await sleep(50);
    for (const follower of followers) {
      await follower.end();
      expect(follower.fault).toBeUndefined();
      expect(follower.seqs).toEqual(Array.from({ length: ALERTS }, (_, index) => index + 1));
      expect(follower.others).toEqual(['StreamStart']);
      expect(follower.connections).toBeGreaterThanOrEqual(CUTS);
    }
  },
);
