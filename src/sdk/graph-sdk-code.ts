import { GraphQLError } from 'graphql';
import { builder } from '#graph/builder.ts';
import { ErrorInterface } from '#graph/errors.ts';
import { LIMITS } from '#graph/limits.ts';
import { readEndpoint } from './endpoint.ts';
import type { Language } from './language.ts';
import { programOf, type Program } from './program.ts';
import { readOperation, type Operation } from './read-operation.ts';

const LanguageEnum = builder.enumType('SdkLanguage', {
  description: 'A language that programs are printed in.',
  values: {
    PYTHON: { description: 'Python 3.9 or newer: urllib of its standard library, no packages.' },
    JAVASCRIPT: {
      description: 'JavaScript for fetch: Node.js 20 or newer, Deno, Bun, browsers; no packages.',
    },
    TYPESCRIPT: {
      description:
        'TypeScript for fetch, with the types of exactly the operation’s variables and data; Node.js 22.18 or newer, Deno and Bun run it as it is.',
    },
    CURL: { description: 'A POSIX shell script around curl 7.76 or newer.' },
  } satisfies Record<Language, object>,
});

const KindEnum = builder.enumType('SdkOperationKind', {
  description: 'What an operation does.',
  values: {
    QUERY: { value: 'query', description: 'It asks.' },
    MUTATION: { value: 'mutation', description: 'It tells or changes something.' },
    SUBSCRIPTION: { value: 'subscription', description: 'It follows events as they come.' },
  } as const,
});

type Printed = Program & { readonly operation: Operation; readonly language: Language };

const ProgramRef = builder.objectRef<Printed>('SdkProgram').implement({
  description: 'A program that runs one operation, whole: save it, run it.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The program’s text, to be saved in UTF-8.' }),
    language: t.field({
      type: LanguageEnum,
      description: 'The language it is in.',
      resolve: ({ language }) => language,
    }),
    fileName: t.exposeString('fileName', {
      description: 'A name for its file, by the operation’s: "gpu_prices.py".',
    }),
    command: t.exposeString('command', {
      description: 'The command that runs it where that file is: "python3 gpu_prices.py".',
    }),
    needs: t.exposeString('needs', { description: 'What has to be there to run it, with versions.' }),
    notes: t.stringList({
      description:
        'What else to know, a sentence each: settings it reads, what it does when a connection breaks.',
      resolve: ({ notes }) => [...notes],
    }),
    kind: t.field({
      type: KindEnum,
      description: 'What its operation does.',
      resolve: ({ operation }) => operation.kind,
    }),
    operationName: t.string({
      nullable: true,
      description: 'The operation’s name; null where it has none.',
      resolve: ({ operation }) => operation.name,
    }),
  }),
});

const LocationRef = builder.objectRef<{ line: number; column: number }>('SourceLocation').implement({
  description: 'A place in a GraphQL document.',
  fields: (t) => ({
    line: t.exposeInt('line', { description: 'Its line, counted from 1.' }),
    column: t.exposeInt('column', { description: 'Its column in the line, counted from 1.' }),
  }),
});

type Fault = { readonly code: string; readonly message: string; readonly error: GraphQLError };

const OperationErrorRef = builder.objectRef<Fault>('OperationError').implement({
  description:
    'Why an operation cannot be run against this schema: what the API would answer it with. Codes: GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED, OPERATION_RESOLUTION_FAILURE, BAD_USER_INPUT, LIMIT_EXCEEDED.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    locations: t.field({
      type: [LocationRef],
      description: 'Where in the document; empty where the mistake is not in it.',
      complexity: { multiplier: 2 },
      resolve: ({ error }) => [...(error.locations ?? [])],
    }),
  }),
});

type Payload = { readonly program: Printed | null; readonly errors: readonly Fault[] };

const PayloadRef = builder.objectRef<Payload>('SdkCodePayload').implement({
  description: 'A program, or errors that say why there is none.',
  fields: (t) => ({
    program: t.field({
      type: ProgramRef,
      nullable: true,
      description: 'The program; null where the operation cannot be run.',
      resolve: ({ program }) => program,
    }),
    errors: t.field({
      type: [OperationErrorRef],
      description: 'Every mistake found; empty where there is a program.',
      complexity: { multiplier: 4 },
      resolve: ({ errors }) => [...errors],
    }),
  }),
});

const SdkCodeInput = builder.inputType('SdkCodeInput', {
  description: 'Which operation to print a program for, and in which language.',
  fields: (t) => ({
    document: t.string({
      required: true,
      description: 'The GraphQL document, as GraphiQL holds it. It is sent by the program to the character.',
    }),
    operationName: t.string({
      description: 'Which of the document’s operations; may be left out where it has one.',
    }),
    variables: t.field({
      type: 'JSON',
      description:
        'Its variables, an object with a value by each name, or the JSON text of one. They are written into the program as its language writes values.',
    }),
    language: t.field({ type: LanguageEnum, required: true, description: 'The language to print it in.' }),
    endpoint: t.string({
      description:
        'The URL the program asks. Where left out, the one this request came to, else http://localhost:4000/graphql.',
    }),
    keyed: t.boolean({
      required: true,
      defaultValue: true,
      description:
        'Whether the program sends the key it finds in its environment as SPOTGRAPH_KEY. No key is ever in its text.',
    }),
  }),
});

builder.queryField('sdkCode', (t) =>
  t.field({
    type: PayloadRef,
    complexity: 200,
    description:
      'A program that runs an operation of this schema, any that the API itself would run: errors are handled, pauses asked for are kept, streams are followed and gone on with. An operation that the API would refuse is answered with the errors it would be refused with.',
    args: {
      input: t.arg({ type: SdkCodeInput, required: true, description: 'The operation, and the language.' }),
    },
    resolve: (_root, { input }, context, { schema }): Payload => {
      const { document, operationName = null, variables, language, keyed } = input;
      const endpoint = readEndpoint(input.endpoint ?? context.endpoint);
      const read = readOperation(schema, { document, operationName, variables }, LIMITS);
      const errors = [
        ...('errors' in read ? read.errors : []),
        ...(endpoint instanceof GraphQLError ? [endpoint] : []),
      ];
      if ('errors' in read || endpoint instanceof GraphQLError) return refused(errors);
      const { operation } = read;
      try {
        const program = programOf(operation, language, { endpoint, keyed });
        return { program: { ...program, operation, language }, errors: [] };
      } catch (error) {
        if (error instanceof GraphQLError) return refused([error]);
        throw error;
      }
    },
  }),
);

function refused(errors: readonly GraphQLError[]): Payload {
  const faults = errors.map((error) => ({
    code: String(error.extensions['code']),
    message: error.message,
    error,
  }));
  return { program: null, errors: faults };
}
