import type { CodegenConfig } from '@graphql-codegen/cli';

/** Typed documents of schema/operations, for clients in TypeScript and for the tests. */
const config: CodegenConfig = {
  schema: 'schema/schema.graphql',
  documents: 'schema/operations/*.graphql',
  generates: {
    'schema/typed/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        importExtension: '.ts',
        scalars: {
          DateTime: 'string',
          Duration: 'string',
          USD: { input: 'string | number', output: 'string' },
          BigInt: 'string',
          JSON: 'unknown',
        },
      },
    },
  },
  silent: true,
};
export default config;
