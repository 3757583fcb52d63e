import { reject } from '#units/quote-laws.ts';
import type { Reject } from '#units/quote.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#units/time.ts';
import { readSpotAdvisor } from './aws-advisor.ts';
import { askPriceList } from './aws-price-list.ts';
import { DEFAULT_AWS_REGIONS, isAwsRegion } from './aws-regions.ts';
import type { AwsAccess } from './aws-sdk.ts';
import { askSpotHistory } from './aws-spot-history.ts';
import { readSpotList } from './aws-spot-list.ts';
import { checkedKey } from './credentials.ts';
import { endpoint } from './endpoint.ts';
import { fetchJson, fetchText } from './fetch-json.ts';
import { pollResult } from './poll-result.ts';
import { ProviderError, type PollContext, type PollResult, type Provider } from './provider.ts';
import { readJson, readJsonp } from './read-json.ts';
import type { CommonSettings } from './setting.ts';
import { described } from './shown-answer.ts';
import { slowSource, type SlowReading } from './slow-source.ts';

const NAME = 'AWS';

/**
 * The list behind aws.amazon.com/ec2/spot/pricing, written anew every hour or more often. Its
 * predecessor spot-price.s3.amazonaws.com/spot.js, JSONP of the same shape, still answers and has not
 * changed since 2024-05-13; so does spot.js on this host. Source: alexei-led/spotinfo pull request 33.
 */
const SPOT_URL = 'https://website.spot.ec2.aws.a2z.com';
const SPOT_PATH = '/spot.json';
const ADVISOR_URL = 'https://spot-bid-advisor.s3.amazonaws.com';
const ADVISOR_PATH = '/spot-advisor-data.json';

/** A list that has not changed for so long is one nobody writes any more. */
const FROZEN_MS = 2 * DAY_MS;

export type AwsSettings = CommonSettings & {
  readonly spotUrl?: string | undefined;
  readonly advisorUrl?: string | undefined;
  readonly ec2Url?: string | undefined;
  readonly pricingUrl?: string | undefined;
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  readonly sessionToken?: string | undefined;
  /** Where `backfill` looks; those every account has unless given. */
  readonly regions?: readonly string[] | undefined;
  /** Of each signed request; 5 unless given. */
  readonly maxAttempts?: number | undefined;
};

/**
 * AWS EC2: the machines with GPUs, per region, at spot prices. Keyless, from the public list, asked
 * every five minutes; the Spot Advisor file, asked daily, adds how often such machines were taken back.
 * With credentials on-demand prices are listed too, asked twice a day, and `backfill` brings 90 days of
 * spot prices.
 *
 * The advisor and the on-demand prices are beside the list: where one fails its last answer stays (the
 * advisor's for a week, prices for two days), the poll goes on, and one of its rejects says what is wrong.
 * On-demand offers are then those of the last answer, or none where there never was one.
 */
export function createAws(settings: AwsSettings = {}): Provider {
  const url = endpoint(settings.spotUrl ?? SPOT_URL, SPOT_PATH);
  const advisorUrl = endpoint(settings.advisorUrl ?? ADVISOR_URL, ADVISOR_PATH);
  const access = accessOf(settings);
  const regions = regionsOf(settings);
  const advisor = slowSource({
    refreshMs: DAY_MS,
    retryMs: 15 * MINUTE_MS,
    keepMs: 7 * DAY_MS,
    load: async (context) =>
      readSpotAdvisor(await fetchJson({ name: 'AWS Spot Advisor', url: advisorUrl }, context)),
  });
  const onDemand =
    access &&
    slowSource({
      refreshMs: 12 * HOUR_MS,
      retryMs: 15 * MINUTE_MS,
      keepMs: 2 * DAY_MS,
      load: (context) => askPriceList(access, context),
    });
  return {
    id: 'aws',
    name: NAME,
    source: access ? `${url.href}; on demand: AWS Price List` : url.href,
    simulated: false,
    cadenceMs: settings.cadenceMs ?? 5 * MINUTE_MS,
    poll: async (context): Promise<PollResult> => {
      const body = await fetchSpotList(url, context);
      const observedAt = context.now();
      const [advice, prices] = await Promise.all([advisor(context), onDemand?.(context)]);
      const list = readSpotList(body, advice.value);
      const spot = pollResult({ name: NAME, observedAt, ...list });
      return {
        observedAt,
        seen: spot.seen + (prices?.value?.seen ?? 0),
        quotes: [...spot.quotes, ...(prices?.value?.quotes ?? [])],
        rejects: [
          ...spot.rejects,
          ...(prices?.value?.rejects ?? []),
          ...troubleOf('how often spot machines are taken back', advice),
          ...(prices ? troubleOf('on-demand prices', prices) : []),
        ],
      };
    },
    ...(access && {
      backfill: (context, since) => askSpotHistory(access, regions, context, since),
      historySource: 'AWS EC2 DescribeSpotPriceHistory',
    }),
  };
}

/** Fetches the list, as JSON or JSONP. Rejects with MALFORMED where it has not been written for days. */
async function fetchSpotList(url: URL, context: PollContext): Promise<unknown> {
  let lastModified: string | null = null;
  const noting: typeof fetch = async (...request) => {
    const response = await context.fetch(...request);
    lastModified = response.headers.get('last-modified');
    return response;
  };
  const text = await fetchText({ name: NAME, url }, { ...context, fetch: noting });
  const json = readJson(text);
  const body = json === undefined ? readJsonp(text) : json;
  if (body === undefined)
    throw new ProviderError('MALFORMED', `${NAME} answered with ${described(text)}, not JSON`);
  const writtenMs = lastModified === null ? NaN : Date.parse(lastModified);
  if (context.now() - writtenMs > FROZEN_MS)
    throw new ProviderError(
      'MALFORMED',
      `${NAME} sent a list last changed at ${new Date(writtenMs).toISOString()}: it is not written any more`,
    );
  return body;
}

function troubleOf(what: string, { value, trouble }: SlowReading<unknown>): readonly Reject[] {
  if (!trouble) return [];
  const left = value === undefined ? 'none are known' : 'the last ones are kept';
  return [
    reject('MALFORMED', `${what}: ${left}; ${trouble.failure}: ${trouble.message}`, null),
    ...trouble.rejects,
  ];
}

/** Throws a RangeError, which does not repeat them, where the credentials are not whole or cannot be sent. */
function accessOf(settings: AwsSettings): AwsAccess | undefined {
  const accessKeyId = checkedKey(settings.accessKeyId);
  const secretAccessKey = checkedKey(settings.secretAccessKey);
  const sessionToken = checkedKey(settings.sessionToken);
  const { ec2Url, pricingUrl, maxAttempts = 5 } = settings;
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new RangeError('AWS credentials are an access key id and a secret access key: give both, or none');
  return {
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    ec2Url: ec2Url === undefined ? undefined : endpoint(ec2Url, '/').href,
    pricingUrl: pricingUrl === undefined ? undefined : endpoint(pricingUrl, '/').href,
    maxAttempts,
  };
}

function regionsOf({ regions = DEFAULT_AWS_REGIONS }: AwsSettings): readonly string[] {
  const wrong = regions.find((region) => !isAwsRegion(region));
  if (wrong !== undefined) throw new RangeError(`not a region of AWS: ${JSON.stringify(wrong)}`);
  return regions;
}
