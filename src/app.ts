import { identify } from '#account/identify.ts';
import { keyCheck } from '#account/key-check.ts';
import { keylessOwner } from '#account/keyless.ts';
import { budgetJob } from '#budget/budget-job.ts';
import { sharedResults } from '#bus/shared-results.ts';
import { openDatabase, type Database } from '#db/open.ts';
import { createDemoProviders } from '#demo/providers.ts';
import { predictionJob } from '#forecast/prediction-job.ts';
import type { Agent } from '#graph/agent.ts';
import type { Context } from '#graph/context.ts';
import { LIMITS } from '#graph/limits.ts';
import { buildSchema } from '#graph/schema.ts';
import { openBoss, type JobStore } from '#jobs/boss.ts';
import { startJobs } from '#jobs/jobs.ts';
import { openTasks } from '#jobs/tasks.ts';
import { AnswerQueue } from '#forecast/answer-queue.ts';
import { settleJob } from '#forecast/settle.ts';
import { signalJob } from '#forecast/signal-job.ts';
import { writeAnswers } from '#forecast/store-answers.ts';
import { startIngest } from '#ingest/ingest.ts';
import { checkDemoSeed, seedDemo } from '#ingest/seed-demo.ts';
import { memoryJobs } from '#market/memory-jobs.ts';
import { havePolled } from '#market/store-health.ts';
import { tapeHead } from '#market/store-tape.ts';
import { noticeJobs } from '#notice/notice-jobs.ts';
import { lookupFor } from '#notice/sending/checked-lookup.ts';
import { ATTEMPT_MS } from '#notice/sending/post-message.ts';
import { webhookWorker } from '#notice/sending/webhook-worker.ts';
import { checkFits } from '#notice/webhook/graph-check-fit.ts';
import { rememberedCheck } from '#notice/webhook/graph-remembered-check.ts';
import { WEBHOOK_QUEUE } from '#notice/webhook/store-queue.ts';
import { providers } from '#providers/index.ts';
import { ProviderError, type Provider } from '#providers/provider.ts';
import { readOperations } from '#server/explorer.ts';
import { startServer } from '#server/server.ts';
import { instant, type Clock } from '#units/time.ts';
import { chatAgent } from '#workload/agent/chat-agent.ts';
import { openLive } from '#app/live.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';

/** A running spotgraph. Disposing it drains the server and ends everything else, in the opposite order. */
export type App = AsyncDisposable & { readonly url: string; readonly database: Database };

export type Surroundings = {
  readonly log: Log;
  /** The clock, the network and chance: the world's unless a test brings its own. */
  readonly now?: Clock;
  readonly fetch?: typeof fetch;
  readonly chance?: () => number;
  /** The markets to poll instead of those the configuration names. */
  readonly markets?: readonly Provider[];
  /** A database that is open and migrated, instead of the one the configuration names. It ends with the app. */
  readonly database?: Database;
  /** Gives the start up: `startApp` ends what it has begun and rejects with the reason. Afterwards it does nothing. */
  readonly signal?: AbortSignal;
};

type Asker = Pick<Context, 'requestId' | 'owner' | 'endpoint'>;

/** How long the start waits for the simulated market's first polls. */
const FIRST_POLLS_MS = 60_000;

const OPERATIONS = new URL('../schema/operations/', import.meta.url);

/** Starts everything the configuration asks for. Rejects where something of it cannot be had. */
export async function startApp(config: Config, surroundings: Surroundings): Promise<App> {
  const { log, now = () => instant(Date.now()), chance = Math.random, signal } = surroundings;
  await using stack = new AsyncDisposableStack();
  const database = stack.use(surroundings.database ?? (await openDatabase(config.database)));
  signal?.throwIfAborted();
  const jobEvents = { onError: (job: string, err: unknown) => log.error({ job, err }, 'a job failed') };
  const boss = stack.use(await openBoss(jobStore(database), jobEvents));
  const tasks = await openTasks(boss, { queues: [WEBHOOK_QUEUE], now, ...jobEvents });
  const live = stack.use(await openLive(database, { tasks, now, log }));

  const markets = surroundings.markets ?? marketsOf(config);
  const { market } = config;
  if (market.kind === 'demo') await checkDemoSeed(database.db, market.seed);
  stack.use(
    startIngest(database, markets, {
      fetch: surroundings.fetch ?? fetch,
      now,
      chance,
      prepare: async () => {
        if (market.kind === 'demo') await prepareDemo(database, market.seed, now, log);
      },
      whileLeading: (leading) => live.alerts.run(leading),
      onLead: (term) => log.info({ term }, 'leading: this instance polls the markets'),
      onPoll: (provider, poll) => log.debug({ provider, ...poll }, 'polled'),
      onBackfill: (provider, load) => log.info({ provider, ...load }, 'the market’s own history is in'),
      onFailure: (provider, err) =>
        // What a provider did wrong needs no stack of ours.
        err instanceof ProviderError
          ? log.warn({ provider, failure: err.failure, reason: err.message }, 'a poll failed')
          : log.error({ provider, err }, 'a poll could not be recorded'),
      onError: (err) => log.error({ err }, 'leading failed'),
    }),
  );

  // Disposed after the server: what its last requests were answered is written.
  const answers = stack.use(
    new AnswerQueue({
      write: (kept, dropped) => writeAnswers(database.db, now(), kept, dropped),
      now,
      onError: (err) => log.warn({ err }, 'answers could not be kept for the scoreboard; trying again'),
    }),
  );
  const shared = sharedResults();
  const simulated = market.kind === 'demo';
  const agent = agentOf(config, surroundings.fetch ?? fetch, log);
  if (simulated) await untilPolled(database, markets, surroundings);
  const schema = buildSchema();
  const contextOf = ({ requestId, owner, endpoint }: Asker): Context => ({
    db: database.db,
    now,
    tail: live.tail,
    signals: live.signals,
    notices: live.notices,
    answers,
    shared,
    outbox: tasks,
    webhookTargets: config.webhookTargets,
    agent,
    owner,
    endpoint,
    requestId,
    simulated,
  });
  const server = stack.use(
    await startServer({
      schema,
      context: contextOf,
      host: config.host,
      port: config.port,
      origins: config.origins,
      identify: identify(keyCheck(database.db, now), keylessOwner(config.keyless, config.host)),
      shutdownMs: config.shutdownMs,
      log,
      ready: () => readiness(database),
      operations: await readOperations(OPERATIONS),
    }),
  );
  stack.use(
    await startJobs(
      boss,
      [
        ...memoryJobs(database, now, config.rawDays),
        predictionJob(database, now),
        signalJob(database, now),
        settleJob(database, now),
        budgetJob({ db: database.db, outbox: tasks }, now),
        ...noticeJobs(database.db, now),
      ],
      jobEvents,
    ),
  );
  await checkFits({ db: database.db, schema, now, outbox: tasks });
  stack.use(
    tasks.start(
      webhookWorker({
        db: database.db,
        schema,
        check: rememberedCheck(schema),
        contextOf: (owner) => contextOf({ requestId: 'webhook', owner }),
        now,
        outbox: tasks,
        chance,
        dialling: {
          targets: config.webhookTargets,
          lookup: lookupFor(config.webhookTargets),
          timeoutMs: ATTEMPT_MS,
        },
        report: (err, id) => log.error({ err, requestId: id }, 'a webhook’s message could not be made'),
        onFailure: (failure) => log.info(failure, 'a webhook took no delivery'),
      }),
    ),
  );
  // PGlite at work lets no signal through; by now one that was sent has arrived.
  signal?.throwIfAborted();
  if (simulated) log.warn('SIMULATED market: no figure is a real price. MARKET=live polls the real ones.');
  const owned = stack.move();
  return { url: server.url, database, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function agentOf({ agent }: Config, fetchNow: typeof fetch, log: Log): Agent | null {
  if (!agent) return null;
  return chatAgent(agent, {
    fetch: fetchNow,
    onFailure: (failure) => log.warn(failure, 'the agent gave no answer'),
    most: LIMITS.analyses,
    mostPerOwner: LIMITS.analysesPerOwner,
  });
}

function jobStore({ driver }: Database): JobStore {
  return driver.engine === 'pglite'
    ? { engine: 'pglite', pglite: driver.pglite }
    : { engine: 'postgres', url: driver.url };
}

async function prepareDemo({ db }: Database, seed: number, now: Clock, log: Log): Promise<void> {
  const load = await seedDemo(db, seed, now());
  if (load) log.info({ seed, changes: load.added, offers: load.offers }, 'SIMULATED history written');
}

/**
 * Resolves once every one of these markets has been polled, by whichever instance leads, or after a
 * minute: the leader may poll other markets, and an instance that never answers helps nobody.
 */
async function untilPolled(
  { db }: Database,
  markets: readonly Provider[],
  { log, signal }: Surroundings,
): Promise<void> {
  const ids = markets.map(({ id }) => id);
  const givenUpAt = Date.now() + FIRST_POLLS_MS;
  while (!(await havePolled(db, ids))) {
    signal?.throwIfAborted();
    if (Date.now() > givenUpAt) {
      return log.warn({ markets: ids }, 'not every market has been polled: does another instance lead?');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function marketsOf({ market }: Config): readonly Provider[] {
  if (market.kind === 'none') return [];
  if (market.kind === 'demo') return createDemoProviders(market);
  return market.providers.flatMap(({ id, settings }) =>
    providers.filter((entry) => entry.id === id).map((entry) => entry.create(settings)),
  );
}

async function readiness({ db }: Database): Promise<{ ready: boolean; checks: Record<string, string> }> {
  try {
    await Promise.race([
      tapeHead(db),
      new Promise((_, reject) => {
        setTimeout(() => reject(new Error('no answer within 2 seconds')), 2000).unref();
      }),
    ]);
    return { ready: true, checks: { database: 'ok' } };
  } catch {
    return { ready: false, checks: { database: 'does not answer' } };
  }
}
