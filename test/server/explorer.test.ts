import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { readOperations } from '#server/explorer.ts';

test('tabs are queries, mutations, queries of what those made, subscriptions, each by the name of their file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spotgraph-tabs-'));
  const files: readonly (readonly [name: string, text: string])[] = [
    ['a.graphql', '# query\nsubscription A { ticker }'],
    ['b.graphql', 'fragment F on Query { limits }\n# subscription\nquery B { ...F }'],
    ['c.graphql', 'subscription C { ticker }'],
    ['d.graphql', '{ marketStatus }'],
    ['e.txt', 'not a document'],
    ['f.graphql', '# What was made. Run H first.\n{ made }'],
    ['g.graphql', '# Not a word of the mutation to run first.\n{ limits }'],
    ['h.graphql', '# Run G first.\nmutation H { make }'],
  ];
  try {
    for (const [name, text] of files) await writeFile(join(folder, name), text);
    const queries = (await readOperations(pathToFileURL(folder))).map(({ query }) => query);
    const [a, b, c, d, , f, g, h] = files.map(([, text]) => text);
    expect(queries).toEqual([b, d, g, h, f, a, c]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('no folder, no tabs', async () => {
  expect(await readOperations(new URL('./nowhere/', import.meta.url))).toEqual([]);
});
