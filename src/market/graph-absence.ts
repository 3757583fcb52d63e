import { builder } from '#graph/builder.ts';
import type { Summary } from './store-summary.ts';

export type Absence = 'NOT_OFFERED' | 'SOLD_OUT' | 'STALE' | 'NOT_OBSERVED' | 'NOT_ENOUGH_DATA';

export const AbsenceEnum = builder.enumType('Absence', {
  description: 'Why there is no figure where one was asked for.',
  values: {
    NOT_OFFERED: { description: 'No provider lists it, under the filter given.' },
    SOLD_OUT: { description: 'It is listed, but every offer is taken.' },
    STALE: {
      description:
        'The only offers are from providers that have not answered lately, and those were excluded.',
    },
    NOT_OBSERVED: {
      description:
        'No price was observed in the time asked about: nothing was on offer, or nobody was watching.',
    },
    NOT_ENOUGH_DATA: { description: 'Too little was observed in the time asked about to compute it.' },
  },
});

/** Why a group of offers has no price; null where it has one. */
export function absenceOf(
  summary: Pick<Summary, 'offers' | 'taken' | 'staleOut'> | undefined,
): Absence | null {
  if (!summary) return 'NOT_OFFERED';
  if (summary.offers > 0) return null;
  if (summary.staleOut > 0) return 'STALE';
  return summary.taken > 0 ? 'SOLD_OUT' : 'NOT_OFFERED';
}
