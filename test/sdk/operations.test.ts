import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { getOperationAST, parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Language } from '#sdk/language.ts';
import { buildSchema } from '#graph/schema.ts';
import { contextOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { languagesMissing, programFolder, runPrograms, type ProgramEnd } from '../support/run-programs.ts';
import { seedForecasts } from '../support/seed-forecasts.ts';
import { seedMarket } from '../support/seed-market.ts';
import { testServer, type TestServer } from '../support/test-server.ts';

const OPERATIONS = new URL('../../schema/operations/', import.meta.url);
const LANGUAGES: readonly Language[] = ['PYTHON', 'JAVASCRIPT', 'TYPESCRIPT', 'CURL'];
const SDK_CODE = /* GraphQL */ `
  query ($document: String!, $language: SdkLanguage!) {
    sdkCode(input: { document: $document, language: $language }) {
      program {
        code
        fileName
        command
      }
      errors {
        code
        message
      }
    }
  }
`;

type Program = { readonly code: string; readonly fileName: string; readonly command: string };
type Shown = {
  readonly name: string;
  readonly document: string;
  readonly kind: string;
  /** By language. */
  readonly programs: ReadonlyMap<Language, Program>;
};

const disposal = new AsyncDisposableStack();
let server: TestServer;
let shown: readonly Shown[];
let ends: ReadonlyMap<string, ProgramEnd>;

beforeAll(async () => {
  const database = disposal.use(await testDatabase());
  await seedMarket(database.db);
  await seedForecasts(database.db);
  const context = contextOf(database.db);
  server = disposal.use(
    await testServer({
      schema: buildSchema(),
      context: ({ endpoint }) => ({ ...context, endpoint }),
    }),
  );
  const files = (await readdir(OPERATIONS)).filter((name) => name.endsWith('.graphql')).toSorted();
  shown = await Promise.all(files.map((file) => show(file)));
  // Told before any program asks, so that all ask of the same; what programs tell again adds nothing.
  for (const one of shown) if (one.kind === 'mutation') await answerTo(one);
  if (languagesMissing) return;
  const programs = new Map(
    shown.flatMap((one) =>
      Array.from(one.programs, ([language, program]): [string, string] => [
        fileOf(one, language),
        program.code,
      ]),
    ),
  );
  ends = await runPrograms(programs, { SPOTGRAPH_EVENTS: '1' });
}, 120_000);
afterAll(() => disposal.disposeAsync());

async function show(file: string): Promise<Shown> {
  const document = await readFile(new URL(file, OPERATIONS), 'utf8');
  const programs = await Promise.all(
    LANGUAGES.map(async (language): Promise<[Language, Program]> => {
      const { body } = await server.post({ query: SDK_CODE, variables: { document, language } });
      const { program, errors } = body.data!['sdkCode'] as { program: Program; errors: unknown[] };
      if (errors.length > 0) throw new Error(`${file}: ${JSON.stringify(errors)}`);
      return [language, program];
    }),
  );
  const kind = getOperationAST(parse(document))?.operation ?? '';
  return { name: file.replace('.graphql', ''), document, kind, programs: new Map(programs) };
}

/** Two operations may have one name, so files are named by the operation's own file. */
function fileOf({ name, programs }: Shown, language: Language): string {
  return `${name}.${programs.get(language)?.fileName.split('.').at(-1)}`;
}

/** What the API answers itself: the data of a query, or of a subscription's first event. */
async function answerTo({ document, kind }: Shown): Promise<unknown> {
  const isStream = kind === 'subscription';
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(isStream ? { accept: 'text/event-stream' } : {}) },
    body: JSON.stringify({ query: document }),
  });
  if (!isStream) return ((await response.json()) as { data: unknown }).data;
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of response.body ?? []) {
    text += decoder.decode(part, { stream: true });
    const [, data] = /^data: (.+)\n\n/m.exec(text) ?? [];
    if (data) return (JSON.parse(data) as { data: unknown }).data;
  }
  throw new Error(`no event: ${text}`);
}

/** What of an answer stays when the same is asked again: all of it, but of a mutation only what it answers at all. */
function lasting({ kind }: Shown, data: unknown): string {
  if (kind !== 'mutation') return JSON.stringify(data);
  return Object.entries(data as object)
    .map(([key, value]) => `${key}: ${value === null ? 'null' : Object.keys(value as object).join(' ')}`)
    .join(', ');
}

test.skipIf(languagesMissing)(
  `every operation's program prints what the API answers, in all languages${languagesMissing ? ` (${languagesMissing})` : ''}`,
  async () => {
    expect(shown.length).toBeGreaterThan(40);
    const different: unknown[] = [];
    for (const one of shown) {
      const answer = lasting(one, await answerTo(one));
      for (const language of LANGUAGES) {
        const { out, failure } = ends.get(fileOf(one, language)) ?? { out: '', failure: 'was not run' };
        const printed = failure === null ? (JSON.parse(out) as { data?: unknown }) : {};
        const data = lasting(one, language === 'CURL' ? printed.data : printed);
        if (data !== answer) different.push({ name: one.name, language, failure, out, answer });
      }
    }
    expect(different).toEqual([]);
  },
);

test('the types of every operation are right under the strictest settings, with the browser’s and with Node.js’s', async () => {
  const programs = new Map(
    shown.map((one) => [fileOf(one, 'TYPESCRIPT'), one.programs.get('TYPESCRIPT')?.code ?? '']),
  );
  await using files = await programFolder(programs);
  const on = [
    'noEmit',
    'strict',
    'erasableSyntaxOnly',
    'exactOptionalPropertyTypes',
    'noImplicitReturns',
    'noPropertyAccessFromIndexSignature',
    'noUncheckedIndexedAccess',
    'noUnusedLocals',
    'noUnusedParameters',
    'skipLibCheck',
    'verbatimModuleSyntax',
  ];
  const compilerOptions = {
    target: 'esnext',
    module: 'nodenext',
    ...Object.fromEntries(on.map((name) => [name, true])),
  };
  const typeRoots = [fileURLToPath(new URL('../../node_modules/@types', import.meta.url))];
  for (const of of [
    { lib: ['esnext', 'dom'], types: [] },
    { lib: ['esnext'], types: ['node'], typeRoots },
  ]) {
    const config = { compilerOptions: { ...compilerOptions, ...of }, include: ['*.mts'] };
    await writeFile(`${files.folder}/tsconfig.json`, JSON.stringify(config));
    expect(typeFaults(files.folder)).toBe('');
  }
  // It would find a mistake.
  await writeFile(`${files.folder}/wrong.mts`, `${programs.get('ticker.mts')}\nVARIABLES.filter?.gpuCont;\n`);
  expect(typeFaults(files.folder)).toContain('gpuCont');
});

function typeFaults(folder: string): string {
  const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
  return spawnSync(tsc, ['-p', folder], { encoding: 'utf8' }).stdout;
}

test('programs are named by their operations, and ask the API where it was asked for them', () => {
  const programs = shown.find(({ name }) => name === 'gpu-prices')?.programs;
  expect(LANGUAGES.map((language) => programs?.get(language)?.command)).toEqual([
    'python3 gpu_prices.py',
    'node gpu-prices.mjs',
    'node gpu-prices.mts',
    'sh gpu-prices.sh',
  ]);
  for (const program of programs?.values() ?? []) expect(program.code).toContain(`${server.url}/graphql`);
});
