import { MINUTE_MS } from '#units/time.ts';
import { bearer } from './credentials.ts';
import { endpoint } from './endpoint.ts';
import { fetchJson } from './fetch-json.ts';
import type { PollResult, Provider } from './provider.ts';
import type { KeyedSettings } from './setting.ts';
import { normaliseVastai } from './vastai-offers.ts';
import { ALLOCATED_STORAGE_GIB } from './vastai-row.ts';

const DEFAULT_BASE_URL = 'https://console.vast.ai';

/**
 * The list has no pages: what exceeds the limit is silently left out. An unbundled offer takes about
 * 2.6 kB, so that a full answer of this many still fits the 32 MiB an answer may have.
 */
const OFFER_LIMIT = 10_000;

/**
 * Everything on offer, taken or free, verified or not, each size of each machine by itself. A search
 * of the `on-demand` type states the interruptible floor too (`min_bid`), so one search does for both.
 */
const QUERY = {
  type: 'on-demand',
  external: { eq: false },
  disable_bundling: true,
  allocated_storage: ALLOCATED_STORAGE_GIB,
  order: [['dph_total', 'asc']],
  limit: OFFER_LIMIT,
} as const;

/**
 * Vast.ai, a marketplace of hosts. Keyless; a key is sent where given. Asks every minute by default,
 * as 500farm/prometheus-vastai does, and tries again within a poll as Vast's own client does
 * (vast-ai/vast-cli, vastai/api/client.py: 3 tries, from 0.15 s, each wait 1.5 times the last).
 */
export function createVastai(settings: KeyedSettings = {}): Provider {
  const url = endpoint(settings.baseUrl ?? DEFAULT_BASE_URL, '/api/v0/bundles/');
  const credentials = bearer(settings.apiKey);
  return {
    id: 'vastai',
    name: 'Vast.ai',
    source: url.href,
    simulated: false,
    cadenceMs: settings.cadenceMs ?? MINUTE_MS,
    poll: async (context): Promise<PollResult> => {
      const body = await fetchJson(
        {
          name: 'Vast.ai',
          url,
          body: QUERY,
          credentials,
          retry: { statuses: [429, 502, 503, 504], tries: 3, firstDelayMs: 150 },
        },
        context,
      );
      return normaliseVastai(body, context.now(), { limit: OFFER_LIMIT });
    },
  };
}
