import type { MicroUsd } from '#units/money.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Billing } from '#units/quote.ts';
import type { FigureBasis } from '#units/figure.ts';
import type { Instant } from '#units/time.ts';

/** What an entry of the ledger records. */
export const ENTRY_KINDS = ['SPEND', 'RESERVATION', 'SETTLEMENT', 'RELEASE', 'EXPIRY', 'CORRECTION'] as const;

export type EntryKind = (typeof ENTRY_KINDS)[number];

/** How an amount came about: GPUs for a time at a price. */
export type Rate = {
  /** Null where a price alone was told. */
  readonly gpu: string | null;
  readonly gpuCount: number;
  readonly ms: number;
  readonly billing: Billing;
  /** Micro-dollars for one GPU and one hour. */
  readonly price: MicroUsd;
  readonly basis: FigureBasis;
  /** Who asked that price, when; or the caller. */
  readonly source: string;
  /** Of the offer; null for a price of the caller's own. */
  readonly provider: string | null;
  readonly region: string | null;
  readonly simulated: boolean;
};

/** A change of what was spent and of what is held, as it is added: entries never change. */
export type NewEntry = {
  readonly kind: EntryKind;
  /** Below zero where a correction takes off. */
  readonly spent: MicroUsd;
  /** Below zero where what was held is let go. */
  readonly reserved: MicroUsd;
  readonly model: string | null;
  readonly project: string | null;
  /** When the money was, or will be, spent: it counts in the periods this lies in. */
  readonly at: Instant;
  /** Number of the entry it is about. */
  readonly refersTo: number | null;
  readonly expiresAt: Instant | null;
  readonly description: string | null;
  readonly rate: Rate | null;
  readonly idempotencyKey: string | null;
  readonly digest: string | null;
};

export type LedgerEntry = NewEntry & {
  readonly id: string;
  readonly owner: OwnerId;
  /** Its number among its owner's entries, from 1, without gaps. */
  readonly seq: number;
  readonly recordedAt: Instant;
};
