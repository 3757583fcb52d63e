import type { Page } from '#graph/page.ts';
import { workloadCursor, workloadPlace } from '#workload/job/workload-cursor.ts';
import type { Instant } from '#units/time.ts';

/** Where a webhook, or a delivery, stands among its owner's: it tells nothing of how many others there are. */
export type CreatedPlace = { readonly createdAt: Instant; readonly id: string };

export function createdCursor({ createdAt, id }: CreatedPlace): string {
  return workloadCursor({ submittedAt: createdAt, id });
}

/** The place a page begins beyond; null at an end. Throws BAD_CURSOR for what is no such cursor. */
export function createdPlace(page: Page): CreatedPlace | null {
  const place = workloadPlace(page);
  return place && { createdAt: place.submittedAt, id: place.id };
}
