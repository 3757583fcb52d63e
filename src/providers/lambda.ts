import { MINUTE_MS } from '#units/time.ts';
import { bearer } from './credentials.ts';
import { endpoint } from './endpoint.ts';
import { fetchJson } from './fetch-json.ts';
import { normaliseLambda } from './lambda-types.ts';
import type { Provider } from './provider.ts';
import type { KeyedSettings } from './setting.ts';

const NAME = 'Lambda';
const DEFAULT_BASE_URL = 'https://cloud.lambda.ai';

/**
 * Lambda, a cloud of its own without a spot market. One request a poll, of the one a second that its
 * documentation allows; a client of its own that tries again is not published.
 */
export function createLambda(settings: KeyedSettings = {}): Provider {
  const url = endpoint(settings.baseUrl ?? DEFAULT_BASE_URL, '/api/v1/instance-types');
  const credentials = bearer(settings.apiKey);
  return {
    id: 'lambda',
    name: NAME,
    source: url.href,
    simulated: false,
    cadenceMs: settings.cadenceMs ?? MINUTE_MS,
    poll: async (context) => {
      const body = await fetchJson({ name: NAME, url, credentials }, context);
      return normaliseLambda(body, context.now());
    },
  };
}
