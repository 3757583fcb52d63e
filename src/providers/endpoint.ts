/**
 * Joins a base URL and a path of the API, unless the base already ends in the path's first segments:
 * both "https://host" and "https://host/api/v0/" lead to "https://host/api/v0/bundles/". Throws a
 * RangeError where the base is not one a request can be sent to; the message does not repeat it.
 */
export function endpoint(baseUrl: string, path: string): URL {
  const url = URL.parse(baseUrl);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new RangeError('not a base URL: give http:// or https://, a host and, where needed, a path');
  if (url.username || url.password || url.search || url.hash)
    throw new RangeError('a base URL takes no user, password, query or fragment: give the key on its own');
  const base = url.pathname.replace(/\/+$/, '');
  url.pathname = base + rest(base, path);
  return url;
}

function rest(base: string, path: string): string {
  const segments = path.replace(/\/$/, '').split('/').slice(1);
  for (let taken = segments.length; taken > 0; taken--) {
    const start = `/${segments.slice(0, taken).join('/')}`;
    if (base.endsWith(start)) return path.slice(start.length);
  }
  return path;
}
