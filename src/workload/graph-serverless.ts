import {
  billedHours,
  serverlessCost,
  serverlessSeconds,
  type ServerlessCost,
  type ServerlessSeconds,
} from '#analytics/serverless-cost.ts';
import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { askedMoment } from '#market/graph-moment.ts';
import type { Figure } from '#units/figure.ts';
import type { Instant } from '#units/time.ts';
import { costAt, type Cost } from './cost.ts';
import { CostRef } from './graph-cost.ts';
import { FigureRef } from './graph-figure.ts';
import { RentalRef } from './graph-rental.ts';
import { checkedServerlessLoad, ServerlessInput } from './graph-serverless-input.ts';
import { checkBill, rentalOf, type Rental } from './rental.ts';

type ServerlessAnswer = {
  readonly at: Instant;
  readonly rental: Rental;
  readonly seconds: ServerlessSeconds;
  readonly hours: ReturnType<typeof billedHours>;
  /** Null where there is no price. */
  readonly cost: ServerlessCost | null;
};

const asCost = ({ factors, simulated }: Rental, figure: Figure): Cost => costAt(figure, factors, simulated);

type Part = { readonly rental: Rental; readonly cost: ServerlessCost };

const PARTS: Readonly<Record<keyof ServerlessCost, string>> = {
  compute: 'For the seconds that requests take.',
  coldStarts: 'For the seconds that workers take to start.',
  idle: 'For the seconds that workers wait for another request before they stop.',
  withoutIdle: 'compute + coldStarts: what a platform that does not bill idle workers would ask.',
  total: 'compute + coldStarts + idle.',
  alwaysOn: 'The same workers, never stopped: no cold starts.',
  perRequest: 'total ÷ the requests of a month.',
};

const ServerlessPartsRef = builder.objectRef<Part>('ServerlessMonthlyCost').implement({
  description: 'What a month of 30 days costs, by what is billed for.',
  fields: (t) => {
    const part = (name: keyof ServerlessCost) =>
      t.field({
        type: CostRef,
        description: PARTS[name],
        resolve: ({ rental, cost }) => asCost(rental, cost[name]),
      });
    return {
      compute: part('compute'),
      coldStarts: part('coldStarts'),
      idle: part('idle'),
      withoutIdle: part('withoutIdle'),
      total: part('total'),
      alwaysOn: part('alwaysOn'),
      perRequest: part('perRequest'),
    };
  },
});

const ServerlessCostRef = builder.objectRef<ServerlessAnswer>('ServerlessCost').implement({
  description: 'What workers cost that are billed by the second, start cold and stop when idle.',
  fields: (t) => {
    const figure = (description: string, resolve: (answer: ServerlessAnswer) => Figure) =>
      t.field({ type: FigureRef, description, resolve });
    return {
      at: t.expose('at', { type: 'DateTime', description: 'The instant it is true for.' }),
      rental: t.field({
        type: RentalRef,
        description: 'What each worker is and costs.',
        resolve: ({ rental }) => rental,
      }),
      busySecondsPerDay: figure('Seconds a day that requests take.', ({ seconds }) => seconds.busy),
      coldStartsPerDay: figure(
        'Cold starts a day of all workers.',
        ({ seconds }) => seconds.coldStartsPerDay,
      ),
      coldProbability: figure(
        'The share of requests that start a worker and wait for it, 0 to 1. Requests that come meanwhile wait too.',
        ({ seconds }) => seconds.coldProbability,
      ),
      coldSecondsPerDay: figure('Seconds a day that cold starts take.', ({ seconds }) => seconds.cold),
      idleSecondsPerDay: figure(
        'Seconds a day that workers wait, billed. With a stated frequency of cold starts it is the most there can be: the whole timeout after each request, as far as the day goes.',
        ({ seconds }) => seconds.idle,
      ),
      idleSecondsPerGap: t.field({
        type: FigureRef,
        nullable: true,
        description:
          'Seconds billed for each gap between requests, on average. Null where the frequency of cold starts is stated.',
        resolve: ({ seconds }) => seconds.idlePerGap,
      }),
      billedHoursPerMonth: figure(
        'Hours of workers billed in a month of 30 days.',
        ({ hours }) => hours.hours,
      ),
      breakEvenPremium: figure(
        'How many times as dear by the hour stopping workers may be before the same workers, never stopped, cost less.',
        ({ hours }) => hours.breakEvenPremium,
      ),
      monthly: t.field({
        type: ServerlessPartsRef,
        nullable: true,
        description: 'What a month costs. Null where there is no price: rental.absence says why.',
        resolve: ({ rental, cost }) => cost && { rental, cost },
      }),
    };
  },
});

builder.queryField('serverlessCost', (t) =>
  t.field({
    type: ServerlessCostRef,
    description:
      'What requests cost a month on workers that are billed by the second and stop when idle: computing, cold starts, idle time, against workers that never stop.',
    complexity: { field: 20 },
    args: {
      input: t.arg({ type: ServerlessInput, required: true, description: 'The requests and the workers.' }),
      ...asOf,
    },
    resolve: async (_root, { input }, context, info): Promise<ServerlessAnswer> => {
      const load = checkedServerlessLoad(input);
      const moment = await askedMoment(context, info);
      const rental = await rentalOf(input.rental, context, moment);
      const seconds = serverlessSeconds(load, input.coldStarts);
      const { price, gpuCount } = rental;
      const cost = price && serverlessCost(load, seconds, { price, gpuCount });
      if (cost) checkBill('workers', cost.alwaysOn.value);
      return { at: moment.at, rental, seconds, hours: billedHours(load, seconds), cost };
    },
  }),
);
