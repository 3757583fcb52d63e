import { createHash } from 'node:crypto';
import { lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';
import type { Db } from '#db/open.ts';
import type { Outbox } from '#graph/outbox.ts';
import type { Clock } from '#units/time.ts';
import { checkDocument, type CheckedDocument } from './graph-document.ts';
import { declareFit, declareMisfit } from './misfit.ts';
import { uncheckedWebhooks, setChecked } from './store-misfit.ts';

type World = {
  readonly db: Db;
  readonly schema: GraphQLSchema;
  readonly now: Clock;
  readonly outbox: Outbox;
};

/** How many are read at once. */
const PAGE = 500;

/**
 * Judges the document of every webhook by the schema that is served from now on, once for each schema: those it no
 * longer fits are told so before anything happens that they would miss, and those it fits again are sent what waited.
 * Answers how many were judged.
 */
export async function checkFits(world: World): Promise<number> {
  const { db, schema } = world;
  const digest = schemaDigest(schema);
  // Most have the same document: the one of their kind.
  const known = new Map<string, CheckedDocument>();
  let judged = 0;
  for (;;) {
    const webhooks = await uncheckedWebhooks(db, digest, PAGE);
    for (const { id, status, ...document } of webhooks) {
      const key = JSON.stringify([document.document, document.variables]);
      const checked = known.get(key) ?? checkDocument(schema, document);
      known.set(key, checked);
      if ('faults' in checked && status === 'ACTIVE') await declareMisfit(world, id, checked.faults);
      if (!('faults' in checked) && status === 'MISFIT') await declareFit(world, id);
    }
    await setChecked(
      db,
      webhooks.map(({ id }) => id),
      digest,
    );
    judged += webhooks.length;
    if (webhooks.length < PAGE) return judged;
  }
}

/** Tells schemas apart by all they say, whatever the order of it. */
export function schemaDigest(schema: GraphQLSchema): string {
  return createHash('sha256')
    .update(printSchema(lexicographicSortSchema(schema)))
    .digest('hex');
}
