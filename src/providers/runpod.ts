import { MINUTE_MS } from '#units/time.ts';
import { bearer } from './credentials.ts';
import { endpoint } from './endpoint.ts';
import { fetchJson } from './fetch-json.ts';
import type { Provider } from './provider.ts';
import { listedDataCenters, normaliseRunpod, type RegionalAnswer } from './runpod-gpu-types.ts';
import type { KeyedSettings } from './setting.ts';

const DEFAULT_BASE_URL = 'https://api.runpod.io';
const DATA_CENTERS_PER_REQUEST = 10;

/**
 * Prices are the type's, the same wherever it runs; stock differs by cloud, so it is asked once for any
 * cloud and once for each.
 */
const PRICES_QUERY = `query GpuPrices {
  gpuTypes {
    id displayName memoryInGb maxGpuCount maxGpuCountSecureCloud maxGpuCountCommunityCloud
    secureCloud communityCloud securePrice communityPrice secureSpotPrice communitySpotPrice
    lowestPrice(input: { gpuCount: 1 }) { stockStatus minimumBidPrice uninterruptablePrice }
    secure: lowestPrice(input: { gpuCount: 1, secureCloud: true }) { stockStatus }
    community: lowestPrice(input: { gpuCount: 1, secureCloud: false }) { stockStatus }
  }
  dataCenters { id name listed }
}`;

/** Asks for the secure cloud's stock in several data centres at once, an alias each: dc0, dc1, … */
function stockRequest(dataCenterIds: readonly string[]): { query: string; variables: object } {
  const places = dataCenterIds.map((_, i) => i);
  return {
    query: `query GpuStock(${places.map((i) => `$dc${i}: GpuLowestPriceInput`).join(', ')}) {
  gpuTypes { id ${places.map((i) => `dc${i}: lowestPrice(input: $dc${i}) { stockStatus }`).join(' ')} }
}`,
    variables: Object.fromEntries(
      dataCenterIds.map((dataCenterId, i) => [`dc${i}`, { gpuCount: 1, secureCloud: true, dataCenterId }]),
    ),
  };
}

/**
 * RunPod, a cloud with a secure and a community side. Keyless; a key is sent where given. One poll is a
 * request for the prices and one for the stock in every ten data centres, one after the other.
 */
export function createRunpod(settings: KeyedSettings = {}): Provider {
  const url = endpoint(settings.baseUrl ?? DEFAULT_BASE_URL, '/graphql');
  const credentials = bearer(settings.apiKey);
  return {
    id: 'runpod',
    name: 'RunPod',
    source: url.href,
    simulated: false,
    cadenceMs: settings.cadenceMs ?? MINUTE_MS,
    poll: async (context) => {
      // A GraphQL server may answer a document it refuses with 400, and says why in the body.
      const ask = (body: object) =>
        fetchJson({ name: 'RunPod', url, body, credentials, alsoAccept: [400] }, context);
      const prices = await ask({ query: PRICES_QUERY });
      const regional: RegionalAnswer[] = [];
      const dataCenterIds = listedDataCenters(prices);
      for (let start = 0; start < dataCenterIds.length; start += DATA_CENTERS_PER_REQUEST) {
        const asked = dataCenterIds.slice(start, start + DATA_CENTERS_PER_REQUEST);
        regional.push({ dataCenterIds: asked, body: await ask(stockRequest(asked)) });
      }
      return normaliseRunpod({ prices, regional }, context.now());
    },
  };
}
