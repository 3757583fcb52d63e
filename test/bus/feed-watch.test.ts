import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openFeedWatch } from '#bus/feed-watch.ts';
import { until } from '../support/until.ts';

/** Feeds in memory, and every look a watch took at them. */
function feedsOf() {
  const heads = new Map<string, number>();
  const looks: (readonly string[])[] = [];
  const errors: unknown[] = [];
  const state = { isDown: false };
  return {
    heads,
    looks,
    errors,
    state,
    options: {
      heads: async (keys: readonly string[]) => {
        looks.push(keys);
        if (state.isDown) throw new Error('the database is down');
        return new Map([...heads].filter(([key]) => keys.includes(key)));
      },
      onError: (error: unknown) => void errors.push(error),
    },
  };
}

test('a bell wakes those whose feed has more, and nobody else', async () => {
  const feeds = feedsOf();
  await using watch = openFeedWatch({ ...feeds.options, everyMs: 60_000 });
  const [one, two] = [watch.follow('one'), watch.follow('two')];
  const woken: string[] = [];
  void one.past(4).then(() => woken.push('one'));
  void two.past(7).then(() => woken.push('two'));
  feeds.heads.set('one', 5).set('two', 7);
  watch.ring();
  await until(() => woken.length > 0);
  await sleep(20);
  expect(woken).toEqual(['one']);
  expect(feeds.looks.at(-1)).toEqual(['one', 'two']);
  // What it knows already needs no look.
  expect(await one.past(3)).toBe(true);
});

test('without a bell it looks by itself, while somebody follows and only then', async () => {
  const feeds = feedsOf();
  await using watch = openFeedWatch({ ...feeds.options, everyMs: 5 });
  await sleep(30);
  expect(feeds.looks).toEqual([]);
  const one = watch.follow('one');
  feeds.heads.set('one', 1);
  expect(await one.past(0)).toBe(true);
  one.end();
  await sleep(10);
  const { length } = feeds.looks;
  await sleep(40);
  expect(feeds.looks.length).toBe(length);
});

test('a database that is down is asked again', async () => {
  const feeds = feedsOf();
  feeds.state.isDown = true;
  await using watch = openFeedWatch({ ...feeds.options, everyMs: 5 });
  const one = watch.follow('one');
  const past = one.past(0);
  await until(() => feeds.errors.length > 2);
  expect(await watch.follow('one').failed(new Error('a read failed'))).toBe(true);
  feeds.heads.set('one', 1);
  feeds.state.isDown = false;
  expect(await past).toBe(true);
});

test('a look that is never answered is given up', async () => {
  const feeds = feedsOf();
  let asked = 0;
  await using watch = openFeedWatch({
    ...feeds.options,
    heads: (keys) => (asked++ === 0 ? new Promise(() => {}) : feeds.options.heads(keys)),
    everyMs: 5,
    patienceMs: 20,
  });
  feeds.heads.set('one', 1);
  expect(await watch.follow('one').past(0)).toBe(true);
  expect(feeds.errors).toHaveLength(1);
});

test('who ends, and all when the watch ends, wait no longer', async () => {
  const feeds = feedsOf();
  const watch = openFeedWatch({ ...feeds.options, everyMs: 60_000 });
  const [one, two, three] = [watch.follow('one'), watch.follow('one'), watch.follow('two')];
  const waits = [one.past(0), two.past(0), three.failed(new Error('a read failed'))];
  one.end();
  expect(await waits[0]).toBe(false);
  await watch[Symbol.asyncDispose]();
  expect(await Promise.all(waits)).toEqual([false, false, false]);
  expect(await three.past(0)).toBe(false);
});
