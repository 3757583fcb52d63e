/**
 * Characters that are not to be seen in source text: controls, formats such as those that turn the direction of
 * text, unpaired surrogates, private and unassigned ones, and separators of lines that some languages take for a
 * line's end.
 */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** How a language writes a character by its number. */
type EscapeOf = (code: number) => string;

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

const pythonEscape: EscapeOf = (code) => (code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`);

/** Surrogates one by one: JSON has no other way, and what strips types trips over JavaScript's own, `\\u{…}`. */
const unitEscape: EscapeOf = (code) =>
  Array.from(String.fromCodePoint(code).split(''), (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`).join('');

function escapeUnseen(text: string, escapeOf: EscapeOf, except = ''): string {
  return text.replaceAll(UNSEEN, (character) =>
    except.includes(character) ? character : escapeOf(character.codePointAt(0) ?? 0),
  );
}

/** JSON that shows nothing unseen: as long as it is read as JSON it is the same. */
export function jsonText(value: unknown, indent = 0): string {
  return escapeUnseen(JSON.stringify(value, null, indent), unitEscape, '\n');
}

/** A string as a word of a POSIX shell. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What of a string HTML would take for the end of the script it stands in. */
const ENDS_SCRIPT = /<(?=\/script|!--)/gi;

/** A string between single quotes: JSON's escapes are JavaScript's too. */
export function scriptString(text: string): string {
  const inner = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/\\.|'/g, (part) => (part === '\\"' ? '"' : part === "'" ? "\\'" : part));
  return `'${escapeUnseen(inner, unitEscape).replaceAll(ENDS_SCRIPT, '<\\')}'`;
}

/** Text of several lines as a JavaScript template. */
export function scriptTemplate(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  return `\`${escapeUnseen(escaped, unitEscape, '\n').replaceAll(ENDS_SCRIPT, '<\\')}\``;
}

/** A string between double quotes: JSON's escapes are Python's too. */
export function pythonString(text: string): string {
  return escapeUnseen(JSON.stringify(text), pythonEscape);
}

/** Text of several lines between three quotes. */
export function pythonText(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    // Three would end it, and one before its end would be one of the three.
    .replaceAll(/"""|"$/g, (quotes) => '\\"'.repeat(quotes.length));
  return `"""${escapeUnseen(escaped, pythonEscape, '\n')}"""`;
}

/** How a language writes what JSON can hold. */
type Notation = {
  readonly string: (text: string) => string;
  readonly key: (name: string) => string;
  readonly atom: (value: boolean | null) => string;
  readonly step: number;
};

const PYTHON: Notation = {
  string: pythonString,
  key: pythonString,
  atom: (value) => (value === null ? 'None' : value ? 'True' : 'False'),
  step: 4,
};

const SCRIPT: Notation = {
  string: scriptString,
  key: scriptKey,
  atom: String,
  step: 2,
};

/** A name before the colon in a literal of JavaScript. */
export function scriptKey(name: string): string {
  // As it is it would set the prototype instead.
  if (name === '__proto__') return `['__proto__']`;
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : scriptString(name);
}

/** What JSON can hold as a literal of Python. */
export const pythonValue = (value: unknown): string => literal(value, PYTHON, 0);

/** What JSON can hold as a literal of JavaScript. */
export const scriptValue = (value: unknown): string => literal(value, SCRIPT, 0);

function literal(value: unknown, notation: Notation, indent: number): string {
  if (typeof value === 'string') return notation.string(value);
  if (typeof value === 'boolean' || value === null) return notation.atom(value);
  if (typeof value !== 'object') return JSON.stringify(value);
  const inner = indent + notation.step;
  const parts = Array.isArray(value)
    ? value.map((item) => literal(item, notation, inner))
    : Object.entries(value).map(([name, item]) => `${notation.key(name)}: ${literal(item, notation, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return `${open}${close}`;
  const short = parts.join(', ');
  if (short.length <= 60 && !short.includes('\n') && indent > 0)
    return Array.isArray(value) ? `[${short}]` : notation.step === 2 ? `{ ${short} }` : `{${short}}`;
  const lines = parts.map((part) => `${' '.repeat(inner)}${part},`);
  return [open, ...lines, `${' '.repeat(indent)}${close}`].join('\n');
}
