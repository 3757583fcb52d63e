import { z } from 'zod';
import { MINUTE_MS } from '#units/time.ts';
import { bearer, checkedKey } from './credentials.ts';
import { endpoint } from './endpoint.ts';
import { fetchJson } from './fetch-json.ts';
import { ProviderError, type PollContext, type Provider } from './provider.ts';
import type { CommonSettings } from './setting.ts';
import { normaliseVerda, readAvailability } from './verda-types.ts';
import { withinTime } from './within-time.ts';

const NAME = 'Verda';
const DEFAULT_BASE_URL = 'https://api.datacrunch.io';

export type VerdaSettings = CommonSettings & {
  readonly baseUrl?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
};

const Token = z.object({ access_token: z.string().min(1) });

/**
 * Verda, once DataCrunch, a cloud of its own. Prices answer without a key (hemgo-lexsi and others poll
 * them so). With the client id and secret of an account, which buy a token for each poll by OAuth 2.0,
 * it also tells what can be rented where; both or neither are needed. All of one poll shares 30 seconds.
 */
export function createVerda(settings: VerdaSettings = {}): Provider {
  const base = settings.baseUrl ?? DEFAULT_BASE_URL;
  const url = endpoint(base, '/v1/instance-types');
  url.searchParams.set('currency', 'usd');
  const clientId = checkedKey(settings.clientId);
  const clientSecret = checkedKey(settings.clientSecret);
  if ((clientId === undefined) !== (clientSecret === undefined))
    throw new RangeError('Verda takes a client id with its client secret, or neither');

  async function tokenOf(poll: PollContext): Promise<string | undefined> {
    if (clientId === undefined || clientSecret === undefined) return undefined;
    const body = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const answer = await fetchJson(
      {
        name: NAME,
        url: endpoint(base, '/v1/oauth2/token'),
        body,
        credentials: { headers: {}, secrets: [clientSecret] },
      },
      poll,
    );
    const token = Token.safeParse(answer).data?.access_token;
    if (token === undefined) throw new ProviderError('MALFORMED', `${NAME} sent no token`);
    return token;
  }

  return {
    id: 'verda',
    name: NAME,
    source: url.href,
    simulated: false,
    cadenceMs: settings.cadenceMs ?? MINUTE_MS,
    poll: (context) =>
      withinTime(NAME, context, async (poll) => {
        const credentials = bearer(await tokenOf(poll));
        const types = await fetchJson({ name: NAME, url, credentials }, poll);
        if (!credentials) return normaliseVerda(types, poll.now());
        const available = async (isSpot: boolean) => {
          const at = endpoint(base, '/v1/instance-availability');
          at.searchParams.set('is_spot', String(isSpot));
          return readAvailability(await fetchJson({ name: NAME, url: at, credentials }, poll));
        };
        const availability = { ON_DEMAND: await available(false), SPOT: await available(true) };
        return normaliseVerda(types, poll.now(), availability);
      }),
  };
}
