import { ProviderError, type ProviderFailure } from './provider.ts';

const RATE_LIMITED =
  /^(RequestLimitExceeded|EC2ThrottledException|SlowDown|TooManyRequestsException|BandwidthLimitExceeded|PriorRequestNotComplete|.*Throttl.*)$/;
const UNAUTHORIZED =
  /^(AuthFailure|UnauthorizedOperation|AccessDenied(Exception)?|ExpiredToken(Exception)?|InvalidClientTokenId|UnrecognizedClientException|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature(Exception)?|MissingAuthenticationToken(Exception)?|InvalidAccessKeyId|OptInRequired|PendingVerification|Blocked|RequestExpired|NotAuthorized|CredentialsProviderError)$/;
/** What fetch reports of a connection that failed or was broken off, as Node's undici words it. */
const BROKEN = /^(fetch failed|terminated)$/;

/**
 * What an error of AWS's SDK means. AWS's own words are left out: they repeat the caller's account
 * ("User: arn:aws:iam::… is not authorized") and, where a signature is wrong, the whole signed text. Its
 * code says enough. The error itself is not kept as the cause, since it holds the answer.
 *
 * Codes: docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html and the Price List API's
 * GetProducts, 2026-08; throttling also smithy's retry constants.
 */
export function awsFailure(name: string, error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  const { code, status } = facts(error);
  if (status === undefined) {
    const network = error instanceof Error && (BROKEN.test(error.message) || networkCode(error));
    if (network)
      return new ProviderError(
        'NETWORK',
        `${name} could not be reached: ${networkCode(error) ?? 'fetch failed'}`,
      );
  }
  if (status === undefined || status < 300)
    return new ProviderError('MALFORMED', `${name} sent an answer that cannot be read`);
  return new ProviderError(
    failureOf(code, status),
    `${name} answered ${status}${code === '' ? '' : `, ${code}`}`,
  );
}

function failureOf(code: string, status: number): ProviderFailure {
  if (RATE_LIMITED.test(code) || status === 429) return 'RATE_LIMITED';
  if (UNAUTHORIZED.test(code) || status === 401 || status === 403) return 'UNAUTHORIZED';
  return 'HTTP_ERROR';
}

/** A code is a word or two joined by a dot; what else stands there is not repeated. */
function facts(error: unknown): { readonly code: string; readonly status: number | undefined } {
  const { name, $metadata } = (error ?? {}) as {
    readonly name?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: unknown };
  };
  const status = $metadata?.httpStatusCode;
  return {
    code: typeof name === 'string' && /^[A-Za-z][A-Za-z.]{0,79}$/.test(name) && name !== 'Error' ? name : '',
    status: typeof status === 'number' ? status : undefined,
  };
}

/** The system's word for it ("ECONNREFUSED"), which fetch hides among the causes. */
function networkCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as { readonly code?: unknown };
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) return code;
  }
  return undefined;
}
