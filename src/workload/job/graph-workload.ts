import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { ownerOf } from '#graph/owner.ts';
import { gpuOf, GpuRef } from '#market/graph-gpu.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { regionOf, RegionRef } from '#market/graph-region.ts';
import { percentOf } from '#units/rounding.ts';
import { HOUR_MS } from '#units/time.ts';
import { EnergyEstimateRef } from '../energy/graph-energy.ts';
import { FigureRef } from '../graph-figure.ts';
import { countedEnergy, countedHours, estimateOf } from './counted.ts';
import { WorkloadChangeRef } from './graph-workload-change.ts';
import { WorkloadEnergyRef } from './graph-workload-energy.ts';
import { WorkloadStatusEnum } from './graph-workload-enums.ts';
import { WorkloadRentRef } from './graph-workload-rent.ts';
import { rentOf } from './rent.ts';
import { movesFrom } from './status-machine.ts';
import { changesOf } from './store-changes.ts';
import { workloadsById } from './store-workloads.ts';
import { UUID } from './workload-cursor.ts';
import type { Workload } from './workload.ts';

export const WorkloadRef = builder.objectRef<Workload>('Workload');

builder.node(WorkloadRef, {
  description:
    'A job on GPUs that somebody runs or means to run: what it is, how far it has come, what energy and rent it takes. It is seen by its owner alone.',
  id: { resolve: ({ id }) => id, description: 'Opaque id, for `workload` and `node`.' },
  loadMany: async (ids, context) => {
    const found = await workloadsById(
      context.db,
      ownerOf(context),
      ids.filter((id) => UUID.test(id)),
    );
    return ids.map((id) => found.find((workload) => workload.id === id) ?? null);
  },
  fields: (t) => ({
    name: t.exposeString('name', {
      nullable: true,
      description: 'What its owner calls it; null where that was not told.',
    }),
    project: t.exposeString('project', {
      nullable: true,
      description: 'What it belongs to; null where that was not told.',
    }),
    notes: t.exposeString('notes', {
      nullable: true,
      description: 'Whatever its owner noted; null for nothing.',
    }),
    status: t.field({
      type: WorkloadStatusEnum,
      description: 'How far it has come.',
      resolve: ({ status }) => status,
    }),
    nextStatuses: t.field({
      type: [WorkloadStatusEnum],
      description: 'What it can become from here; empty where it has ended.',
      complexity: { multiplier: 3 },
      resolve: ({ status }) => [...movesFrom(status)],
    }),
    gpu: t.field({
      type: GpuRef,
      nullable: true,
      description: 'The GPU; null only for one the catalog has dropped.',
      resolve: ({ gpu }) => gpuOf(gpu),
    }),
    gpuCount: t.exposeInt('gpuCount', { description: 'How many of it work together.' }),
    modelGb: t.exposeFloat('modelGb', {
      nullable: true,
      description:
        'Gigabytes of the model’s weights, as told: `insights` looks for GPUs that hold it. Null where it was not told.',
    }),
    plannedHours: t.float({
      description: 'How many hours it was planned to run, as told.',
      resolve: ({ plannedMs }) => plannedMs / HOUR_MS,
    }),
    hours: t.field({
      type: FigureRef,
      description: 'The hours that count: the planned ones, and once it has ended those it ran.',
      resolve: countedHours,
    }),
    utilization: t.float({
      description: 'Percent of the time in which the GPUs are busy.',
      resolve: ({ utilization }) => percentOf(utilization, 6),
    }),
    region: t.field({
      type: RegionRef,
      nullable: true,
      description: 'Where it runs; null where that was not told.',
      resolve: ({ region }) => regionOf(region),
    }),
    provider: t.exposeString('provider', {
      nullable: true,
      description: 'Id of the provider ("aws"); null where none was told: any, or a machine of its owner’s.',
    }),
    billing: t.field({
      type: BillingEnum,
      description: 'How its GPUs are rented.',
      resolve: ({ billing }) => billing,
    }),
    submittedAt: t.expose('submittedAt', { type: 'DateTime', description: 'When it was submitted here.' }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it began to run; null where it has not.',
    }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null where it has not.',
    }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed here.' }),
    energy: t.field({
      type: WorkloadEnergyRef,
      nullable: true,
      description:
        'The energy that counts: measured where it was reported, else estimated. Null only for a GPU the catalog has dropped.',
      resolve: countedEnergy,
    }),
    estimate: t.field({
      type: EnergyEstimateRef,
      nullable: true,
      description:
        'What is estimated of the hours that count, by the simple and by the detailed method, computed anew from what was submitted; `history` keeps what was estimated at submission. Null only for a GPU the catalog has dropped.',
      resolve: estimateOf,
    }),
    rent: t.field({
      type: WorkloadRentRef,
      description: 'What its GPUs cost to rent.',
      // Reads the market.
      complexity: 20,
      resolve: (workload, _args, context) => rentOf(workload, context),
    }),
    history: t.loadableList({
      type: WorkloadChangeRef,
      description: 'Every change of it, the first one first: at most 54.',
      complexity: { multiplier: 10 },
      load: async (ids: string[], context: Context) => {
        const changes = await changesOf(context.db, ownerOf(context), ids);
        return ids.map((id) => [...(changes.get(id) ?? [])]);
      },
      resolve: ({ id }) => id,
    }),
  }),
});
