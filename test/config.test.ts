import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { helpText, parseConfig, type Config, type PollableProvider } from '#src/config.ts';
import { SETTINGS } from '#src/settings.ts';

const known: readonly PollableProvider[] = ['vastai', 'runpod'].map((id) => ({
  id,
  settings: {
    baseUrl: { name: `${id.toUpperCase()}_URL`, kind: 'URL', help: `base URL of ${id}` },
    apiKey: { name: `${id.toUpperCase()}_API_KEY`, kind: 'SECRET', help: `key of ${id}` },
  },
}));

/** One that cannot be polled without its two keys, and takes regions. */
const keyed: PollableProvider = {
  id: 'keyed',
  settings: {
    user: { name: 'KEYED_USER', kind: 'TEXT', help: 'user', needed: true },
    apiKey: { name: 'KEYED_KEY', kind: 'SECRET', help: 'key', needed: true },
    regions: { name: 'KEYED_REGIONS', kind: 'LIST', help: 'regions' },
  },
};

type Env = Record<string, string | undefined>;

function configOf(env: Env): Config {
  const parsed = parseConfig(env, known);
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
  return parsed.config;
}

function problemsOf(env: Env): readonly string[] {
  const parsed = parseConfig(env, known);
  return 'problems' in parsed ? parsed.problems : [];
}

test('nothing set is a demo market on this machine', () => {
  expect(configOf({})).toEqual({
    host: '127.0.0.1',
    port: 4000,
    database: { engine: 'pglite', dataDir: './data' },
    market: { kind: 'demo', seed: 1 },
    origins: { kind: 'local' },
    logLevel: 'info',
    shutdownMs: 30_000,
    keyless: null,
    rawDays: 35,
    webhookTargets: 'public',
    agent: null,
  });
  expect(configOf({ PORT: '', MARKET: ' ' })).toEqual(configOf({}));
});

describe('what is set', () => {
  test.each<[Env, Partial<Config>]>([
    [{ PORT: '0' }, { port: 0 }],
    [{ PORT: ' 65535 ' }, { port: 65_535 }],
    [{ HOST: '0.0.0.0' }, { host: '0.0.0.0' }],
    [{ HOST: '::1' }, { host: '::1' }],
    [{ HOST: 'my-host.local' }, { host: 'my-host.local' }],
    [{ DATA_DIR: 'memory' }, { database: { engine: 'pglite', dataDir: undefined } }],
    [{ DATA_DIR: '/var/x' }, { database: { engine: 'pglite', dataDir: '/var/x' } }],
    [{ DATABASE_URL: 'postgres://u:p@h/d' }, { database: { engine: 'postgres', url: 'postgres://u:p@h/d' } }],
    [
      { DATABASE_URL: 'postgres://h/d', DATA_DIR: './x' },
      { database: { engine: 'postgres', url: 'postgres://h/d' } },
    ],
    [{ DATABASE_URL: 'postgresql://h/d' }, { database: { engine: 'postgres', url: 'postgresql://h/d' } }],
    [{ MARKET: 'none' }, { market: { kind: 'none' } }],
    [{ DEMO_SEED: '7', POLL_SECONDS: '3600' }, { market: { kind: 'demo', seed: 7, cadenceMs: 3_600_000 } }],
    [
      { MARKET: 'LIVE', VASTAI_URL: 'http://127.0.0.1:9/x', VASTAI_API_KEY: 'k' },
      {
        market: {
          kind: 'live',
          providers: [
            { id: 'vastai', settings: { baseUrl: 'http://127.0.0.1:9/x', apiKey: 'k' } },
            { id: 'runpod', settings: {} },
          ],
        },
      },
    ],
    [
      { MARKET: 'live', PROVIDERS: 'runpod, ', POLL_SECONDS: '1' },
      { market: { kind: 'live', providers: [{ id: 'runpod', settings: { cadenceMs: 1000 } }] } },
    ],
    [{ ALLOWED_ORIGINS: '*' }, { origins: { kind: 'any' } }],
    [
      { ALLOWED_ORIGINS: 'https://a.example, http://b.example:81' },
      { origins: { kind: 'listed', origins: ['https://a.example', 'http://b.example:81'] } },
    ],
    [{ LOG_LEVEL: 'Silent' }, { logLevel: 'silent' }],
    [{ WEBHOOK_TARGETS: 'Any' }, { webhookTargets: 'any' }],
    [{ SHUTDOWN_SECONDS: '0' }, { shutdownMs: 0 }],
    [
      { AGENT_URL: 'http://localhost:11434/v1/', AGENT_MODEL: 'qwen3:8b' },
      { agent: { url: 'http://localhost:11434/v1', model: 'qwen3:8b', key: undefined, seconds: 20 } },
    ],
    [
      { AGENT_URL: 'https://api.example/v1', AGENT_MODEL: 'org/m', AGENT_KEY: 'sk-1', AGENT_SECONDS: '5' },
      { agent: { url: 'https://api.example/v1', model: 'org/m', key: 'sk-1', seconds: 5 } },
    ],
  ])('%j', (env, expected) => {
    expect(configOf(env)).toMatchObject(expected);
  });
});

describe('what is refused', () => {
  test.each<[Env, RegExp]>([
    [{ PORT: '65536' }, /^PORT is "65536", and takes a whole number from 0 to 65535\.$/],
    [{ PORT: '-1' }, /^PORT /],
    [{ PORT: '4e3' }, /^PORT /],
    [{ PORT: '0x10' }, /^PORT /],
    [{ HOST: 'http://x' }, /^HOST .*PORT/],
    [{ HOST: 'x:80' }, /^HOST /],
    [{ DATABASE_URL: 'mysql://u:p@h/d' }, /^DATABASE_URL must be a postgres:\/\/ URL/],
    [{ MARKET: 'real' }, /^MARKET is "real", and takes one of: demo, live, none\.$/],
    [{ MARKET: 'live', PROVIDERS: 'vast' }, /"vast", which is not known\. Known: vastai, runpod\./],
    [{ MARKET: 'live', PROVIDERS: ',' }, /^PROVIDERS names none/],
    [{ PROVIDERS: 'vastai' }, /^PROVIDERS .* MARKET=live/],
    [{ MARKET: 'live', DEMO_SEED: '1' }, /^DEMO_SEED .* MARKET=demo/],
    [{ MARKET: 'none', POLL_SECONDS: '5' }, /^POLL_SECONDS .* none/],
    [{ POLL_SECONDS: '0' }, /^POLL_SECONDS .* 1 to 3600/],
    [{ POLL_SECONDS: '0.5' }, /^POLL_SECONDS /],
    [{ ALLOWED_ORIGINS: 'https://a.example/' }, /^ALLOWED_ORIGINS names "https:\/\/a\.example\/"/],
    [{ ALLOWED_ORIGINS: '*, https://a.example' }, /^ALLOWED_ORIGINS names "\*"/],
    [{ ALLOWED_ORIGINS: 'a.example' }, /^ALLOWED_ORIGINS /],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL .* fatal, error/],
    [{ WEBHOOK_TARGETS: 'private' }, /^WEBHOOK_TARGETS is "private", and takes one of: public, any/],
    [{ SHUTDOWN_SECONDS: '301' }, /^SHUTDOWN_SECONDS /],
    [{ AGENT_URL: 'http://h/v1' }, /^AGENT_MODEL must be set with AGENT_URL/],
    [{ AGENT_MODEL: 'm', AGENT_KEY: 'k' }, /^AGENT_URL must be set with AGENT_MODEL, AGENT_KEY/],
    [{ AGENT_SECONDS: '5' }, /^AGENT_URL and AGENT_MODEL must be set with AGENT_SECONDS/],
    [{ AGENT_URL: 'ftp://h', AGENT_MODEL: 'm' }, /^AGENT_URL must be an http or https URL/],
    [
      { AGENT_URL: 'http://u:canary@h/v1', AGENT_MODEL: 'm' },
      /^AGENT_URL holds a user or a password: (?!.*canary)/,
    ],
    [
      { AGENT_URL: 'http://h/v1?key=canary', AGENT_MODEL: 'm' },
      /^AGENT_URL goes on after its path(?!.*canary)/,
    ],
    [{ AGENT_URL: 'http://h/v1/chat/completions', AGENT_MODEL: 'm' }, /^AGENT_URL ends before/],
    [{ AGENT_URL: 'http://h/v1', AGENT_MODEL: 'a model' }, /^AGENT_MODEL is "a model"/],
    [{ AGENT_URL: 'http://h/v1', AGENT_MODEL: 'm', AGENT_KEY: 'two words' }, /^AGENT_KEY holds a character/],
    [{ AGENT_URL: 'http://h/v1', AGENT_MODEL: 'm', AGENT_SECONDS: '26' }, /^AGENT_SECONDS .* 1 to 25/],
    [{ RUNPOD_URL: 'ftp://x' }, /^RUNPOD_URL must be an http or https URL/],
    [{ VASTAI_API_KEY: 'two words' }, /^VASTAI_API_KEY holds a character/],
  ])('%j', (env, message) => {
    const problems = problemsOf(env);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
  });

  test('everything at once', () => {
    const problems = problemsOf({
      PORT: 'x',
      HOST: '?',
      MARKET: '?',
      LOG_LEVEL: '?',
      VASTAI_URL: '?',
      DEMO_SEED: '?',
    });
    expect(
      problems.map((problem) => problem.split(' ')[0]).toSorted((a = '', b = '') => (a < b ? -1 : 1)),
    ).toEqual(['DEMO_SEED', 'HOST', 'LOG_LEVEL', 'MARKET', 'PORT', 'VASTAI_URL']);
  });

  test('without a word of a secret', () => {
    const secret = 'c4n4ry';
    const problems = problemsOf({
      DATABASE_URL: `mysql://user:${secret}@h/d`,
      VASTAI_API_KEY: `${secret} x`,
      VASTAI_URL: `ftp://user:${secret}@h`,
      RUNPOD_API_KEY: `${secret}\n`.repeat(2),
    });
    expect(problems).toHaveLength(4);
    expect(problems.join('\n')).not.toContain(secret);
  });

  test('any text, without an exception', () => {
    const names = [...Object.keys(SETTINGS), 'VASTAI_URL', 'VASTAI_API_KEY'];
    const env = fc.dictionary(fc.constantFrom(...names), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(env, (texts) => {
        for (const problem of problemsOf(texts)) expect(names).toContain(problem.split(' ')[0]);
      }),
    );
    expect.assertions(expect.getState().assertionCalls);
  });
});

test.each([
  ['PROVIDER', 'PROVIDERS'],
  ['VASTAI_APIKEY', 'VASTAI_API_KEY'],
  ['MARKTE', 'MARKET'],
  ['DATABASE_URI', 'DATABASE_URL'],
])('%s is hinted to be %s', (name, meant) => {
  const parsed = parseConfig({ [name]: 'x' }, known);
  expect('hints' in parsed && parsed.hints).toEqual([`${name} is not a setting. Is ${meant} meant?`]);
});

test('what belongs to others is not hinted at', () => {
  const others = {
    HOSTNAME: 'x',
    PATH: 'x',
    HOME: '/',
    VASTAI_OTHER: 'x',
    SPORT: 'x',
    PGHOST: 'x',
    LOGNAME: 'me',
  };
  const parsed = parseConfig(others, known);
  expect('hints' in parsed && parsed.hints).toEqual([]);
});

test('the help names every setting, once, with its default', () => {
  const help = helpText(known);
  for (const name of [
    ...Object.keys(SETTINGS),
    'VASTAI_URL',
    'VASTAI_API_KEY',
    'RUNPOD_URL',
    'RUNPOD_API_KEY',
  ]) {
    expect(help.match(new RegExp(`^  ${name} `, 'gm'))).toHaveLength(1);
  }
  expect(help).toContain('[4000]');
});

describe('a provider that needs a key', () => {
  const all = [...known, keyed];
  const keys = { KEYED_USER: 'eu/me', KEYED_KEY: 'k3y' };

  test('is left out of all markets without it, which is said in one line', () => {
    const parsed = parseConfig({ MARKET: 'live', KEYED_USER: 'me' }, all);
    expect(parsed).toMatchObject({
      config: { market: { providers: [{ id: 'vastai' }, { id: 'runpod' }] } },
      notes: ['Not polled for want of a key: keyed (KEYED_KEY).'],
    });
  });

  test('is a problem where it is asked for by name, with everything else that is wrong', () => {
    const parsed = parseConfig({ MARKET: 'live', PROVIDERS: 'keyed', PORT: 'x' }, all);
    expect('problems' in parsed && parsed.problems).toEqual([
      'KEYED_USER is needed to poll keyed: set it, or take keyed out of PROVIDERS.',
      'KEYED_KEY is needed to poll keyed: set it, or take keyed out of PROVIDERS.',
      expect.stringMatching(/^PORT /),
    ]);
  });

  test('is polled with it, and takes settings of its own', () => {
    const parsed = parseConfig({ MARKET: 'live', ...keys, KEYED_REGIONS: 'us-east-1, eu-west-1,' }, all);
    expect(parsed).toMatchObject({
      config: {
        market: {
          providers: [
            { id: 'vastai' },
            { id: 'runpod' },
            {
              id: 'keyed',
              settings: { user: 'eu/me', apiKey: 'k3y', regions: ['us-east-1', 'eu-west-1'] },
            },
          ],
        },
      },
      notes: [],
    });
  });

  test('is refused half of what belongs together, where it is polled', () => {
    const settings = {
      id: { name: 'HALF_ID', kind: 'TEXT', help: 'id', with: 'secret' },
      secret: { name: 'HALF_SECRET', kind: 'SECRET', help: 'secret', with: 'id' },
    } as const;
    const problems = (env: Env) => {
      const parsed = parseConfig({ MARKET: 'live', ...env }, [...known, { id: 'half', settings }]);
      return 'problems' in parsed ? parsed.problems : [];
    };
    expect(problems({ HALF_ID: 'x' })).toEqual([
      'HALF_ID is of no use without HALF_SECRET: set both, or neither.',
    ]);
    expect(problems({ HALF_SECRET: 'x' })).toHaveLength(1);
    expect(problems({ HALF_ID: 'x', HALF_SECRET: 'y' })).toEqual([]);
    expect(problems({ HALF_ID: 'x', PROVIDERS: 'vastai' })).toEqual([]);
  });

  test.each([{ MARKET: 'demo' }, { MARKET: 'live', PROVIDERS: 'vastai' }])('says nothing with %j', (env) => {
    expect(parseConfig(env, all)).toMatchObject({ notes: [] });
  });

  test.each([
    [{ KEYED_USER: 'two words' }, /^KEYED_USER is "two words", and takes a word/],
    [{ KEYED_REGIONS: ' , ' }, /^KEYED_REGIONS is ",", and takes words separated by commas/],
    [{ KEYED_REGIONS: 'a,b c' }, /^KEYED_REGIONS is "a,b c"/],
  ])('refuses %j', (env, message) => {
    const parsed = parseConfig(env, all);
    expect('problems' in parsed && parsed.problems).toEqual([expect.stringMatching(message)]);
  });
});
