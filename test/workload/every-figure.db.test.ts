import { readdir, readFile } from 'node:fs/promises';
import fc from 'fast-check';
import {
  execute,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  Kind,
  parse,
  print,
  valueFromASTUntyped,
  type GraphQLInputObjectType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database, Db } from '#db/open.ts';
import { buildSchema } from '#graph/schema.ts';
import { contextOf } from '../support/ask.ts';
import { testDatabase } from '../support/database.ts';
import { figuresThatDoNotAddUp, WHOLE_FIGURE } from '../support/redo.ts';
import { seedForecasts } from '../support/seed-forecasts.ts';
import { seedMarket } from '../support/seed-market.ts';
import { seedWatched } from '../support/seed-watched.ts';

const OPERATIONS = new URL('../../schema/operations/', import.meta.url);
const schema = buildSchema();
const queries = schema.getQueryType()!.getFields();

/** Types of the market and the models themselves, which hold no figure that was computed. */
const isOutside = (type: GraphQLNamedType): boolean =>
  ['GPU', 'Offer', 'Provider', 'Region'].includes(type.name);

/** Everything below a type that can be asked without arguments, each figure with all of its arithmetic; null where none is. */
function figuresOf(type: GraphQLObjectType, above: readonly string[] = []): string | null {
  if (type.name === 'Figure') return WHOLE_FIGURE;
  if (isOutside(type) || above.includes(type.name)) return null;
  const fields = Object.values(type.getFields()).flatMap(({ name, type: of, args }) => {
    const named = getNamedType(of);
    if (!isObjectType(named)) return [];
    const below = figuresOf(named, [...above, type.name]);
    return below === null
      ? []
      : [`${name}${args.some((arg) => arg.name === 'first') ? '(first: 2)' : ''} ${below}`];
  });
  return fields.length === 0 ? null : `{ ${fields.join(' ')} }`;
}

type Input = Readonly<Record<string, unknown>>;

/** An operation of schema/operations that asks a field of the workload desk, with the input it is shown with. */
type Shown = {
  readonly file: string;
  readonly field: string;
  readonly source: string;
  readonly variables: Input;
};

async function operations(): Promise<Shown[]> {
  const files = (await readdir(OPERATIONS)).toSorted();
  const read = await Promise.all(
    files.map(async (file): Promise<Shown[]> => {
      const document = parse(await readFile(new URL(file, OPERATIONS), 'utf8'));
      const [operation] = document.definitions as OperationDefinitionNode[];
      if (operation?.operation !== 'query') return [];
      const variables = Object.fromEntries(
        (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
          defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
        ),
      );
      return operation.selectionSet.selections.flatMap((selection): Shown[] => {
        if (selection.kind !== Kind.FIELD) return [];
        const field = queries[selection.name.value]!;
        const type = getNamedType(field.type);
        const all = isObjectType(type) ? figuresOf(type) : null;
        if (all === null) return [];
        const args = (selection.arguments ?? []).map((argument) => print(argument)).join(' ');
        const used = (operation.variableDefinitions ?? []).filter(({ variable }) =>
          args.includes(`$${variable.name.value}`),
        );
        const given = used.length === 0 ? '' : `(${used.map((variable) => print(variable)).join(' ')})`;
        return [
          { file, field: field.name, variables, source: `query ${given} { ${field.name}(${args}) ${all} }` },
        ];
      });
    }),
  );
  return read.flat();
}

/** The input with other choices where its type has them, and its numbers up to four times as large or small. */
function varied(value: unknown, type: GraphQLNamedType, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => varied(item, type, random));
  if (isEnumType(type)) {
    const values = type.getValues();
    return values[Math.floor(random() * values.length)]!.name;
  }
  if (type.name === 'Boolean') return random() < 0.5;
  if (typeof value === 'number') {
    const scaled = value * 4 ** (2 * random() - 1);
    // Money has six decimals at most, or is none.
    if (type.name === 'USD') return Number(scaled.toFixed(6));
    return Number.isInteger(value) ? Math.max(1, Math.round(scaled)) : scaled;
  }
  if (typeof value !== 'object' || value === null || !isInputObjectType(type)) return value;
  return { ...choices(type, random), ...variedFields(value as Input, type, random) };
}

function variedFields(value: Input, type: GraphQLInputObjectType, random: () => number): Input {
  const fields = type.getFields();
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      varied(inner, getNamedType(fields[name]!.type), random),
    ]),
  );
}

/** Some of the enums and switches of an input that were not said. */
function choices(type: GraphQLInputObjectType, random: () => number): Input {
  const chosen = Object.values(type.getFields()).flatMap(({ name, type: of }) => {
    const named = getNamedType(of);
    const isChoice = isEnumType(named) || named.name === 'Boolean';
    return isChoice && !String(of).includes('[') && random() < 0.3
      ? [[name, varied(true, named, random)] as const]
      : [];
  });
  return Object.fromEntries(chosen);
}

async function run(db: Db, { source, variables }: Pick<Shown, 'source' | 'variables'>) {
  const document = parse(source);
  const args = { schema, document, variableValues: variables, contextValue: contextOf(db) };
  return JSON.parse(JSON.stringify(await execute(args))) as {
    readonly data?: unknown;
    readonly errors?: readonly {
      readonly message: string;
      readonly extensions?: { readonly code?: string };
    }[];
  };
}

type Plain = {
  readonly value: number;
  readonly unit: string;
  readonly basis: string;
  readonly source: string;
  readonly explain: unknown;
};
type Told = Plain & { readonly explain: { readonly steps: readonly { readonly figure: Plain }[] } | null };

/** Every figure in an answer with where it stands. */
function* figuresIn(answer: unknown, path = ''): Generator<readonly [path: string, figure: Told]> {
  if (typeof answer !== 'object' || answer === null) return;
  if ('basis' in answer && 'explain' in answer && 'unit' in answer) yield [path, answer as Told];
  else for (const [key, inner] of Object.entries(answer)) yield* figuresIn(inner, `${path}.${key}`);
}

/** What a search found or was counted on the tape, which no formula gives: its source says what. */
const SEARCHED =
  /^(?:as few as|as many as|the fleet with the most|the best fleet|the best of the \d+ ranked|the cheapest first|machines of the plan|as rented|nothing is rented|no requests|Lagrange’s bound|the run before|the mean of \d+ runs’|from each firing until it was over|hours in which what it waits for is known|the mean of the lowest price over the 24 whole hours)/;

/** Figures that say they were computed without saying how, whose numbers are none, or that name nobody. */
function unfounded(answer: unknown): string[] {
  return [...figuresIn(answer)].flatMap(([path, figure]) =>
    [figure, ...(figure.explain?.steps.map((step) => step.figure) ?? [])]
      .filter(
        ({ value, unit, basis, source, explain }) =>
          !Number.isFinite(value) ||
          unit === '' ||
          source === '' ||
          (basis === 'DERIVED' && explain === null && !SEARCHED.test(source)) ||
          (['OBSERVED', 'LIST', 'MEASURED', 'GIVEN', 'CATALOG', 'ASSUMED'].includes(basis) &&
            explain !== null),
      )
      .map(({ value, unit, basis, source }) => `${path} has ${value} ${unit}, ${basis}: ${source}`),
  );
}

/** Prices that nobody computed. */
const isPrice = ({ unit, basis }: Plain): boolean =>
  unit.startsWith('USD') && ['OBSERVED', 'LIST', 'GIVEN'].includes(basis);

/** Costs with no price below them that was observed, listed or told. */
function unpriced(answer: unknown): string[] {
  return [...figuresIn(answer)].flatMap(([path, { value, explain }]) => {
    const isCost = /\.(?:cost|monthlyCost|machineCost|costPer\w+)\.figure$/.test(path) && value > 0;
    const isPriced = explain?.steps.some(({ figure }) => isPrice(figure)) === true;
    return isCost && !isPriced ? [`${path} stands on no price`] : [];
  });
}

const faultsOf = (answer: unknown): string[] => [
  ...figuresThatDoNotAddUp(answer),
  ...unfounded(answer),
  ...unpriced(answer),
];

/** Fields of what an owner has made, which would all be null if nothing were. */
const WATCHED = ['budget', 'budgets', 'ledger', 'alerts', 'alertFirings', 'alertDryRun', 'budgetDeployment'];

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
  await seedMarket(database.db);
  await seedForecasts(database.db);
  await seedWatched(database.db);
});

afterAll(() => database[Symbol.asyncDispose]());

test('every query that answers with figures is shown by an operation', async () => {
  const shown = new Set((await operations()).map(({ field }) => field));
  const answering = Object.values(queries).filter(({ type }) => {
    const named = getNamedType(type);
    return isObjectType(named) && figuresOf(named) !== null;
  });
  expect(answering.length).toBeGreaterThan(10);
  // What has an id alone, which no operation knows, is shown by its list.
  const isShown = (name: string): boolean => shown.has(name) || shown.has(`${name}s`);
  expect(answering.map(({ name }) => name).filter((name) => !isShown(name))).toEqual([]);
});

/** Thousands of formulas are read anew. */
const MOST_MS = 180_000;

test(
  'every figure of every operation adds up, down to what was observed, listed, given or assumed',
  async () => {
    let figures = 0;
    const told = new Set<string>();
    for (const operation of await operations()) {
      const { data, errors } = await run(database.db, operation);
      expect([operation.file, errors]).toEqual([operation.file, undefined]);
      expect([operation.file, ...faultsOf(data)]).toEqual([operation.file]);
      const found = [...figuresIn(data)];
      figures += found.length;
      if (found.length > 0) told.add(operation.field);
    }
    // What belongs to an owner is there to be asked for.
    for (const field of WATCHED) expect([...told]).toContain(field);
    expect(figures).toBeGreaterThan(200);
  },
  MOST_MS,
);

/** Evenly from [0, 1): of all the doubles between them nearly every one is next to 0. */
const chancesOf = fc.noBias(fc.infiniteStream(fc.nat({ max: 2 ** 30 - 1 }).map((part) => part / 2 ** 30)));

test(
  'and so it does whatever else is asked',
  async () => {
    const all = (await operations()).filter(({ variables }) => Object.keys(variables).length > 0);
    const answered = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...all), chancesOf, async (operation, chances) => {
        const random = () => chances.next().value ?? 0;
        const types = new Map(
          queries[operation.field]!.args.map(({ name, type }) => [name, getNamedType(type)]),
        );
        const variables = Object.fromEntries(
          Object.entries(operation.variables).map(([name, value]) => {
            const type = types.get(name);
            return [name, type ? varied(value, type, random) : value];
          }),
        );
        const { data, errors = [] } = await run(database.db, { ...operation, variables });
        // What is no question is refused in words, never by a fault.
        for (const { message, extensions } of errors)
          expect({ message, code: extensions?.code }).toEqual({ message, code: 'BAD_USER_INPUT' });
        if (errors.length === 0) answered.set(operation.field, (answered.get(operation.field) ?? 0) + 1);
        const asked = JSON.stringify([operation.field, variables]);
        expect([asked, ...faultsOf(data)]).toEqual([asked]);
      }),
      { numRuns: 40 },
    );
    expect(answered.size).toBeGreaterThan(5);
  },
  MOST_MS,
);
