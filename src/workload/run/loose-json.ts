/** A string that nothing ends goes to the end: searched for anew from each quote in it, it would take quadratic time. */
const STRING_OR_WORD = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|-?\b(?:NaN|Infinity|nan|inf)\b/g;

/**
 * Reads JSON in which numbers may be NaN, Infinity or -Infinity, as Python writes them: they come out as these words.
 * Throws a SyntaxError for what is no JSON either way.
 */
export function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(
      text.replace(STRING_OR_WORD, (token) => (token.startsWith('"') ? token : `"${token}"`)),
    );
  }
}
