import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const SRC = new URL('../src/', import.meta.url);

/** Who may import whom, besides itself: reading this table is reading the diagram of the house. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  units: [],
  catalog: ['units'],
  analytics: ['units'],
  db: ['units'],
  bus: ['units'],
  jobs: ['units'],
  providers: ['units', 'catalog'],
  demo: ['units', 'catalog', 'providers'],
  graph: ['units', 'db', 'bus'],
  account: ['units', 'db'],
  market: ['units', 'catalog', 'analytics', 'db', 'bus', 'graph'],
  forecast: ['units', 'catalog', 'analytics', 'db', 'bus', 'graph', 'market'],
  workload: ['units', 'catalog', 'analytics', 'db', 'bus', 'graph', 'market', 'forecast'],
  // What owners are told, in order, and by webhook: the desks to its right tell it.
  notice: ['units', 'db', 'bus', 'graph', 'market', 'forecast', 'workload'],
  budget: ['units', 'catalog', 'analytics', 'db', 'bus', 'graph', 'market', 'forecast', 'workload', 'notice'],
  alert: [
    'units',
    'catalog',
    'analytics',
    'db',
    'bus',
    'graph',
    'market',
    'forecast',
    'workload',
    'notice',
    'budget',
  ],
  sdk: ['units', 'graph'],
  ingest: ['units', 'catalog', 'db', 'providers', 'demo', 'market'],
  server: ['units', 'graph', 'config', 'log'],
  cli: [
    'units',
    'account',
    'catalog',
    'analytics',
    'db',
    'ingest',
    'market',
    'forecast',
    'workload',
    'notice',
    'budget',
    'alert',
    'graph',
    'settings',
  ],
  settings: ['account', 'db', 'server', 'log', 'notice'],
  config: ['account', 'db', 'server', 'log', 'settings', 'workload', 'notice'],
  log: [],
  app: [
    'units',
    'account',
    'bus',
    'catalog',
    'db',
    'demo',
    'forecast',
    'graph',
    'ingest',
    'jobs',
    'market',
    'providers',
    'server',
    'workload',
    'notice',
    'budget',
    'alert',
    'config',
    'log',
  ],
  main: ['app', 'config', 'log', 'providers'],
};

/** Files that reach outside their layer on purpose. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  // The schema gathers every desk's types.
  'graph/schema.ts': ['market', 'forecast', 'workload', 'notice', 'budget', 'alert', 'sdk'],
};

/** Packages that only some files may use. */
const ONLY_IN: readonly { readonly what: RegExp; readonly where: RegExp }[] = [
  { what: /from 'kysely/, where: /^db\/|\/store[-\w]*\.ts$/ },
  {
    what: /from '(graphql['/]|@pothos|graphql-yoga)/,
    where: /^(graph|server|sdk)\/|\/graph[-\w]*\.ts$|^cli\/codegen/,
  },
  { what: /from '(ws|graphql-ws)['/]/, where: /^server\// },
  { what: /from 'pg-boss'/, where: /^jobs\// },
  { what: /from '(pg|@electric-sql\/pglite)['/]/, where: /^db\// },
  { what: /(from |import\()'@aws-sdk\//, where: /^providers\/aws-/ },
  // Loaded when first needed: it takes 25 MB and a third of a second.
  { what: /^import (?!type )[^;]*'@aws-sdk\//m, where: /^never/ },
  { what: /(from |import\()'(ai|@ai-sdk\/[\w-]+)'/, where: /^workload\/agent\// },
  // Loaded with the first question to a model.
  { what: /^import (?!type )[^;]*'(ai|@ai-sdk\/[\w-]+)'/m, where: /^never/ },
  {
    what: /\bprocess\.(env|argv|exit|on|stdout|stderr|stdin)\b|from 'node:process'/,
    where: /^main\.ts$|^cli\/|^log\.ts$/,
  },
  // sdk/script prints programs that have a console and chance.
  { what: /\bconsole\./, where: /^log\.ts$|^cli\/|^sdk\/script/ },
  {
    what: /\bDate\.now\(\)|new Date\(\)|Temporal\.Now|Math\.random\(\)/,
    where: /^app\.ts$|^main\.ts$|^cli\/|^sdk\/script\.ts$/,
  },
  { what: /\benum \w+ \{|\bnamespace \w+ \{|^export default/m, where: /^cli\/never/ },
];

const layerOf = (file: string): string => file.split('/')[0]?.replace(/\.ts$/, '') ?? '';

async function sources(): Promise<{ file: string; text: string }[]> {
  const names = await readdir(SRC, { recursive: true });
  const files = names.filter((name) => name.endsWith('.ts')).map((name) => name.replaceAll('\\', '/'));
  return Promise.all(files.map(async (file) => ({ file, text: await readFile(new URL(file, SRC), 'utf8') })));
}

/** The files of src that a file imports, by their path in it. */
function importsOf(file: string, text: string): string[] {
  const found = text.matchAll(/(?:from|import) '(#[^']+|\.{1,2}\/[^']+)'/g);
  return Array.from(found, ([, path = '']) => path).flatMap((path) => {
    if (path.startsWith('#')) return [path.replace(/^#(src\/)?/, '')];
    const { href } = new URL(path, new URL(file, SRC));
    return href.startsWith(SRC.href) ? [href.slice(SRC.href.length)] : [];
  });
}

test('every layer imports only what the diagram allows', async () => {
  const violations: string[] = [];
  for (const { file, text } of await sources()) {
    const layer = layerOf(file);
    const allowed = new Set([layer, ...(MAY_IMPORT[layer] ?? []), ...(EXCEPTIONS[file] ?? [])]);
    for (const path of importsOf(file, text)) {
      if (!allowed.has(layerOf(path))) violations.push(`${file} imports ${path}`);
    }
    if (!(layer in MAY_IMPORT)) violations.push(`${file} is in no layer`);
  }
  expect(violations).toEqual([]);
});

test('packages and globals are used only where they belong', async () => {
  const violations: string[] = [];
  for (const { file, text } of await sources()) {
    const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    for (const { what, where } of ONLY_IN) {
      const match = what.exec(code);
      if (match && !where.test(file)) violations.push(`${file}: ${match[0]}`);
    }
  }
  expect(violations).toEqual([]);
});

test('no file outgrows one idea', async () => {
  const long = (await sources()).filter(
    ({ file, text }) => file !== 'db/tables.ts' && text.split('\n').length > 300,
  );
  expect(long.map(({ file }) => file)).toEqual([]);
});

test('the import map lists the layers', async () => {
  const { imports } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    imports: Record<string, string>;
  };
  const layers = new Set(
    (await sources()).filter(({ file }) => file.includes('/')).map(({ file }) => layerOf(file)),
  );
  expect(Object.keys(imports).toSorted()).toEqual(
    [...layers, 'src'].map((layer) => `#${layer}/*`).toSorted(),
  );
});
