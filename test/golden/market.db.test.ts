import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { seedForecasts } from '../support/seed-forecasts.ts';
import { seedMarket } from '../support/seed-market.ts';
import { ask } from '../support/ask.ts';

const OPERATIONS = new URL('../../schema/operations/', import.meta.url);

/** More of what is asked of the market: nested lists, which have to stay one statement each. */
const NESTED: Record<string, string> = {
  'offers-of-each-gpu': /* GraphQL */ `
    {
      gpus(filter: { offeredOnly: true }) {
        edges {
          node {
            slug
            offers(first: 2, filter: { rentableOnly: false }) {
              totalCount
              pageInfo {
                hasNextPage
              }
              edges {
                node {
                  provider {
                    key
                  }
                  price {
                    amount
                  }
                  gpu {
                    prices {
                      billing
                      median {
                        amount
                      }
                    }
                  }
                }
              }
            }
            availability {
              availableGpus
              stock {
                provider {
                  key
                }
                level
              }
            }
            priceTrend(period: { last: "PT6H" }) {
              direction
              changePercent
              sources
            }
          }
        }
      }
    }
  `,
  'offers-filtered-and-sorted': /* GraphQL */ `
    {
      offers(
        first: 3
        filter: {
          gpus: ["4090"]
          regions: ["us", "DE"]
          tiers: ["community"]
          providers: ["alpha"]
          billing: ON_DEMAND
          price: { gte: 0.3, lt: "0.42" }
          gpuCount: { lte: 2 }
          minVramGb: 24
          minReliability: 0.5
          includeStale: false
        }
        sort: { by: PRICE_PER_TFLOP, direction: DESC }
      ) {
        totalCount
        edges {
          node {
            gpuCount
            region {
              code
            }
            price {
              amount
            }
            pricePerTflop
          }
        }
      }
    }
  `,
  regions: /* GraphQL */ `
    {
      regions {
        region {
          code
          name
          continent
        }
        offers
        gpus
        availableGpus
      }
    }
  `,
};

async function operations(): Promise<[name: string, source: string][]> {
  const files = (await readdir(OPERATIONS)).filter((name) => name.endsWith('.graphql')).toSorted();
  const shared = await Promise.all(
    files.map(async (file): Promise<[string, string]> => [
      file.replace('.graphql', ''),
      await readFile(new URL(file, OPERATIONS), 'utf8'),
    ]),
  );
  return [...shared.filter(([, source]) => !/^\s*subscription\b/m.test(source)), ...Object.entries(NESTED)];
}

for (const [name, source] of await operations()) {
  test(`${name}: query, result and statements`, async () => {
    const statements: string[] = [];
    let recording = false;
    await using database = await testDatabase({
      log: ({ query }) => {
        // PGlite's driver does not tell of the beginning and the end of a transaction.
        const isFrame = /^(begin|start transaction|commit)\b/.test(query.sql);
        if (recording && !isFrame) statements.push(statement(query.sql, query.parameters));
      },
    });
    await seedMarket(database.db);
    await seedForecasts(database.db);
    recording = true;
    const result = await ask(database.db, source);
    expect(result.errors).toBeUndefined();
    const masked = JSON.stringify(result, null, 2)
      .replace(/("cursor": )"[\w-]+"(?=,\n +"listedOffers")/, '$1"…"')
      .replace(/"(V29ya2xvYWQ6|V2ViaG9vaz|QnVkZ2V0O)[\w-]+"/g, '"…"')
      .replace(SECRET, '…');
    // Sorted: sibling fields load at once, and a pool's statements end in any order.
    const text = [source.trim(), masked, ...statements.toSorted()].join('\n\n----\n\n');
    await expect(`${text}\n`).toMatchFileSnapshot(`./${name}.txt`);
  });
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const SECRET = /(?<=whsec_)[\w+/]+=*/g;

/** A statement without its indentation, and what was bound to it, long values cut. */
function statement(sql: string, parameters: readonly unknown[]): string {
  const lines = sql.split('\n').map((line) => line.replace(/^ {4}/, '').trimEnd());
  const bound = parameters.map((value) => {
    // Ids of what the operation itself has made are random.
    const text = (JSON.stringify(value) ?? 'undefined').replaceAll(UUID, '…').replace(SECRET, '…');
    return text.length > 100 ? `${text.slice(0, 100)}…` : text;
  });
  return [...lines.filter((line) => line.trim() !== ''), `-- ${bound.join(', ')}`].join('\n');
}
