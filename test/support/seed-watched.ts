import { expect } from 'vitest';
import { alertEvaluator } from '#alert/evaluator.ts';
import type { Db } from '#db/open.ts';
import { DAY_MS, formatInstant, plusMs } from '#units/time.ts';
import { data } from './ask.ts';
import { NOON } from './seed-market.ts';

const daysAgo = (days: number): string => formatInstant(plusMs(NOON, -days * DAY_MS));

const told = (name: string, days: number, money: string, project = 'fine-tuning'): string =>
  `${name}: recordSpend(input: { ${money}, project: "${project}", model: "llama-3.1-8b", at: "${daysAgo(days)}", idempotencyKey: "${name}" })
    { errors { message } }`;

/** Under the keys of schema/operations, so that what they ask for is there. */
const MADE = [
  `mutation {
    createBudget(input: { idempotencyKey: "fine-tuning-monthly", name: "Fine-tuning", scope: PROJECT, scopeName: "fine-tuning",
      amount: "100", timeZone: "Europe/Berlin" }) { errors { message } }
    whole: createBudget(input: { idempotencyKey: "whole", name: "All", amount: "400", period: TOTAL }) { errors { message } }
    hard: createBudget(input: { idempotencyKey: "hard", name: "Hard", amount: "40", period: MONTH, hardStop: true, scope: PROJECT,
      scopeName: "evals" }) { errors { message } }
    createAlert(input: { idempotencyKey: "cheap-4090", name: "Cheap", gpu: "RTX 4090", condition: { below: "0.5" } }) { errors { message } }
    drop: createAlert(input: { idempotencyKey: "drop-4090", name: "Drop", gpu: "RTX 4090", condition: { dropPercent: 10 } }) { errors { message } }
    stock: createAlert(input: { idempotencyKey: "stock-4090", name: "Stock", gpu: "RTX 4090", condition: { availableAtLeast: 1 } })
      { errors { message } }
    createWebhook(input: { idempotencyKey: "prices-to-our-chat", name: "Chat", url: "https://example.com/a", kind: ALERT_FIRED })
      { errors { message } }
    pingWebhook(input: { idempotencyKey: "prices-to-our-chat" }) { errors { message } }
  }`,
  `mutation { ${Array.from({ length: 13 }, (_, day) => told(`d${day}`, day + 1, `amount: "${3 + (day % 4)}.37"`)).join('\n')} }`,
  `mutation {
    ${told('market', 0.1, 'rental: { gpu: "RTX 4090" }, hours: 2.5')}
    ${told('own', 0.2, 'rental: { gpu: "H100 SXM", gpuCount: 3, pricePerGpuHour: "1.234567" }, duration: "PT7H13M"', 'evals')}
    reserveSpend(input: { amount: "5", project: "evals", idempotencyKey: "held" }) { errors { message } }
    more: reserveSpend(input: { amount: "4", project: "fine-tuning", idempotencyKey: "done" }) { errors { message } }
    settleReservation(input: { reservationKey: "done", amount: "4.4" }) { errors { message } }
    correctSpend(input: { entryKey: "d3", by: "-1.25" }) { errors { message } }
  }`,
];

/** Budgets with what was spent, alerts that have been judged, and a webhook, all of them of one owner at NOON. */
export async function seedWatched(db: Db): Promise<void> {
  for (const document of MADE) {
    const answer = await data<Record<string, { readonly errors: readonly unknown[] }>>(db, document);
    for (const [field, { errors }] of Object.entries(answer)) expect([field, errors]).toEqual([field, []]);
  }
  await alertEvaluator(db, { now: () => NOON, outbox: { send: async () => {} } }).evaluate();
}
