import { DAY_MS } from '#units/time.ts';

/** How long single changes, polls and versions are kept: what happened before is told from roll-ups. */
export const RAW_WINDOW_MS = 35 * DAY_MS;
