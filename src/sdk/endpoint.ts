import type { GraphQLError } from 'graphql';
import { badInput } from '#graph/errors.ts';

const LOCAL = 'http://localhost:4000/graphql';

/** The URL a program asks, as URLs are written; an error where it is none that fetch, urllib and curl all ask alike. */
export function readEndpoint(text: string | null | undefined): string | GraphQLError {
  const url = URL.parse(text ?? LOCAL);
  const isAsked = url && /^https?:$/.test(url.protocol) && url.username + url.password + url.hash === '';
  if (isAsked && url.href.length <= 2000) return url.href;
  return badInput(
    'endpoint',
    '`endpoint` is no URL a program can ask: give one such as "https://example.com/graphql", without user, password or fragment.',
  );
}
