import {
  getArgumentValues,
  getVariableValues,
  GraphQLError,
  Kind,
  validate,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { explainAborted, limitRules, parseWithin } from '#graph/document-limits.ts';
import { LIMITS } from '#graph/limits.ts';
import { decodeNodeId } from '#graph/node-id.ts';
import { operationFault } from '#graph/operation-limits.ts';
import { topicsOf } from '../graph-notice-stream.ts';
import { NOTICE_FIELDS } from '../notice-fields.ts';
import type { NoticeKind } from '../notice.ts';
import type { WebhookDocument } from './webhook.ts';

/** What is wrong with a webhook's document, or with its variables. */
export type DocumentFault = { readonly where: 'document' | 'variables'; readonly message: string };

export type CheckedDocument =
  | { readonly fits: Pick<WebhookDocument, 'kind' | 'topics'>; readonly parsed: DocumentNode }
  | { readonly faults: readonly DocumentFault[] };

const RULES = limitRules(LIMITS);

/**
 * Whether a schema can tell notices by this document, within the limits every request is held to. What it asks for is
 * read from it: the kind of notice by its root field, and the budgets or alerts by that field's argument.
 */
export function checkDocument(
  schema: GraphQLSchema,
  { document, variables }: Pick<WebhookDocument, 'document' | 'variables'>,
): CheckedDocument {
  let parsed: DocumentNode;
  try {
    parsed = parseWithin(LIMITS, document);
  } catch (error) {
    return refused('document', errorsOf(error));
  }
  const limitErrors = validate(schema, parsed, RULES);
  const errors = limitErrors.length > 0 ? limitErrors : validate(schema, parsed);
  if (errors.length > 0) {
    const faults = errors.map((error) => explainAborted(LIMITS, error));
    return refused('document', hasBothRoots(parsed) ? [BOTH_ROOTS, ...faults] : faults);
  }
  const root = rootOf(parsed);
  if ('message' in root) return { faults: [{ where: 'document', message: root.message }] };
  const { error } = operationFault({ schema, document: parsed, variableValues: { ...variables } }, LIMITS);
  if (error) return refused('document', [error]);
  return askedOf(schema, parsed, root, variables);
}

type Root = {
  readonly operation: OperationDefinitionNode;
  readonly field: FieldNode;
  readonly kind: NoticeKind;
};

const NAMES = Object.values(NOTICE_FIELDS).map(({ field }) => `\`${field}\``);

const BOTH_ROOTS = new GraphQLError(
  `A webhook is told by one root field: make one webhook with ${NAMES.join(' and another with ')}.`,
);

/** Whether a document asks for several kinds of notices at once. */
function hasBothRoots({ definitions }: DocumentNode): boolean {
  return definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      new Set(
        definition.selectionSet.selections
          .map((selection) => (selection.kind === Kind.FIELD ? `\`${selection.name.value}\`` : ''))
          .filter((name) => NAMES.includes(name)),
      ).size > 1,
  );
}

/** The one root field of the one operation; or why there is none such. */
function rootOf(document: DocumentNode): Root | { readonly message: string } {
  const operations = document.definitions.filter(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const [operation, another] = operations;
  const example = `write \`subscription { ${NOTICE_FIELDS.ALERT_FIRED.field} { … } }\``;
  if (!operation || another)
    return {
      message: `The document holds ${operations.length} operations: ${example}, and nothing beside it.`,
    };
  if ((operation.operation as string) !== 'subscription')
    return {
      message: `The document is a ${operation.operation}: ${example}. It is executed for each event.`,
    };
  const [field, second] = operation.selectionSet.selections;
  if (!field || second || field.kind !== Kind.FIELD)
    return { message: `The subscription's root is one field, outside of fragments: ${NAMES.join(' or ')}.` };
  const found = Object.entries(NOTICE_FIELDS).find(([, { field: name }]) => name === field.name.value);
  if (!found)
    return {
      message: `Webhooks are told by ${NAMES.join(' or ')}, not by \`${field.name.value}\`: subscribe to one of those.`,
    };
  if ((field.directives ?? []).length > 0)
    return {
      message: `\`${field.name.value}\` has a directive: leave it out, the field is what a webhook is told by.`,
    };
  return { operation, field, kind: found[0] as NoticeKind };
}

/** Which budgets or alerts are asked for; other arguments mean nothing to a webhook. */
function askedOf(
  schema: GraphQLSchema,
  parsed: DocumentNode,
  { operation, field, kind }: Root,
  variables: WebhookDocument['variables'],
): CheckedDocument {
  const stray = field.arguments?.find(({ name }) => name.value !== 'ids')?.name.value;
  if (stray !== undefined) {
    const why =
      stray === 'after'
        ? 'a webhook is told of each event as it happens; `replayDeliveries` sends earlier ones again.'
        : `only \`ids\` says which events a webhook is told of.`;
    return { faults: [{ where: 'document', message: `Leave \`${stray}\` out: ${why}` }] };
  }
  const definition = schema.getSubscriptionType()?.getFields()[field.name.value];
  if (!definition) throw new Error(`a valid document asks for ${field.name.value}, which is not there`);
  const { variableDefinitions = [] } = operation;
  const values = getVariableValues(schema, variableDefinitions, { ...variables });
  if (values.errors) return refused('variables', values.errors);
  const unused = Object.keys(variables).find(
    (name) => !variableDefinitions.some(({ variable }) => variable.name.value === name),
  );
  if (unused !== undefined)
    return {
      faults: [
        {
          where: 'variables',
          message: `The document has no variable \`$${unused}\`: leave it out, or declare it.`,
        },
      ],
    };
  try {
    const { ids } = getArgumentValues(definition, field, values.variableValues) as {
      ids?: readonly string[] | null;
    };
    const nodes = ids?.map((id) => decodeNodeId(id, (name) => schema.getType(name) !== undefined));
    return { fits: { kind, topics: topicsOf(nodes, NOTICE_FIELDS[kind].topic) }, parsed };
  } catch (error) {
    return refused('document', errorsOf(error));
  }
}

function refused(where: DocumentFault['where'], errors: readonly GraphQLError[]): CheckedDocument {
  // The first ones tell enough, and the rest is often their consequence.
  return {
    faults: errors
      .slice(0, 10)
      .map(({ message, locations }) => ({ where, message: placed(message, locations) })),
  };
}

function placed(message: string, locations: GraphQLError['locations']): string {
  const [place] = locations ?? [];
  return place ? `${message} (line ${place.line}, column ${place.column})` : message;
}

function errorsOf(error: unknown): readonly GraphQLError[] {
  if (error instanceof GraphQLError) return [error];
  throw error;
}
