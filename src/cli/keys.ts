import { parseArgs } from 'node:util';
import { keyState } from '#account/key-check.ts';
import { makeKey } from '#account/key-text.ts';
import { addKey, allKeys, revokeKey, type ApiKey } from '#account/store-keys.ts';
import { openDatabase, type Db } from '#db/open.ts';
import { LOCAL_OWNER, ownerId, type OwnerId } from '#units/owner.ts';
import { formatInstant, parseInstant, type Instant } from '#units/time.ts';
import { EXIT, UsageError, type Command, type Terminal } from './command.ts';
import { DATABASE_HELP, databaseTarget } from './database-target.ts';

export const keysCommand: Command = {
  name: 'keys',
  summary: 'make, list and revoke API keys',
  help: `Usage: npx spotgraph keys create NAME [--owner ID] [--expires DATE] [--json]
       npx spotgraph keys list [--json]
       npx spotgraph keys revoke ID

A key says whose workloads and runs a request is about. Send it with each request:
  Authorization: Bearer KEY
or, where a browser opens a WebSocket, in connection_init: {"authorization": "Bearer KEY"}.

  create NAME   makes a key and prints it. It is shown this once and kept as a hash: store it
                where you store passwords. NAME is for you to tell your keys apart.
  list          prints every key: its number, owner, name, how it begins, when it was made and last
                used, until when it holds
  revoke ID     ends the key of this number, within seconds, for good

Options:
  --owner ID      whose it is: 1 to 64 letters, digits, "-" and "_". "local" unless given, whom requests
                  without a key belong to on a laptop. Keys of one owner see the same things
  --expires DATE  until when it holds: 2027-01-31, the beginning of that day in UTC, or 2027-01-31T12:00:00Z;
                  until it is revoked unless given
  --json          print JSON
  --help          show this

${DATABASE_HELP}
`,
  run: runKeys,
};

async function runKeys(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { owner: { type: 'string' }, expires: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [action, ...rest] = positionals;
  const work = workOf(action, rest, values, terminal);
  await using database = await openDatabase(databaseTarget(terminal.env));
  return await work(database.db);
}

type Options = {
  readonly owner?: string | undefined;
  readonly expires?: string | undefined;
  readonly json?: boolean | undefined;
};

/** What is to be done; wrong arguments are told before a database is opened. */
function workOf(
  action: string | undefined,
  rest: readonly string[],
  options: Options,
  terminal: Terminal,
): (db: Db) => Promise<number> {
  const [first] = rest;
  if (action !== 'create' && (options.owner !== undefined || options.expires !== undefined))
    throw new UsageError('--owner and --expires are for keys create');
  switch (action) {
    case 'create': {
      if (first === undefined || rest.length > 1) throw new UsageError('name the one key to create');
      const asked = {
        name: nameOf(first),
        owner: askedOwner(options.owner),
        expiresAt: expiry(options, terminal),
      };
      return (db) => create(db, asked, options, terminal);
    }
    case 'list':
      if (first !== undefined) throw new UsageError('keys list takes no arguments');
      return (db) => list(db, options, terminal);
    case 'revoke': {
      if (first === undefined || rest.length > 1 || !/^[1-9]\d{0,14}$/.test(first))
        throw new UsageError('give the number of the one key to revoke, as keys list prints it');
      return (db) => revoke(db, Number(first), terminal);
    }
    default:
      throw new UsageError('say what to do with keys: create, list or revoke');
  }
}

function nameOf(name: string): string {
  if (/^[^\p{C}]{1,100}$/u.test(name) && name.trim() !== '') return name;
  throw new UsageError('the name of a key is 1 to 100 characters, none of them a control character');
}

function askedOwner(id: string | undefined): OwnerId {
  if (id === undefined) return LOCAL_OWNER;
  if (/^[\w-]{1,64}$/.test(id)) return ownerId(id);
  throw new UsageError('--owner is 1 to 64 letters, digits, "-" and "_"');
}

function expiry({ expires }: Options, { now }: Terminal): Instant | null {
  if (expires === undefined) return null;
  const at = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(expires) ? `${expires}T00:00:00Z` : expires);
  if (at === undefined)
    throw new UsageError(`--expires is a date such as 2027-01-31, not ${JSON.stringify(expires)}`);
  if (at <= now()) throw new UsageError(`--expires is ${formatInstant(at)}, which has passed`);
  return at;
}

async function create(
  db: Db,
  asked: Pick<ApiKey, 'name' | 'owner' | 'expiresAt'>,
  { json = false }: Options,
  { out, err, now }: Terminal,
): Promise<number> {
  const { text, hash, prefix } = makeKey();
  const key = await addKey(db, { ...asked, hash, prefix, createdAt: now() });
  if (json) {
    out(`${JSON.stringify({ ...shownKey(key, now()), key: text })}\n`);
    return EXIT.OK;
  }
  out(`${text}\n`);
  err(
    `Key ${key.id} of ${key.owner}, ${untilWhen(key)}. It is shown this once: keep it where you keep passwords.\n`,
  );
  return EXIT.OK;
}

async function list(db: Db, { json = false }: Options, { out, now }: Terminal): Promise<number> {
  const keys = (await allKeys(db)).map((key) => shownKey(key, now()));
  if (json) {
    for (const key of keys) out(`${JSON.stringify(key)}\n`);
    return EXIT.OK;
  }
  if (keys.length === 0) {
    out('There are no keys. Make one: npx spotgraph keys create NAME\n');
    return EXIT.OK;
  }
  const rows = [TITLES, ...keys.map((key) => TITLES.map((title) => String(key[title] ?? '-')))];
  const widths = TITLES.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    out(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  return EXIT.OK;
}

const TITLES = ['id', 'owner', 'name', 'begins', 'state', 'created', 'expires', 'used'] as const;

function time(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}

function shownKey(key: ApiKey, now: Instant) {
  const { id, owner, name, prefix: begins } = key;
  const state = keyState(key, now);
  return {
    id,
    owner,
    name,
    begins,
    state,
    created: time(key.createdAt),
    expires: time(key.expiresAt),
    revoked: time(key.revokedAt),
    used: time(key.lastUsedAt),
  };
}

async function revoke(db: Db, id: number, { out, err, now }: Terminal): Promise<number> {
  const key = await revokeKey(db, id, now());
  if (!key) {
    err(`There is no key ${id}. npx spotgraph keys list prints those there are.\n`);
    return EXIT.REJECTED;
  }
  out(`Key ${id} (${key.name}, of ${key.owner}) is revoked: running servers refuse it within seconds.\n`);
  return EXIT.OK;
}

function untilWhen({ expiresAt }: ApiKey): string {
  return expiresAt === null ? 'valid until it is revoked' : `valid until ${formatInstant(expiresAt)}`;
}
