import type { GraphQLSchema } from 'graphql';
import type { DocumentCheck } from './asked-webhook.ts';
import { checkDocument, type CheckedDocument } from './graph-document.ts';

/** Most webhooks have the document of their kind. */
const MOST_KEPT = 100;

/**
 * Judges documents by one schema, and remembers those judged last: a document made to be slow takes some 100 ms each
 * time, and it would be judged anew for every delivery.
 */
export function rememberedCheck(schema: GraphQLSchema): DocumentCheck {
  const kept = new Map<string, CheckedDocument>();
  return ({ document, variables }) => {
    const key = JSON.stringify([document, variables]);
    const checked = kept.get(key) ?? checkDocument(schema, { document, variables });
    kept.delete(key);
    kept.set(key, checked);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return checked;
  };
}
