import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DatabaseTarget } from '#db/open.ts';
import { startApp, type App } from '#src/app.ts';
import { parseConfig } from '#src/config.ts';
import { openLog } from '#src/log.ts';
import { createPostgresDatabase, engine } from '../support/database.ts';
import { startFakeChat, type ChatRequest, type Turn } from '../support/fake-chat.ts';

const KEY = 'sk-canary-e2e-77ab31';

const ANALYZE = /* GraphQL */ `
  mutation {
    analyzeWorkload(input: { setup: { gpu: "H100 SXM", gpuCount: 8, hours: 72, utilization: 85 } }) {
      analysis {
        id
        answeredBy
        fallbackReason
        estimates {
          quantity
          middle {
            value
          }
        }
        disagreements {
          where
          ratio
        }
        trace {
          kind
          text
        }
      }
    }
  }
`;

const READ = /* GraphQL */ `
  query ($id: ID!) {
    analysis(id: $id) {
      id
      answeredBy
      fallbackReason
      estimates {
        quantity
        middle {
          value
        }
      }
      disagreements {
        where
        ratio
      }
      trace {
        kind
        text
      }
    }
  }
`;

type Told = {
  readonly id: string;
  readonly answeredBy: string;
  readonly fallbackReason: string | null;
  readonly estimates: readonly unknown[];
  readonly disagreements: readonly { readonly where: string; readonly ratio: number }[];
};

/** The app as `AGENT_URL` and its kin configure it, and every line it logs. */
async function start(url: string, database: DatabaseTarget): Promise<{ app: App; lines: string[] }> {
  const env = {
    MARKET: 'none',
    PORT: '0',
    AGENT_URL: url,
    AGENT_MODEL: 'fake-1',
    AGENT_KEY: KEY,
    AGENT_SECONDS: '2',
  };
  const parsed = parseConfig(env, []);
  if ('problems' in parsed) throw new Error(parsed.problems.join());
  const lines: string[] = [];
  const log = openLog({ level: 'debug', format: 'lines', write: (line) => lines.push(line) });
  return { app: await startApp({ ...parsed.config, database }, { log }), lines };
}

async function ask<T>(url: string, query: string, variables: object = {}): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  expect(response.status).toBe(200);
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

/** The truth comes from the energy tool; a lying model tells ten times of it. */
function modelThatSays(factor: number): (request: ChatRequest, turn: number) => Turn {
  return (request) => {
    const last = request.messages.at(-1);
    if (last?.role !== 'tool') {
      const setup = { gpu: 'H100 SXM', gpuCount: 8, hours: 72, utilization: 0.85 };
      return { calls: [{ name: 'energyEstimate', arguments: JSON.stringify(setup) }] };
    }
    const { middle } = JSON.parse(String(last.content)) as { middle: { kwh: number } };
    const estimates = { energyKwh: middle.kwh * factor };
    return { says: JSON.stringify({ summary: 'Fine.', estimates, insights: [] }) };
  };
}

test(
  'a killed endpoint, a slow and a lying one leave every request answered, and history outlives a restart',
  { timeout: 60_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'agent-'));
    const database: DatabaseTarget =
      engine === 'postgres'
        ? await createPostgresDatabase()
        : { engine: 'pglite', dataDir: join(folder, 'db') };
    const answers: Told[] = [];
    const lines: string[] = [];
    let factor = 1;
    let slow = false;
    await using server = await startFakeChat((request, turn) => {
      if (slow) return { raw: (response) => void response.writeHead(200).write(' ') };
      return modelThatSays(factor)(request, turn);
    });
    {
      const started = await start(server.url, database);
      await using app = started.app;
      const analysed = async (): Promise<Told> => {
        const { analyzeWorkload } = await ask<{ analyzeWorkload: { analysis: Told } }>(app.url, ANALYZE);
        return analyzeWorkload.analysis;
      };
      answers.push(await analysed());
      factor = 10;
      answers.push(await analysed());
      slow = true;
      // Others are answered meanwhile.
      const [timedOut, limits] = await Promise.all([analysed(), ask(app.url, '{ limits { cost } }')]);
      answers.push(timedOut);
      expect(limits).toEqual({ limits: { cost: 5000 } });
      await server.kill();
      answers.push(await analysed());
      lines.push(...started.lines);
    }
    expect(answers.map(({ answeredBy, fallbackReason }) => [answeredBy, fallbackReason])).toEqual([
      ['AGENT', null],
      ['FALLBACK', 'IMPLAUSIBLE'],
      ['FALLBACK', 'TIMEOUT'],
      ['FALLBACK', 'UNREACHABLE'],
    ]);
    for (const { estimates } of answers) expect(estimates).toEqual(answers[0]?.estimates);
    expect(answers[1]?.disagreements).toEqual([
      { where: 'estimates.energyKwh', ratio: expect.closeTo(10, 9) as number },
    ]);

    {
      const started = await start(server.url, database);
      await using app = started.app;
      for (const told of answers)
        expect(await ask(app.url, READ, { id: told.id })).toEqual({ analysis: told });
    }
    expect([...lines, JSON.stringify(answers)].join('\n')).not.toContain(KEY);
    expect(lines.filter((line) => line.includes('the agent gave no answer'))).toHaveLength(2);
    await rm(folder, { recursive: true, force: true });
  },
);
