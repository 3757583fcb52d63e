import { builder } from '#graph/builder.ts';
import { formatUsd } from '#units/money.ts';
import { RentalInput } from '#workload/graph-rental.ts';
import { MOST } from '#workload/job/asked-workload.ts';
import { LONGEST_TEXT } from './record-spend.ts';
import { MOST_AMOUNT } from './told-amount.ts';

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

function wordFields(t: InputFields) {
  return {
    idempotencyKey: t.string({
      description: `Names this among all you tell the ledger, 1 to ${MOST.key} characters: sent again, it is taken once, and answers what was kept; for anything else it is a conflict, also of another kind. What was refused leaves it free. Without one each sending is an entry.`,
    }),
    description: t.string({ description: `Whatever helps you later; at most ${LONGEST_TEXT} characters.` }),
  };
}

function moneyFields(t: InputFields) {
  return {
    ...wordFields(t),
    amount: t.field({
      type: 'USD',
      description: `What it costs: more than 0, at most ${formatUsd(MOST_AMOUNT)}. Or tell a \`rental\` for a time.`,
    }),
    rental: t.field({
      type: RentalInput,
      description:
        'In place of `amount`: what is rented. It costs price × GPUs × time, at the cheapest offer at the instant `at`, or at your own `pricePerGpuHour`. The entry keeps the rate.',
    }),
    hours: t.float({ description: 'With `rental`: for how many hours, 0.001 to 87600.' }),
    duration: t.field({
      type: 'Duration',
      description: 'In place of `hours`: for how long, such as "PT1H30M".',
    }),
    project: t.string({
      description: `The project it is spent on, at most ${MOST.name} characters: budgets of that project count it.`,
    }),
    model: t.string({
      description: `The model it is spent on, at most ${MOST.name} characters: budgets of that model count it.`,
    }),
  };
}

function reservationFields(t: InputFields) {
  return {
    reservation: t.globalID({ description: 'The reservation’s `id`.' }),
    reservationKey: t.string({
      description: 'In place of `reservation`: the idempotency key it was made under.',
    }),
  };
}

export const RecordSpendInput = builder.inputType('RecordSpendInput', {
  description: 'Money that was spent.',
  fields: (t) => ({
    ...moneyFields(t),
    at: t.field({
      type: 'DateTime',
      description:
        'When it was spent; now where left out, at most 730 days ago. Budgets count it in the period this lies in: in a past one they fire the thresholds it reaches there, none a second time.',
    }),
  }),
});

export const ReserveSpendInput = builder.inputType('ReserveSpendInput', {
  description: 'Money that is to be held for what is to come.',
  fields: (t) => ({
    ...moneyFields(t),
    at: t.field({
      type: 'DateTime',
      description:
        'When it is to be spent; now where left out, at most 366 days ahead. Budgets hold it in the period this lies in.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'When it is let go by itself, if it was not settled before; never where left out.',
    }),
  }),
});

export const SettleReservationInput = builder.inputType('SettleReservationInput', {
  description: 'What a reservation came to.',
  fields: (t) => ({
    ...wordFields(t),
    ...reservationFields(t),
    amount: t.field({
      type: 'USD',
      required: true,
      description: 'What was spent in truth: less than was reserved, as much, or more; 0 for nothing.',
    }),
    at: t.field({
      type: 'DateTime',
      description:
        'When it was spent. Where left out: when it was reserved for, or now where that has not come. Budgets count it in that period, and a threshold it reaches in a past one fires too.',
    }),
  }),
});

export const ReleaseReservationInput = builder.inputType('ReleaseReservationInput', {
  description: 'A reservation of which nothing was spent.',
  fields: (t) => ({
    ...wordFields(t),
    ...reservationFields(t),
  }),
});

export const CorrectSpendInput = builder.inputType('CorrectSpendInput', {
  description: 'What is wrong with what was spent by an entry. Tell one of `to` and `by`.',
  fields: (t) => ({
    ...wordFields(t),
    entry: t.globalID({ description: 'The `id` of a SPEND or a SETTLEMENT.' }),
    entryKey: t.string({ description: 'In place of `entry`: the idempotency key it was told under.' }),
    to: t.field({
      type: 'USD',
      description:
        'What it came to in truth, such as an invoice’s sum; 0 for nothing. It counts in the period of the entry, also a past one.',
    }),
    by: t.field({ type: 'USD', description: 'Or the difference: "-1.20" takes off, "1.20" adds.' }),
  }),
});
