import type { Fake, FakeAnswer, SeenRequest } from './fake-server.ts';

export type VerdaType = Record<string, unknown>;
type Market = {
  types: VerdaType[];
  /** Types that can be rented, by location. */
  onDemand: Record<string, string[]>;
  spot: Record<string, string[]>;
};
export type FakeVerda = Fake & Market;

const TOKEN = 'token-of-the-fake-0123456789';

/** A single H100 SXM5 at $3.95 on demand and $1.70 spot, unless said otherwise. */
export function verdaType(fields: VerdaType = {}): VerdaType {
  return {
    best_for: [],
    cpu: { description: '30 CPU', number_of_cores: 30 },
    currency: 'usd',
    deploy_warning: 'H100: Use Nvidia driver 535 or higher for best performance',
    description: 'Dedicated Hardware Instance',
    display_name: null,
    gpu: { description: '1x H100 SXM5 80GB', number_of_gpus: 1 },
    gpu_memory: { description: '80GB GPU RAM', size_in_gigabytes: 80 },
    id: 'c01dd00d-0000-480b-ae4e-d429115d055b',
    instance_type: '1H100.80S.30V',
    manufacturer: 'NVIDIA',
    memory: { description: '120GB RAM', size_in_gigabytes: 120 },
    model: 'H100',
    name: 'H100 SXM5 80GB',
    p2p: null,
    price_per_hour: '3.95',
    spot_price: '1.70',
    storage: { description: 'dynamic' },
    supported_os: ['ubuntu-22.04', 'ubuntu-24.04'],
    ...fields,
  };
}

/** Verda's API: types for everyone, availability for who has bought a token. */
export function fakeVerda(market: Partial<Market> = {}): FakeVerda {
  const fake: FakeVerda = {
    types: [verdaType()],
    onDemand: { 'FIN-01': ['1H100.80S.30V'] },
    spot: { 'FIN-01': ['1H100.80S.30V'] },
    ...market,
    keyOf: ({ path, body }) =>
      path === '/v1/oauth2/token' ? (body as { client_secret?: string }).client_secret : undefined,
    answer: (request) => {
      if (request.path === '/v1/oauth2/token') return tokenFor(request);
      if (request.path === '/v1/instance-types') return { status: 200, body: fake.types };
      if (request.path !== '/v1/instance-availability') return undefined;
      if (request.headers.authorization !== `Bearer ${TOKEN}`) return unauthorized;
      const isSpot = new URLSearchParams(request.query).get('is_spot') === 'true';
      const places = Object.entries(isSpot ? fake.spot : fake.onDemand);
      const body = places.map(([location_code, availabilities]) => ({ location_code, availabilities }));
      return { status: 200, body };
    },
  };
  return fake;
}

const unauthorized: FakeAnswer = {
  status: 401,
  body: { code: 'unauthorized_request', message: 'Access token is missing or invalid' },
};

function tokenFor({ method, body }: SeenRequest): FakeAnswer {
  const { grant_type, client_id } = (body ?? {}) as Record<string, unknown>;
  if (method !== 'POST' || grant_type !== 'client_credentials' || typeof client_id !== 'string')
    return { status: 400, body: { code: 'invalid_request', message: 'Invalid grant' } };
  return {
    status: 200,
    body: { access_token: TOKEN, token_type: 'Bearer', expires_in: 3600, refresh_token: 'r', scope: 'x' },
  };
}
