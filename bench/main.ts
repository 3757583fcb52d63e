import { parseArgs } from 'node:util';
import { startServer } from '../test/support/postgres-server.ts';
import { alerts } from './alerts.ts';
import type { Comparison, Engines } from './comparison.ts';
import { dryRuns } from './dry-run.ts';
import { fanOut } from './fan-out.ts';
import { fleet } from './fleet.ts';
import { importRows } from './import-rows.ts';
import { offersQuery } from './offers-query.ts';
import { pollToSocket } from './poll-to-socket.ts';
import { predictions } from './predictions.ts';
import { recommendations } from './recommendations.ts';
import { describe, reportOf, table } from './report.ts';
import { workload } from './workload.ts';

/**
 * `npm run bench -- [NAME…] [--json] [--quick] [--engine pglite|postgres]`: how fast spotgraph is beside
 * plain baselines. Both take turns within one run, so that what slows the machine slows both.
 */
type Benchmark = (engines: Engines, quick: boolean) => Promise<Comparison[]>;

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  poll: (engines, quick) =>
    pollToSocket(
      quick
        ? { engines, offers: [50], rounds: 1, pollsPerRound: 2 }
        : { engines, offers: [50, 2000], rounds: 5, pollsPerRound: 5 },
    ),
  import: (engines, quick) =>
    importRows(quick ? { engines, rows: 2000, rounds: 1 } : { engines, rows: 200_000, rounds: 3 }),
  query: (engines, quick) =>
    offersQuery(quick ? { engines, rounds: 1, roundMs: 100 } : { engines, rounds: 5, roundMs: 700 }),
  predictions: (engines, quick) =>
    predictions(
      quick
        ? { engines, gpus: 3, days: 3, rounds: 1, queriesPerRound: 2 }
        : { engines, gpus: 100, days: 30, rounds: 5, queriesPerRound: 60 },
    ),
  fleet: (_engines, quick) =>
    fleet(
      quick
        ? { gpus: 4, regions: 2, rounds: 1, marketsPerRound: 2 }
        : { gpus: 60, regions: 8, rounds: 5, marketsPerRound: 8 },
    ),
  ranking: (engines, quick) =>
    workload(
      quick
        ? { engines, gpus: 4, offersPerGpu: 4, days: 7, rounds: 1, queriesPerRound: 2 }
        : { engines, gpus: 75, offersPerGpu: 13, days: 10, rounds: 5, queriesPerRound: 100 },
    ),
  recommendations: (_engines, quick) =>
    recommendations(
      quick ? { points: 200, rounds: 1, runsPerRound: 2 } : { points: 10_000, rounds: 5, runsPerRound: 20 },
    ),
  alerts: (engines, quick) =>
    alerts(
      quick
        ? { engines, alerts: 100, gpus: 2, offersPerGpu: 4, rounds: 1, pollsPerRound: 2, hours: 2, asked: 2 }
        : {
            engines,
            alerts: 10_000,
            gpus: 50,
            offersPerGpu: 40,
            rounds: 5,
            pollsPerRound: 6,
            hours: 26,
            asked: 200,
          },
    ),
  dryrun: (engines, quick) =>
    dryRuns(
      quick
        ? { engines, offers: 20, changes: 5, days: 2, rounds: 1 }
        : { engines, offers: 5000, changes: 24, days: 30, rounds: 3 },
    ),
  fanout: (engines, quick) =>
    fanOut(
      quick
        ? { engines, subscribers: 5, changes: 5, rounds: 1 }
        : { engines, subscribers: 200, changes: 50, rounds: 5 },
    ),
};

const HELP = `npm run bench -- [NAME...] [options]

NAME        of ${Object.keys(BENCHMARKS).join(', ')}; all where none is given
--json      print one JSON document, for programs
--quick     tiny sizes: shows that everything runs, measures nothing
--engine    pglite or postgres; both unless given`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    engine: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const { json, quick, engine, help } = values;
const unknown = positionals.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (help || unknown.length > 0 || (engine !== undefined && engine !== 'pglite' && engine !== 'postgres')) {
  console.log(
    help
      ? HELP
      : `${unknown.length > 0 ? `There is no ${unknown.join(', ')}.` : `There is no engine ${engine}.`}\n\n${HELP}`,
  );
  process.exit(help ? 0 : 2);
}

const startedAt = performance.now();
await using stack = new AsyncDisposableStack();
const names: Engines['names'] = engine === undefined ? ['pglite', 'postgres'] : [engine];
const postgresUrl = names.includes('postgres') ? stack.use(await startServer()).url : undefined;
const comparisons: Comparison[] = [];
for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const measured = await benchmark({ names, postgresUrl }, quick);
  comparisons.push(...measured);
  if (!json) console.log(`${measured.map(describe).join('\n\n')}\n`);
}
const report = reportOf(comparisons, performance.now() - startedAt);
console.log(json ? JSON.stringify(report, null, 2) : table(report));
