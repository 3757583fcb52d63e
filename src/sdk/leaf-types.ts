import { isEnumType, type GraphQLEnumType, type GraphQLScalarType } from 'graphql';

type ScalarForm = { readonly input: string; readonly output: string };

/** What each scalar is in JSON: how it comes in answers, and what it may be in variables. */
export const SCALARS: Readonly<Record<string, ScalarForm>> = {
  Boolean: { input: 'boolean', output: 'boolean' },
  Float: { input: 'number', output: 'number' },
  ID: { input: 'string | number', output: 'string' },
  Int: { input: 'number', output: 'number' },
  String: { input: 'string', output: 'string' },
  BigInt: { input: 'string | number', output: 'string' },
  DateTime: { input: 'string', output: 'string' },
  Duration: { input: 'string', output: 'string' },
  JSON: { input: 'unknown', output: 'unknown' },
  USD: { input: 'string | number', output: 'string' },
};

/** Scalars that say no more by their name than TypeScript's own types do. */
const PLAIN = new Set(['Boolean', 'Float', 'ID', 'Int', 'String']);

/** Gathers the scalars and enums that types name, to declare each once, above them. */
export class LeafTypes {
  readonly #declarations = new Map<string, string>();

  output(type: GraphQLScalarType | GraphQLEnumType): string {
    return this.#use(type, 'output');
  }

  input(type: GraphQLScalarType | GraphQLEnumType): string {
    return this.#use(type, 'input');
  }

  declarations(): readonly string[] {
    return this.#declarations
      .entries()
      .toArray()
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, text]) => text);
  }

  #use(type: GraphQLScalarType | GraphQLEnumType, side: keyof ScalarForm): string {
    if (isEnumType(type)) {
      const values = type.getValues().map(({ name }) => `'${name}'`);
      this.#declarations.set(type.name, `type ${type.name} =${union(values)};`);
      return type.name;
    }
    const form = SCALARS[type.name] ?? { input: 'unknown', output: 'unknown' };
    if (PLAIN.has(type.name)) return form[side];
    // A scalar that is taken in more forms than it is answered in has two types.
    const name = form.input === form.output || side === 'output' ? type.name : `${type.name}Input`;
    const [about = ''] = (type.description ?? '').split(/(?<=[.:]) /);
    const comment = about === '' ? '' : `/** ${about.replace(/[:.]$/, '').replaceAll('*/', '* /')}. */\n`;
    this.#declarations.set(name, `${comment}type ${name} = ${form[side]};`);
    return name;
  }
}

/** Alternatives after an equals sign, one a line where they are many. */
export function union(parts: readonly string[]): string {
  const short = ` ${parts.join(' | ')}`;
  return short.length <= 80 && !short.includes('\n') ? short : `\n  | ${parts.join('\n  | ')}`;
}
