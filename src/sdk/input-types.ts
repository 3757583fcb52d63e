import {
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  Kind,
  typeFromAST,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';
import { union, type LeafTypes } from './leaf-types.ts';
import type { Operation } from './read-operation.ts';

/**
 * The TypeScript type of an operation's variables, and of every input object in them. What may be left out is
 * optional: where null is taken, and where there is a default.
 */
export function inputTypes(
  { schema, definition }: Operation,
  leaves: LeafTypes,
): { readonly variables: string; readonly declarations: readonly string[] } {
  const declared = new Map<string, string>();
  const declare = (type: GraphQLInputObjectType): void => {
    if (declared.has(type.name)) return;
    // Set before its fields are looked at, as inputs may hold themselves.
    declared.set(type.name, '');
    const fields = Object.values(type.getFields());
    if (type.isOneOf) {
      const choices = fields.map((field) => `{ readonly ${field.name}: ${bare(field.type)} }`);
      declared.set(type.name, `type ${type.name} =${union(choices)};`);
      return;
    }
    const members = fields.map((field) =>
      member(field.name, !isRequiredInputField(field), typeText(field.type)),
    );
    declared.set(type.name, `type ${type.name} = {\n${members.join('\n')}\n};`);
  };
  const typeText = (type: GraphQLInputType): string => {
    if (isNonNullType(type)) return bare(type.ofType);
    return `${bare(type)} | null`;
  };
  const bare = (type: GraphQLInputType): string => {
    if (isNonNullType(type)) return bare(type.ofType);
    // A value alone is taken for a list of it.
    if (isListType(type)) {
      const item = typeText(type.ofType);
      return `readonly ${item.includes(' ') ? `(${item})` : item}[] | ${item}`;
    }
    if (isInputObjectType(type)) {
      declare(type);
      return type.name;
    }
    return leaves.input(type);
  };
  const members = (definition.variableDefinitions ?? []).flatMap((node) => {
    const type = typeFromAST(schema, node.type) as GraphQLInputType | undefined;
    if (!type || !getNamedType(type)) return [];
    const isOptional = node.type.kind !== Kind.NON_NULL_TYPE || node.defaultValue !== undefined;
    return [member(node.variable.name.value, isOptional, typeText(type))];
  });
  return {
    variables: members.length === 0 ? 'Record<string, never>' : `{\n${members.join('\n')}\n}`,
    declarations: declared.values().toArray(),
  };
}

function member(name: string, isOptional: boolean, type: string): string {
  return `  readonly ${name}${isOptional ? '?' : ''}: ${type};`;
}
