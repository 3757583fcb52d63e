import { isIP } from 'node:net';
import type { OriginPolicy } from '#server/origins.ts';
import type { DatabaseTarget } from '#db/open.ts';
import { KEYLESS_POLICIES, type KeylessPolicy } from '#account/keyless.ts';
import { WEBHOOK_TARGETS, type WebhookTargets } from '#notice/sending/public-address.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';

/** A value, or what is wrong with the text: a sentence's end after "NAME ", never the text of a secret. */
export type Parsed<T> = { readonly value: T } | { readonly fault: string };

/** One environment variable: what it means, and how its text is read. */
export type Setting<T> = {
  /** The text that is read where the variable is absent or empty; undefined where absence has a meaning. */
  readonly default: string | undefined;
  readonly help: string;
  readonly parse: (text: string) => Parsed<T>;
};

const MARKETS = ['demo', 'live', 'none'] as const;

/** Every setting that does not belong to a provider, in the order `--help` shows them. */
export const SETTINGS = {
  PORT: {
    default: '4000',
    help: 'Port to listen on; 0 takes any free one.',
    parse: integer(0, 65_535),
  },
  HOST: {
    default: '127.0.0.1',
    help: 'Address to listen on; 0.0.0.0 for every IPv4 address of the machine.',
    parse: parseHost,
  },
  DATA_DIR: {
    default: './data',
    help: 'Folder of the built-in database; "memory" keeps nothing. Not used with DATABASE_URL.',
    parse: (text): Parsed<DatabaseTarget> => ({
      value: { engine: 'pglite', dataDir: text === 'memory' ? undefined : text },
    }),
  },
  DATABASE_URL: {
    default: undefined,
    help: 'PostgreSQL 14 or newer to use instead: postgres://user:password@host:5432/database.',
    parse: parseDatabaseUrl,
  },
  MARKET: {
    default: 'demo',
    help: 'What is polled: "demo" simulates a market, "live" asks the real ones, "none" only answers.',
    parse: oneOf(MARKETS),
  },
  PROVIDERS: {
    default: undefined,
    help: 'Real markets to poll, separated by commas; unless given, all that need no key or have it. Needs MARKET=live.',
    parse: (text): Parsed<readonly string[]> => ({ value: listOf(text) }),
  },
  POLL_SECONDS: {
    default: undefined,
    help: "Seconds between polls, 1 to 3600, instead of each market's own cadence.",
    parse: integer(1, 3600),
  },
  DEMO_SEED: {
    default: '1',
    help: 'Number the simulated market grows from: the same seed, the same market.',
    parse: integer(0, 4_294_967_295),
  },
  RAW_DAYS: {
    default: '35',
    help: 'Days that every single polled change is kept, 30 to 3650; prices by hour and day stay.',
    parse: integer(30, 3650),
  },
  ALLOWED_ORIGINS: {
    default: undefined,
    help: 'Web pages that may use this server, as origins separated by commas, or "*"; localhost unless given.',
    parse: parseOrigins,
  },
  AGENT_URL: {
    default: undefined,
    help: 'OpenAI-compatible endpoint that analyses workloads: https://api.openai.com/v1, http://localhost:11434/v1.',
    parse: parseAgentUrl,
  },
  AGENT_MODEL: {
    default: undefined,
    help: 'Name of its model, one that calls tools: "gpt-5-mini", "qwen3:8b". Needed with AGENT_URL.',
    parse: parseModelName,
  },
  AGENT_KEY: {
    default: undefined,
    help: 'Key of that endpoint; local servers such as Ollama and vLLM want none.',
    parse: parseSecret,
  },
  AGENT_SECONDS: {
    default: '20',
    help: 'Seconds that the model may take for one analysis, 1 to 25; then the computed insights answer.',
    parse: integer(1, 25),
  },
  KEYLESS: {
    default: undefined,
    help: 'Who asks without an API key: "own" is the owner "local", "read" nobody, who reads the market alone; unless given "own" for this machine itself where HOST is loopback, else "read".',
    parse: oneOf<KeylessPolicy>(KEYLESS_POLICIES),
  },
  WEBHOOK_TARGETS: {
    default: 'public',
    help: 'Where webhooks may go: "public" is https to the public internet alone; "any" is http and private addresses too, for a network whose every user may reach all of it.',
    parse: oneOf<WebhookTargets>(WEBHOOK_TARGETS),
  },
  LOG_LEVEL: {
    default: 'info',
    help: `Least severe line to log: ${LOG_LEVELS.join(', ')}.`,
    parse: oneOf<LogLevel>(LOG_LEVELS),
  },
  SHUTDOWN_SECONDS: {
    default: '30',
    help: 'Seconds that ending may take before what is still open is cut; 0 to 300.',
    parse: integer(0, 300),
  },
} as const satisfies Record<string, Setting<unknown>>;

/** How a provider's own setting is read, by its kind. */
export const PROVIDER_KINDS = {
  URL: parseBaseUrl,
  SECRET: parseSecret,
  TEXT: parseWord,
  LIST: parseWords,
} as const satisfies Record<string, (text: string) => Parsed<string | readonly string[]>>;

/** Reads a base URL of a provider. The text is not repeated: it may hold a password. */
function parseBaseUrl(text: string): Parsed<string> {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    return { fault: 'must be an http or https URL, such as https://api.example.com.' };
  }
  return { value: text };
}

/** Reads a key that goes into a header. */
function parseSecret(text: string): Parsed<string> {
  if (!/^[\x21-\x7e]+$/.test(text)) return { fault: 'holds a character that no key has: copy it again.' };
  return { value: text };
}

/** Reads what stands before "/chat/completions". The text is not repeated: it may hold a password. */
function parseAgentUrl(text: string): Parsed<string> {
  const base = parseBaseUrl(text);
  if ('fault' in base) return { fault: 'must be an http or https URL, such as http://localhost:11434/v1.' };
  const { username, password, search, hash, pathname } = new URL(base.value);
  if (username || password) return { fault: 'holds a user or a password: the key is AGENT_KEY.' };
  if (search || hash) return { fault: 'goes on after its path: leave out "?", "#" and what follows.' };
  if (/\/completions\/*$/.test(pathname))
    return { fault: 'ends before "/chat/completions": http://localhost:11434/v1.' };
  return { value: text.replace(/\/+$/, '') };
}

function parseModelName(text: string): Parsed<string> {
  if (/^[\w.:/@+-]{1,200}$/.test(text)) return { value: text };
  return { fault: `is ${JSON.stringify(text)}, and takes a model’s name without spaces: "gpt-5-mini".` };
}

/** Reads a plain word: a region, a project, a currency. */
function parseWord(text: string): Parsed<string> {
  if (/^[\w.:/-]{1,200}$/.test(text)) return { value: text };
  return {
    fault: `is ${JSON.stringify(text)}, and takes a word of letters, digits, ".", ":", "/", "-" and "_".`,
  };
}

function parseWords(text: string): Parsed<readonly string[]> {
  const words = listOf(text);
  const wrong = words.find((word) => !('value' in parseWord(word)));
  if (words.length > 0 && wrong === undefined) return { value: words };
  return { fault: `is ${JSON.stringify(text)}, and takes words separated by commas.` };
}

function integer(min: number, max: number): (text: string) => Parsed<number> {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return { value };
    return { fault: `is ${JSON.stringify(text)}, and takes a whole number from ${min} to ${max}.` };
  };
}

function oneOf<T extends string>(values: readonly T[]): (text: string) => Parsed<T> {
  return (text) => {
    const value = values.find((known) => known === text.toLowerCase());
    if (value !== undefined) return { value };
    return { fault: `is ${JSON.stringify(text)}, and takes one of: ${values.join(', ')}.` };
  };
}

function parseHost(text: string): Parsed<string> {
  if (isIP(text) !== 0 || /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9-]+)*$/i.test(text))
    return { value: text };
  return { fault: `is ${JSON.stringify(text)}, and takes an address alone; the port is PORT.` };
}

function parseDatabaseUrl(text: string): Parsed<DatabaseTarget> {
  const url = URL.parse(text);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
    return { fault: 'must be a postgres:// URL, such as postgres://user:password@host:5432/database.' };
  }
  return { value: { engine: 'postgres', url: text } };
}

function parseOrigins(text: string): Parsed<OriginPolicy> {
  const origins = listOf(text);
  if (origins.includes('*')) {
    if (origins.length === 1) return { value: { kind: 'any' } };
    return { fault: 'names "*" beside others: "*" alone allows every page.' };
  }
  const wrong = origins.filter((origin) => URL.parse(origin)?.origin !== origin);
  if (wrong.length === 0) return { value: { kind: 'listed', origins } };
  const shown = wrong.map((origin) => JSON.stringify(origin)).join(', ');
  return { fault: `names ${shown}: an origin is a scheme and a host, such as https://app.example.com.` };
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
