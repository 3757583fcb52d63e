import { GraphQLError } from 'graphql';
import { builder } from '#graph/builder.ts';
import { ErrorInterface } from '#graph/errors.ts';
import { fault, type ReportFault } from './take-report.ts';

export type ShownFault = ReportFault & { readonly nearest?: readonly string[] };

export const ReportErrorRef = builder.objectRef<ShownFault>('ReportError').implement({
  description:
    'Why a report was not taken. Codes: BAD_TEXT, UNKNOWN_NAME, TIME_IN_FUTURE, TOO_OLD, TIMES_OUT_OF_ORDER, BAD_REASON, BAD_FIGURE, DOES_NOT_FIT, BEYOND_HARDWARE, IDEMPOTENCY_CONFLICT, TOO_MANY_REPORTS.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.stringList({
      description: 'Where in the arguments: ["input", "gpu"].',
      resolve: ({ path }) => [...path],
    }),
    nearest: t.stringList({
      description: 'Names that may have been meant; empty where the mistake is no name.',
      resolve: ({ nearest }) => [...(nearest ?? [])],
    }),
  }),
});

/** What a name means; null where it means nothing, which is added to the faults. */
export async function resolvedName<T>(
  name: string,
  of: () => T | Promise<T>,
  faults: ShownFault[],
): Promise<T | null> {
  try {
    return await of();
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const nearest = (error.extensions['nearest'] as readonly string[] | undefined) ?? [];
    faults.push({ ...fault('UNKNOWN_NAME', name, error.message), nearest });
    return null;
  }
}

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

/** Who reports, and under which key: of every report. */
export function reporterFields(t: InputFields) {
  return {
    reporter: t.string({
      required: true,
      description:
        'A secret of your own making, 16 to 100 characters, the same for all your reports. It is kept as a digest, proves nothing, and only ties your reports together.',
    }),
    idempotencyKey: t.string({
      required: true,
      description:
        'Names this report among yours, 1 to 100 characters: sent again, it is taken once. A report that corrects another has a key of its own.',
    }),
  };
}
