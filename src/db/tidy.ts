import type { Database } from './open.ts';

/** Tables whose rows are rewritten all the time; the others only grow. */
const REWRITTEN = [
  'offer, provider, tape, poll, reject, memory, rollup_dirty',
  'ledger, ledger_sum, ledger_quarter, ledger_hold, budget, owner_feed, webhook_delivery, webhook_endpoint',
  'alert, alert_state, alert_series, alert_judged',
].join(', ');

/**
 * Reclaims the dead rows of what is rewritten and brings the planner's statistics up to date: for PGlite,
 * which has no autovacuum, and in which a table of a few hundred offers otherwise grows by megabytes an
 * hour. `all` looks at every table, for after a bulk load. PostgreSQL looks after itself.
 */
export async function tidy({ driver }: Database, { all = false } = {}): Promise<void> {
  if (driver.engine === 'postgres') return;
  await driver.pglite.exec(all ? 'vacuum (analyze)' : `vacuum (analyze) ${REWRITTEN}`);
}
