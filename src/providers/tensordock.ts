import { MINUTE_MS } from '#units/time.ts';
import { bearer } from './credentials.ts';
import { endpoint } from './endpoint.ts';
import { fetchJson } from './fetch-json.ts';
import type { Provider } from './provider.ts';
import type { KeyedSettings } from './setting.ts';
import { normaliseTensordock } from './tensordock-locations.ts';

const NAME = 'TensorDock';
const DEFAULT_BASE_URL = 'https://dashboard.tensordock.com';

/** TensorDock, a marketplace of data centres. One request a poll, of the 100 a minute it allows. */
export function createTensordock(settings: KeyedSettings = {}): Provider {
  const url = endpoint(settings.baseUrl ?? DEFAULT_BASE_URL, '/api/v2/locations');
  const credentials = bearer(settings.apiKey);
  return {
    id: 'tensordock',
    name: NAME,
    source: url.href,
    simulated: false,
    cadenceMs: settings.cadenceMs ?? MINUTE_MS,
    poll: async (context) => {
      const body = await fetchJson({ name: NAME, url, credentials }, context);
      return normaliseTensordock(body, context.now());
    },
  };
}
