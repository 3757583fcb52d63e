import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import ErrorsPlugin from '@pothos/plugin-errors';
import RelayPlugin from '@pothos/plugin-relay';
import type { MicroUsd } from '#units/money.ts';
import type { Instant } from '#units/time.ts';
import type { Context } from './context.ts';
import { costOfField } from './field-cost.ts';

/** The only schema builder: every desk adds its types to it, and graph/schema makes the schema of it. */
export const builder = new SchemaBuilder<{
  Context: Context;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string | number };
    DateTime: { Input: Instant; Output: Instant };
    /** Milliseconds inside, ISO 8601 outside. */
    Duration: { Input: number; Output: number };
    USD: { Input: MicroUsd; Output: MicroUsd };
    URL: { Input: URL; Output: URL | string };
    BigInt: { Input: bigint; Output: bigint | number };
  };
}>({
  plugins: [ErrorsPlugin, RelayPlugin, DataloaderPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  relay: {
    clientMutationId: 'omit',
    cursorType: 'String',
    edgesFieldOptions: { nullable: false },
    nodeFieldOptions: { nullable: false },
  },
  errors: { directResult: true },
  complexity: { fieldComplexity: costOfField },
});
