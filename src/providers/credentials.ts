/** Headers that prove who asks, and the secrets in them, which no message may repeat. */
export type Credentials = {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
};

/** Takes a key as it goes into a header. Throws a RangeError that does not repeat it. */
export function checkedKey(apiKey: string | undefined): string | undefined {
  if (apiKey === undefined || apiKey === '') return undefined;
  if (!/^[\u0021-\u007e]+$/.test(apiKey))
    throw new RangeError('not an API key: it holds spaces or characters that no header can carry');
  return apiKey;
}

/** A key as a bearer token; nothing where there is none. Throws a RangeError as `checkedKey` does. */
export function bearer(apiKey: string | undefined): Credentials | undefined {
  return inHeader('authorization', apiKey, 'Bearer ');
}

/** A key in a header of the provider's own: "x-api-key". Throws a RangeError as `checkedKey` does. */
export function inHeader(header: string, apiKey: string | undefined, before = ''): Credentials | undefined {
  const key = checkedKey(apiKey);
  return key === undefined ? undefined : { headers: { [header]: before + key }, secrets: [key] };
}

/** A user and a password as HTTP's basic authentication has them. Throws a RangeError as `checkedKey` does. */
export function basic(user: string, password: string): Credentials {
  const pair = `${checkedKey(user) ?? ''}:${checkedKey(password) ?? ''}`;
  const encoded = Buffer.from(pair).toString('base64');
  return { headers: { authorization: `Basic ${encoded}` }, secrets: [encoded, password] };
}
