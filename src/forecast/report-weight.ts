/** How much users' reports weigh: what keeps one reporter from making a rate. */
export const REPORT_WEIGHT = {
  /** Fewer different reporters than this make no rate. */
  fewestReporters: 3,
  /** A life counts up to here, and as censored beyond. */
  longestLifeHours: 720,
  /** Reports taken from one reporter within 24 hours. */
  reportsPerDay: 100,
} as const;
