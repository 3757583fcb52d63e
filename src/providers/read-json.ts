/** Parses JSON; undefined where the text is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Parses the one argument of a JSONP call, `callback({…});`, without running it; undefined where it is none. */
export function readJsonp(text: string): unknown {
  const start = /^\s*[A-Za-z_$][\w$.]{0,99}\s*\(/.exec(text)?.[0].length;
  const end = text.lastIndexOf(')');
  if (start === undefined || end < start || !/^\)\s*;?\s*$/.test(text.slice(end))) return undefined;
  return readJson(text.slice(start, end));
}
