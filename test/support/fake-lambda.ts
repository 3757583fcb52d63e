import type { Fake } from './fake-server.ts';

export type LambdaRow = {
  instance_type: Record<string, unknown> & { specs: Record<string, unknown> | null };
  regions_with_capacity_available: unknown;
};
export type FakeLambda = Fake & { types: Record<string, unknown> };

/** A single A10 at 75 cents, free in Texas, unless said otherwise. */
export function lambdaRow(fields: Record<string, unknown> = {}, regions: unknown = ['us-tx-3']): LambdaRow {
  const { specs, ...type } = fields;
  return {
    instance_type: {
      name: 'gpu_1x_a10',
      description: '1x A10 (24 GB PCIe)',
      gpu_description: 'A10 (24 GB PCIe)',
      price_cents_per_hour: 75,
      specs:
        specs === null
          ? null
          : { vcpus: 30, memory_gib: 200, storage_gib: 1400, gpus: 1, ...Object(specs ?? {}) },
      ...type,
    },
    regions_with_capacity_available: Array.isArray(regions)
      ? regions.map((name: unknown) => ({ name, description: 'Texas, USA' }))
      : regions,
  };
}

/** Lambda's API: nothing without a key. */
export function fakeLambda(types: Record<string, unknown> = { gpu_1x_a10: lambdaRow() }): FakeLambda {
  const fake: FakeLambda = {
    types,
    keyNeeded: true,
    answer: ({ method, path }) => {
      if (path !== '/api/v1/instance-types') return undefined;
      if (method === 'GET') return { status: 200, body: { data: fake.types } };
      return { status: 405, body: { error: { code: 'global/invalid-parameters', message: 'use GET' } } };
    },
  };
  return fake;
}
