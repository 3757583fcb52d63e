import { BY_ID_OR_KEY, type OwnKind } from '../which-own.ts';

export const WORKLOAD: OwnKind = {
  typename: 'Workload',
  noun: 'workload',
  made: 'submitted',
  list: 'workloads',
  fields: BY_ID_OR_KEY,
};
