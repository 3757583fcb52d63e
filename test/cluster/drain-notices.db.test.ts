import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openDatabase } from '#db/open.ts';
import { tell } from '#notice/tell.ts';
import { LOCAL_OWNER } from '#units/owner.ts';
import { instant } from '#units/time.ts';
import { createPostgresDatabase, engine } from '../support/database.ts';
import { followNotices } from '../support/follow-notices.ts';
import { spawnApp } from '../support/spawn-app.ts';
import { until } from '../support/until.ts';

test.skipIf(engine === 'pglite')(
  'an instance that ends closes its streams with 1001; their readers go on at another and miss nothing',
  { timeout: 60_000 },
  async () => {
    const target = await createPostgresDatabase();
    await using database = await openDatabase(target);
    const env = { DATABASE_URL: target.url, MARKET: 'none' };
    await using first = await spawnApp(env);
    await using second = await spawnApp(env);
    let url = first.url;
    const followers = (['graphql-ws', 'sse'] as const).map((transport) =>
      followNotices({ field: 'alertFired', transport, url: () => url }),
    );
    await until(() => followers.every(({ cursor }) => cursor !== null));

    let fired = 0;
    let goesOn = true;
    const topic = crypto.randomUUID();
    const firing = (async () => {
      while (goesOn) {
        const at = instant(Date.now());
        const notice = { owner: LOCAL_OWNER, kind: 'ALERT_FIRED', topic, at, body: {} } as const;
        await database.db
          .transaction()
          .execute((trx) => tell(trx, [notice], { at, outbox: { send: async () => {} } }));
        fired++;
        await sleep(3);
      }
    })();
    await until(() => followers.every(({ seqs }) => seqs.length > 20));
    url = second.url;
    expect(await first.end('SIGTERM')).toBe(0);
    const atEnd = fired;
    await until(() => followers.every(({ seqs }) => seqs.length > atEnd + 20));
    goesOn = false;
    await firing;
    await until(() => followers.every(({ seqs }) => seqs.length >= fired));
    for (const follower of followers) {
      await follower.end();
      expect(follower.seqs).toEqual(Array.from({ length: fired }, (_, index) => index + 1));
      expect(follower.others).toEqual(['StreamStart']);
      expect(follower.connections).toBe(2);
    }
    expect(followers[0]?.closes[0]).toBe(1001);
    expect(await second.end('SIGTERM')).toBe(0);
  },
);
