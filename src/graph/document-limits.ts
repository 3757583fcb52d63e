import {
  GraphQLError,
  Kind,
  parse,
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type Source,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { limitExceeded, refusal } from './errors.ts';
import type { Limits } from './limits.ts';
import { stringFault } from './string-fault.ts';

type DocumentLimits = Pick<Limits, 'tokens' | 'depth' | 'aliases' | 'directives'>;

/** Parses a document, and stops at the token over the limit: what it costs to refuse one is bounded. */
export function parseWithin({ tokens }: DocumentLimits, source: string | Source): DocumentNode {
  try {
    return parse(source, { maxTokens: tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError) || !/more than \d+ tokens/.test(error.message)) throw error;
    throw limitExceeded({
      limit: 'tokens',
      max: tokens,
      found: `more than ${tokens}`,
      what: 'Tokens in the document',
      advice: 'Send values as variables, and split the document into several requests.',
    });
  }
}

/**
 * The rules a document must keep before the specification's own rules look at it, as some of those take
 * their time with documents made to be slow.
 */
export function limitRules(limits: DocumentLimits): readonly ValidationRule[] {
  return [
    (context) => DepthRule(context, limits.depth),
    (context) =>
      CountRule(context, 'Field', {
        limit: 'aliases',
        max: limits.aliases,
        what: 'Aliased fields in the document',
        advice: 'Ask for fewer at once, or use a list field that takes several names or ids.',
      }),
    (context) =>
      CountRule(context, 'Directive', {
        limit: 'directives',
        max: limits.directives,
        what: 'Directives in the document',
        advice: 'Leave fields out of the document instead of skipping them.',
      }),
    UsableValuesRule,
  ];
}

/** Says in our words where graphql-js gave up to compare the fields that a document repeats. */
export function explainAborted({ fieldComparisons: max }: Limits, error: GraphQLError): GraphQLError {
  if (error.message !== 'Validation aborted.') return error;
  return limitExceeded({
    limit: 'fieldComparisons',
    max,
    found: `more than ${max}`,
    what: 'Comparisons between fields of one name',
    advice: 'Ask for each field once in a selection, and spread each fragment once.',
  });
}

function DepthRule(context: ValidationContext, max: number): ASTVisitor {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const depths = new Map<string, number>();
  for (const definition of context.getDocument().definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const depthOf = (set: SelectionSetNode): number => {
    let deepest = 0;
    for (const node of set.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) deepest = Math.max(deepest, depthOfFragment(node.name.value));
      else {
        const own = node.kind === Kind.FIELD ? 1 : 0;
        deepest = Math.max(deepest, own + (node.selectionSet ? depthOf(node.selectionSet) : 0));
      }
    }
    return deepest;
  };
  const depthOfFragment = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    // A fragment that reaches itself counts nothing here; NoFragmentCycles refuses it.
    depths.set(name, 0);
    const fragment = fragments.get(name);
    const depth = fragment ? depthOf(fragment.selectionSet) : 0;
    depths.set(name, depth);
    return depth;
  };
  return {
    OperationDefinition(node) {
      const found = depthOf(node.selectionSet);
      if (found > max) {
        const advice = 'Ask for fewer levels, or for the inner ones in a request of their own.';
        const what = 'Fields nested in each other';
        context.reportError(limitExceeded({ limit: 'depth', max, found, what, advice }));
      }
      return false;
    },
  };
}

function CountRule(
  context: ValidationContext,
  kind: 'Field' | 'Directive',
  limit: { limit: string; max: number; what: string; advice: string },
): ASTVisitor {
  let found = 0;
  return {
    [kind](node: { readonly alias?: unknown }) {
      if (kind === 'Directive' || node.alias !== undefined) found++;
    },
    Document: {
      leave() {
        if (found > limit.max) context.reportError(limitExceeded({ ...limit, found }));
      },
    },
  };
}

function UsableValuesRule(context: ValidationContext): ASTVisitor {
  return {
    StringValue(node) {
      const fault = stringFault(node.value);
      if (fault) context.reportError(refusal('BAD_USER_INPUT', `A string in the document ${fault}`));
    },
    // As a variable Infinity is refused by graphql-js; as a literal it is not.
    FloatValue(node) {
      if (Number.isFinite(Number(node.value))) return;
      context.reportError(
        refusal('BAD_USER_INPUT', 'A number in the document is too large: send a finite one.'),
      );
    },
  };
}
