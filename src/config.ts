import type { KeylessPolicy } from '#account/keyless.ts';
import type { DatabaseTarget } from '#db/open.ts';
import type { OriginPolicy } from '#server/origins.ts';
import type { WebhookTargets } from '#notice/sending/public-address.ts';
import type { AgentConfig } from '#workload/agent/chat-agent.ts';
import type { LogLevel } from './log.ts';
import { PROVIDER_KINDS, SETTINGS, type Parsed, type Setting } from './settings.ts';

/** What is needed of a provider to take its settings; the registry's entries are of this shape. */
export type PollableProvider = {
  readonly id: string;
  /** By the field each gives. */
  readonly settings: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly kind: keyof typeof PROVIDER_KINDS;
        readonly help: string;
        readonly needed?: boolean;
        readonly with?: string;
      }
    >
  >;
};

export type ChosenProvider = {
  readonly id: string;
  readonly settings: Readonly<Record<string, string | readonly string[] | number>>;
};

export type MarketConfig =
  | { readonly kind: 'demo'; readonly seed: number; readonly cadenceMs?: number }
  | { readonly kind: 'live'; readonly providers: readonly ChosenProvider[] }
  | { readonly kind: 'none' };

export type Config = {
  readonly host: string;
  readonly port: number;
  readonly database: DatabaseTarget;
  readonly market: MarketConfig;
  readonly origins: OriginPolicy;
  /** Null where it goes by the address the server listens on. */
  readonly keyless: KeylessPolicy | null;
  readonly webhookTargets: WebhookTargets;
  readonly logLevel: LogLevel;
  readonly shutdownMs: number;
  readonly rawDays: number;
  /** Null where no model is configured. */
  readonly agent: AgentConfig | null;
};

export type ParsedConfig =
  | {
      readonly config: Config;
      /** What may be meant otherwise: to be logged. */
      readonly hints: readonly string[];
      /** What the settings leave out on purpose: to be logged. */
      readonly notes: readonly string[];
    }
  | { readonly problems: readonly string[] };

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from the environment. Pure; reports every problem at once, each a sentence that
 * begins with the setting's name. Values of secrets are never in them. An empty variable is an absent one.
 */
export function parseConfig(env: Env, known: readonly PollableProvider[]): ParsedConfig {
  const problems: string[] = [];
  const isSet = (name: string) => textOf(env, name) !== undefined;
  const read = <T>(name: string, parse: (text: string) => Parsed<T>, fallback?: string): T | undefined => {
    const text = textOf(env, name) ?? fallback;
    if (text === undefined) return undefined;
    const parsed = parse(text);
    if ('value' in parsed) return parsed.value;
    problems.push(`${name} ${parsed.fault}`);
    return undefined;
  };
  const setting = <N extends keyof typeof SETTINGS>(name: N): ValueOf<N> | undefined => {
    const { parse, default: fallback }: Setting<unknown> = SETTINGS[name];
    return read(name, parse, fallback) as ValueOf<N> | undefined;
  };

  const kind = setting('MARKET');
  const ids = setting('PROVIDERS');
  const seconds = setting('POLL_SECONDS');
  const cadence = seconds === undefined ? {} : { cadenceMs: seconds * 1000 };
  const seed = setting('DEMO_SEED') ?? 0;
  if (kind !== undefined) {
    if (ids && kind !== 'live') problems.push('PROVIDERS chooses real markets: set MARKET=live with it.');
    if (isSet('DEMO_SEED') && kind !== 'demo') problems.push('DEMO_SEED is for MARKET=demo alone.');
    if (isSet('POLL_SECONDS') && kind === 'none')
      problems.push('POLL_SECONDS needs a market: MARKET is none.');
  }
  for (const id of ids ?? []) {
    if (!known.some((provider) => provider.id === id)) {
      const all = known.map((provider) => provider.id).join(', ');
      problems.push(`PROVIDERS names ${JSON.stringify(id)}, which is not known. Known: ${all}.`);
    }
  }
  if (ids?.length === 0) problems.push('PROVIDERS names none: leave it out to poll all, or set MARKET=none.');
  // Settings of providers that are not chosen are read as well: a wrong one is a mistake all the same.
  const providers = known.map(({ id, settings }): ChosenProvider => {
    const values = Object.entries(settings).flatMap(([field, { name, kind: as }]) => {
      const value = read<string | readonly string[]>(name, PROVIDER_KINDS[as]);
      return value === undefined ? [] : [[field, value] as const];
    });
    return { id, settings: { ...Object.fromEntries(values), ...cadence } };
  });
  const lacking = lackingOf(known, isSet);
  for (const { id, names } of lacking)
    if (kind === 'live' && ids?.includes(id))
      problems.push(
        ...names.map((name) => `${name} is needed to poll ${id}: set it, or take ${id} out of PROVIDERS.`),
      );
  const polled = providers.filter(({ id }) => ids?.includes(id) ?? !lacking.some((lack) => lack.id === id));
  if (kind === 'live') problems.push(...halvesOf(known, polled, isSet));

  const [url, model, key] = [setting('AGENT_URL'), setting('AGENT_MODEL'), setting('AGENT_KEY')];
  const agentSeconds = setting('AGENT_SECONDS') ?? 0;
  problems.push(...agentHalves(isSet));

  const dataDir = setting('DATA_DIR');
  const config = {
    host: setting('HOST'),
    port: setting('PORT'),
    database: isSet('DATABASE_URL') ? setting('DATABASE_URL') : dataDir,
    market: marketOf(kind ?? 'none', { seed, cadence, providers: polled }),
    keyless: setting('KEYLESS') ?? null,
    origins: setting('ALLOWED_ORIGINS') ?? ({ kind: 'local' } as const),
    webhookTargets: setting('WEBHOOK_TARGETS'),
    logLevel: setting('LOG_LEVEL'),
    shutdownMs: (setting('SHUTDOWN_SECONDS') ?? 0) * 1000,
    rawDays: setting('RAW_DAYS') ?? 0,
    agent: url && model ? { url, model, key, seconds: agentSeconds } : null,
  };
  if (problems.length > 0) return { problems };
  const notes = kind === 'live' && ids === undefined ? notesOf(lacking) : [];
  return { config: config as Config, hints: hintsOf(env, known), notes };
}

type ValueOf<N extends keyof typeof SETTINGS> =
  ReturnType<(typeof SETTINGS)[N]['parse']> extends Parsed<infer T> ? T : never;

function textOf(env: Env, name: string): string | undefined {
  const text = Object.hasOwn(env, name) ? env[name]?.trim() : undefined;
  return text === '' ? undefined : text;
}

type Choices = {
  readonly seed: number;
  readonly cadence: { readonly cadenceMs?: number };
  readonly providers: readonly ChosenProvider[];
};

function marketOf(kind: MarketConfig['kind'], { seed, cadence, providers }: Choices): MarketConfig {
  if (kind === 'none') return { kind };
  if (kind === 'demo') return { kind, seed, ...cadence };
  return { kind, providers };
}

type Lack = { readonly id: string; readonly names: readonly [string, ...string[]] };

/** The providers that cannot be polled, each with the settings it lacks. */
function lackingOf(known: readonly PollableProvider[], isSet: (name: string) => boolean): readonly Lack[] {
  return known.flatMap(({ id, settings }) => {
    const [first, ...others] = Object.values(settings)
      .filter(({ name, needed }) => needed === true && !isSet(name))
      .map(({ name }) => name);
    return first === undefined ? [] : [{ id, names: [first, ...others] as const }];
  });
}

/** Settings of polled providers that are set without the other half they are of no use without. */
function halvesOf(
  known: readonly PollableProvider[],
  polled: readonly ChosenProvider[],
  isSet: (name: string) => boolean,
): readonly string[] {
  return known
    .filter(({ id }) => polled.some((chosen) => chosen.id === id))
    .flatMap(({ settings }) =>
      Object.values(settings).flatMap(({ name, with: field = '' }) => {
        const other = settings[field]?.name;
        return other === undefined || !isSet(name) || isSet(other)
          ? []
          : [`${name} is of no use without ${other}: set both, or neither.`];
      }),
    );
}

/** Settings of the agent that are set without those they are of no use without. */
function agentHalves(isSet: (name: string) => boolean): readonly string[] {
  const names = ['AGENT_URL', 'AGENT_MODEL', 'AGENT_KEY', 'AGENT_SECONDS'].filter(isSet);
  const missing = ['AGENT_URL', 'AGENT_MODEL'].filter((name) => !names.includes(name));
  if (names.length === 0 || missing.length === 0) return [];
  const [set, lacks] = [names.join(', '), missing.join(' and ')];
  return [
    `${lacks} must be set with ${set}: the agent needs both a URL and a model, or leave all of them out.`,
  ];
}

/** One line for all of them. */
function notesOf(lacking: readonly Lack[]): readonly string[] {
  if (lacking.length === 0) return [];
  const each = lacking.map(({ id, names }) => `${id} (${names.join(', ')})`).join(', ');
  return [`Not polled for want of a key: ${each}.`];
}

/** Variables that look like a setting of ours but are none: they may be meant for something else. */
function hintsOf(env: Env, known: readonly PollableProvider[]): readonly string[] {
  const names = settingNames(known);
  return Object.keys(env).flatMap((name) => {
    if (names.includes(name) || name.length < 5) return [];
    const near = names.find((ours) => ours.length >= 5 && isNear(name, ours));
    return near === undefined ? [] : [`${name} is not a setting. Is ${near} meant?`];
  });
}

function settingNames(known: readonly PollableProvider[]): readonly string[] {
  const theirs = known.flatMap(({ settings }) => Object.values(settings).map(({ name }) => name));
  return [...Object.keys(SETTINGS), ...theirs];
}

/** True where the names differ in punctuation, by one letter more, less or other, or by two swapped. */
function isNear(name: string, ours: string): boolean {
  const [a, b] = [bare(name), bare(ours)];
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  const isSwap = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  return isSwap || restA.slice(1) === restB || restB.slice(1) === restA || restA.slice(1) === restB.slice(1);
}

function bare(name: string): string {
  return name.toUpperCase().replaceAll(/[_-]/g, '');
}

/** What `--help` prints. */
export function helpText(known: readonly PollableProvider[]): string {
  const rows: [name: string, help: string][] = [];
  for (const [name, { help, default: fallback }] of Object.entries<Setting<unknown>>(SETTINGS)) {
    rows.push([name, fallback === undefined ? help : `${help} [${fallback}]`]);
  }
  for (const { settings } of known) {
    for (const { name, help } of Object.values(settings)) {
      rows.push([name, `${help.charAt(0).toUpperCase()}${help.slice(1)}.`]);
    }
  }
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return [
    'spotgraph: a GraphQL API with live subscriptions over the GPU rental and spot market.',
    '',
    'Usage: npm start, or node src/main.ts [--help | --version]',
    '',
    'Settings are environment variables; defaults stand in brackets:',
    ...rows.map(([name, help]) => `  ${name.padEnd(width)}${help}`),
    '',
    'Example: MARKET=live PROVIDERS=vastai PORT=8080 npm start',
    '',
  ].join('\n');
}
