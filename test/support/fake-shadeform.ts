import type { Fake } from './fake-server.ts';

export type ShadeformType = Record<string, unknown> & { configuration: Record<string, unknown> };
export type FakeShadeform = Fake & { types: unknown[] };

/** An A6000 of Hyperstack at 210 cents, free in one of two regions, unless said otherwise. */
export function shadeformType(
  fields: Record<string, unknown> = {},
  configuration: Record<string, unknown> = {},
): ShadeformType {
  return {
    cloud: 'hyperstack',
    shade_instance_type: 'A6000',
    cloud_instance_type: 'gpu_1x_a6000',
    configuration: {
      memory_in_gb: 12,
      storage_in_gb: 256,
      vcpus: 6,
      num_gpus: 1,
      gpu_type: 'A6000',
      interconnect: 'pcie',
      vram_per_gpu_in_gb: 48,
      os_options: ['ubuntu22.04_cuda12.2_shade_os'],
      gpu_manufacturer: 'nvidia',
      nvlink: true,
      ...configuration,
    },
    hourly_price: 210,
    deployment_type: 'vm',
    availability: [
      { region: 'us-central-1', available: true, display_name: 'US, Wichita, KS' },
      { region: 'us-central-2', available: false, display_name: 'US, Wichita, KS' },
    ],
    boot_time: { min_boot_in_sec: 180, max_boot_in_sec: 300 },
    ...fields,
  };
}

/** Shadeform's API: nothing without a key in its own header. */
export function fakeShadeform(types: unknown[] = [shadeformType()]): FakeShadeform {
  const fake: FakeShadeform = {
    types,
    keyNeeded: true,
    keyOf: ({ headers }) => headers['x-api-key'] as string | undefined,
    answer: ({ method, path }) => {
      if (path !== '/v1/instances/types') return undefined;
      if (method === 'GET') return { status: 200, body: { instance_types: fake.types } };
      return { status: 405, body: { error: 'Method not allowed' } };
    },
  };
  return fake;
}
