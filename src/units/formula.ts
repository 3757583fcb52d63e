/**
 * A formula that a reader can redo: numbers, names, + − * / ^, parentheses, and the functions below. What is
 * shown is what was computed.
 */
export type Formula = {
  readonly text: string;
  /** The names it uses, each once, in order of appearance. */
  readonly names: readonly string[];
  /** Throws a RangeError where a name has no value. */
  readonly evaluate: (values: Readonly<Record<string, number>>) => number;
};

type Node = (values: Readonly<Record<string, number>>) => number;

export const FUNCTIONS: Readonly<Record<string, (...values: readonly number[]) => number>> = {
  min: Math.min,
  max: Math.max,
  ceil: Math.ceil,
  floor: Math.floor,
  round: Math.round,
  sqrt: Math.sqrt,
  exp: Math.exp,
  ln: Math.log,
};

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([A-Za-z]\w*)|([-+*/^(),]))/y;

/** Reads a formula. Throws a SyntaxError for one that is malformed. */
export function formula(text: string): Formula {
  const tokens = tokensOf(text);
  const names = new Set<string>();
  let place = 0;

  const take = (token: string): boolean => {
    if (tokens[place] !== token) return false;
    place++;
    return true;
  };
  const need = (token: string): void => {
    if (!take(token)) throw new SyntaxError(`"${token}" is missing in ${text}`);
  };

  const sum = (): Node => {
    let left = product();
    for (;;) {
      const a = left;
      const isPlus = take('+');
      if (!isPlus && !take('-')) return left;
      const b = product();
      left = isPlus ? (values) => a(values) + b(values) : (values) => a(values) - b(values);
    }
  };
  const product = (): Node => {
    let left = signed();
    for (;;) {
      const a = left;
      const isTimes = take('*');
      if (!isTimes && !take('/')) return left;
      const b = signed();
      left = isTimes ? (values) => a(values) * b(values) : (values) => a(values) / b(values);
    }
  };
  const signed = (): Node => {
    if (!take('-')) return power();
    const value = signed();
    return (values) => -value(values);
  };
  const power = (): Node => {
    const base = atom();
    if (!take('^')) return base;
    const exponent = signed();
    return (values) => base(values) ** exponent(values);
  };
  const atom = (): Node => {
    if (take('(')) {
      const inner = sum();
      need(')');
      return inner;
    }
    const token = tokens[place++];
    if (token === undefined || /^[-+*/^(),]$/.test(token)) throw new SyntaxError(`malformed: ${text}`);
    if (/^\d/.test(token)) {
      const value = Number(token);
      return () => value;
    }
    return take('(') ? call(token) : named(token);
  };
  const named = (name: string): Node => {
    names.add(name);
    return (values) => {
      const value = values[name];
      if (value === undefined) throw new RangeError(`${name} has no value in ${text}`);
      return value;
    };
  };
  const call = (name: string): Node => {
    const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (!apply) throw new SyntaxError(`there is no function ${name} in ${text}`);
    const given = [sum()];
    while (take(',')) given.push(sum());
    need(')');
    return (values) => apply(...given.map((value) => value(values)));
  };

  const root = sum();
  if (place < tokens.length) throw new SyntaxError(`malformed at "${tokens[place]}": ${text}`);
  return { text, names: [...names], evaluate: root };
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new SyntaxError(`malformed at ${at}: ${text}`);
    tokens.push(match[0].trim());
  }
  return tokens;
}
