import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = { schema: 'schema/schema.graphql', generates: {} };
export default config;
