import { MINUTE_MS } from '#units/time.ts';
import { inHeader } from './credentials.ts';
import { endpoint } from './endpoint.ts';
import { fetchJson } from './fetch-json.ts';
import type { Provider } from './provider.ts';
import type { KeyedSettings } from './setting.ts';
import { normaliseShadeform } from './shadeform-types.ts';

const NAME = 'Shadeform';
const DEFAULT_BASE_URL = 'https://api.shadeform.ai';

/**
 * Shadeform, which rents out many clouds' instances through one API. It publishes no limit of requests;
 * one every two minutes is little for anyone.
 */
export function createShadeform(settings: KeyedSettings = {}): Provider {
  const url = endpoint(settings.baseUrl ?? DEFAULT_BASE_URL, '/v1/instances/types');
  const credentials = inHeader('x-api-key', settings.apiKey);
  return {
    id: 'shadeform',
    name: NAME,
    source: url.href,
    simulated: false,
    cadenceMs: settings.cadenceMs ?? 2 * MINUTE_MS,
    poll: async (context) => {
      const body = await fetchJson({ name: NAME, url, credentials }, context);
      return normaliseShadeform(body, context.now());
    },
  };
}
