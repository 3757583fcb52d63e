import { recordSpend } from '#budget/ledger/record-spend.ts';
import type { Db } from '#db/open.ts';
import { microUsd } from '#units/money.ts';
import { ownerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import { contextOf } from '../support/ask.ts';

/** Records money that an owner spent. */
export async function spend(
  db: Db,
  owner: string,
  { usd, at, project, model }: { usd: number; at: Instant; project?: string; model?: string },
): Promise<void> {
  const amount = microUsd(Math.round(usd * 1e6));
  const context = { ...contextOf(db), now: () => at };
  const { errors } = await recordSpend(context, ownerId(owner), { amount, at, project, model });
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join());
}
