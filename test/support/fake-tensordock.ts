import type { Fake } from './fake-server.ts';

export type TensordockGpu = Record<string, unknown>;
export type TensordockLocation = Record<string, unknown> & { gpus: unknown };
export type FakeTensordock = Fake & { locations: unknown[] };

/** An H100 SXM5 at $2.20, up to eight of them, unless said otherwise. */
export function tensordockGpu(fields: TensordockGpu = {}): TensordockGpu {
  return {
    v0Name: 'h100-sxm5-80gb',
    displayName: 'H100 SXM5 80GB',
    max_count: 8,
    price_per_hr: 2.2,
    resources: { max_vcpus: 128, max_ram_gb: 300, max_storage_gb: 1000 },
    pricing: { per_vcpu_hr: 0.003, per_gb_ram_hr: 0.002, per_gb_storage_hr: 0.00005 },
    network_features: {
      dedicated_ip_available: true,
      port_forwarding_available: true,
      network_storage_available: false,
    },
    ...fields,
  };
}

/** Austin, with these GPUs. */
export function tensordockLocation(
  fields: Record<string, unknown> = {},
  gpus: unknown[] = [tensordockGpu()],
): TensordockLocation {
  return {
    id: 'loc-uuid-12345',
    city: 'Austin',
    stateprovince: 'Texas',
    country: 'United States',
    tier: 3,
    gpus,
    ...fields,
  };
}

/** TensorDock's API: nothing without a key. */
export function fakeTensordock(locations: unknown[] = [tensordockLocation()]): FakeTensordock {
  const fake: FakeTensordock = {
    locations,
    keyNeeded: true,
    answer: ({ method, path }) => {
      if (path !== '/api/v2/locations') return undefined;
      if (method === 'GET') return { status: 200, body: { data: { locations: fake.locations } } };
      return { status: 405, body: { error: 'Method not allowed' } };
    },
  };
  return fake;
}
