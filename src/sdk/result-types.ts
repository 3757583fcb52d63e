import {
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import { limitExceeded } from '#graph/errors.ts';
import type { LeafTypes } from './leaf-types.ts';
import type { Operation } from './read-operation.ts';

/** A field of an answer: every place that selects it under one key, and whether it is there in any case. */
type Selected = { readonly nodes: FieldNode[]; isSure: boolean };

/** Fields of printed types: an operation within its limits has far fewer, unless it asks for the schema itself. */
const MOST_FIELDS = 10_000;

/**
 * The TypeScript type of an operation's data, of exactly what it selects: fragments merged, a union where the answer's
 * shape depends on its type, optional what `@include` and `@skip` may leave out.
 */
export function resultType({ schema, document, definition, kind }: Operation, leaves: LeafTypes): string {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  let printed = 0;

  const collect = (
    type: GraphQLObjectType,
    { selections }: SelectionSetNode,
    into: Map<string, Selected>,
    isSure: boolean,
  ): void => {
    for (const selection of selections) {
      const sure = isSure && !isConditional(selection.directives);
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const known = into.get(key);
        if (known) {
          known.nodes.push(selection);
          known.isSure ||= sure;
        } else into.set(key, { nodes: [selection], isSure: sure });
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (fragment && applies(type, fragment.typeCondition?.name.value))
        collect(type, fragment.selectionSet, into, sure);
    }
  };

  const applies = (type: GraphQLObjectType, condition: string | undefined): boolean => {
    const named = condition === undefined ? type : schema.getType(condition);
    return named === type || (isAbstractType(named) && schema.isSubType(named, type));
  };

  const objectText = (
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    indent: string,
  ): { readonly names: string; readonly rest: string } => {
    const selected = new Map<string, Selected>();
    for (const set of sets) collect(type, set, selected, true);
    printed += selected.size;
    if (printed > MOST_FIELDS) throw tooManyFields(printed);
    const names: string[] = [];
    const rest: string[] = [];
    for (const [key, { nodes, isSure }] of selected) {
      const [node] = nodes;
      const field = node && schema.getField(type, node.name.value);
      if (!field) continue;
      const head = `${indent}  readonly ${key}${isSure ? '' : '?'}: `;
      if (field.name === '__typename') names.push(head);
      else {
        const inner = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
        rest.push(`${head}${typeText(field.type, inner, `${indent}  `)};\n`);
      }
    }
    return { names: names.join('\n'), rest: rest.join('') };
  };

  const compositeText = (
    type: GraphQLCompositeType,
    sets: readonly SelectionSetNode[],
    indent: string,
  ): string => {
    // Types answered in one shape are one member of the union, whatever their names.
    const shapes = new Map<string, string[]>();
    for (const possible of isAbstractType(type) ? schema.getPossibleTypes(type) : [type]) {
      const { names, rest } = objectText(possible, sets, indent);
      const shape = JSON.stringify([names, rest]);
      shapes.set(shape, [...(shapes.get(shape) ?? []), `'${possible.name}'`]);
    }
    return Array.from(shapes, ([shape, types]) => {
      const [names, rest] = JSON.parse(shape) as [string, string];
      const named =
        names === ''
          ? ''
          : `${names
              .split('\n')
              .map((head) => `${head}${types.join(' | ')};`)
              .join('\n')}\n`;
      return named + rest === '' ? '{}' : `{\n${named}${rest}${indent}}`;
    }).join(' | ');
  };

  const typeText = (type: GraphQLOutputType, sets: readonly SelectionSetNode[], indent: string): string => {
    if (!isNonNullType(type)) return `${bare(type, sets, indent)} | null`;
    return bare(type, sets, indent);
  };
  const bare = (type: GraphQLOutputType, sets: readonly SelectionSetNode[], indent: string): string => {
    if (isNonNullType(type)) return bare(type.ofType, sets, indent);
    if (isListType(type)) {
      const item = typeText(type.ofType, sets, indent);
      return /^\w+$/.test(item) ? `readonly ${item}[]` : `ReadonlyArray<${item}>`;
    }
    return isLeafType(type) ? leaves.output(type) : compositeText(type, sets, indent);
  };

  const root = schema.getRootType(kind);
  return root ? compositeText(root, [definition.selectionSet], '') : 'unknown';
}

function isConditional(directives: readonly DirectiveNode[] = []): boolean {
  return directives.some(({ name }) => name.value === 'include' || name.value === 'skip');
}

function tooManyFields(found: number) {
  return limitExceeded({
    limit: 'typedFields',
    max: MOST_FIELDS,
    found: `${found} or more`,
    what: 'Fields in the type of the answer',
    advice: 'Spread fewer fragments inside each other, or take the program in JavaScript.',
  });
}
