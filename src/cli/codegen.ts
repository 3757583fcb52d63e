import { readFile, writeFile, mkdir } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { generateTables } from '#db/generate-tables.ts';
import { buildSchema } from '#graph/schema.ts';
import config from '../../codegen.ts';

/**
 * Writes every generated file again: row types from the migrations, the SDL from the schema, typed documents
 * from the operations. With `--check` nothing is written, and a file that is not current is named.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const check = process.argv.includes('--check');
const stale: string[] = [];

async function put(path: string, content: string): Promise<void> {
  const current = await readFile(path, 'utf8').catch(() => undefined);
  if (current === content) return;
  stale.push(relative(ROOT, path));
  if (check) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

process.chdir(ROOT);
await put(`${ROOT}src/db/tables.ts`, await generateTables());
const sdl = `${printSchema(lexicographicSortSchema(buildSchema()))}\n`;
await put(`${ROOT}schema/schema.graphql`, sdl);
const files: { filename: string; content: string }[] = await generate({ ...config, schema: sdl }, false);
for (const { filename, content } of files) await put(`${ROOT}${filename}`, content);

if (stale.length === 0) console.log('Generated files are current.');
else if (check) {
  console.error(`Not current: ${stale.join(', ')}. Run npm run codegen and commit the result.`);
  process.exitCode = 1;
} else console.log(`Written: ${stale.join(', ')}`);
