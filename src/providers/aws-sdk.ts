import type { EC2ClientConfig } from '@aws-sdk/client-ec2';
import { awsFailure } from './aws-failure.ts';
import { ProviderError, type PollContext } from './provider.ts';
import { readBounded } from './read-bounded.ts';
import { withinTime } from './within-time.ts';

/** What signs requests, by the names the SDK gives its parts. */
export type AwsCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/** What AWS's services are asked with; each service's own URL where no other is set. */
export type AwsAccess = {
  readonly credentials: AwsCredentials;
  readonly ec2Url?: string | undefined;
  readonly pricingUrl?: string | undefined;
  /** Of each request, throttled ones above all; the SDK waits longer before each. */
  readonly maxAttempts: number;
};

const MAX_BYTES = 16 * 1024 * 1024;
/** Set by fetch itself, from the URL and the body; the signature covers the same values. */
const SET_BY_FETCH: ReadonlySet<string> = new Set(['host', 'content-length']);

/**
 * What a client of the SDK is made from. Its requests go through the poll's own fetch, end with the
 * poll, and their answers are bounded. No profile, container or machine is searched for credentials.
 */
export function clientConfig(
  access: AwsAccess,
  region: string,
  endpoint: string | undefined,
  context: PollContext,
): EC2ClientConfig {
  return {
    region,
    credentials: access.credentials,
    maxAttempts: access.maxAttempts,
    retryMode: 'standard',
    requestHandler: boundedHandler(context),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

/**
 * Runs calls of the SDK within one time limit. What it rejects with is a ProviderError that holds no
 * word of AWS's own, or the poll's reason. The SDK heeds a signal while it sends, not while it waits to
 * try again, so this does not wait for it.
 */
export async function askAws<T>(
  name: string,
  context: PollContext,
  work: (context: PollContext) => Promise<T>,
  timeoutMs: number,
): Promise<T> {
  return withinTime(
    name,
    context,
    async (within) => {
      try {
        return await untilAborted(work(within), within.signal);
      } catch (error) {
        within.signal.throwIfAborted();
        throw awsFailure(name, error);
      }
    },
    timeoutMs,
  );
}

type SdkRequest = {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

/** The part of the SDK that sends, in the shape it asks for. Both services post to one path. */
function boundedHandler(context: PollContext): NonNullable<EC2ClientConfig['requestHandler']> {
  const handle = async (request: SdkRequest) => {
    const { protocol, hostname, port, path, method, headers, body } = request;
    const url = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`;
    const response = await context.fetch(url, {
      method,
      headers: Object.entries(headers).filter(([name]) => !SET_BY_FETCH.has(name.toLowerCase())),
      body: body as string,
      redirect: 'manual',
      signal: context.signal,
    });
    const bytes = await readBounded(response, MAX_BYTES);
    if (bytes === 'TOO_LARGE')
      throw new ProviderError('TOO_LARGE', `AWS answered with more than ${MAX_BYTES} bytes`);
    return {
      response: {
        statusCode: response.status,
        headers: Object.fromEntries(response.headers),
        body: new Uint8Array(bytes),
      },
    };
  };
  return { handle, updateHttpClientConfig: () => {}, httpHandlerConfigs: () => ({}) } as never;
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject: abort } = Promise.withResolvers<never>();
  const onAbort = (): void => abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
