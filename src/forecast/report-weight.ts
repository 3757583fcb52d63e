/** How much users' reports weigh: what keeps one reporter from making a rate, and all of them from filling a disk. */
export const REPORT_WEIGHT = {
  /** Fewer different reporters than this make no rate. */
  fewestReporters: 3,
  /** A life counts up to here, and as censored beyond. */
  longestLifeHours: 720,
  /** Reports taken from one reporter within 24 hours. */
  reportsPerDay: 100,
  /** Reports taken from all reporters within 24 hours. */
  reportsPerDayInAll: 20_000,
} as const;

export const WEIGHT_RULE =
  `Nobody checks reports, so a rate needs ${REPORT_WEIGHT.fewestReporters} reporters; of each count the newest lives, as many as all ` +
  `others report of the same provider, GPU and billing, and each life for its first ${REPORT_WEIGHT.longestLifeHours / 24} days. ` +
  'Whoever makes up reporters can still bend a rate; what providers publish goes before it.';
