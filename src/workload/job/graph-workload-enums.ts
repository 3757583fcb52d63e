import { builder } from '#graph/builder.ts';
import type { MeteredPart, WorkloadChange } from './workload.ts';
import type { WorkloadStatus } from './status-machine.ts';

export const WorkloadStatusEnum = builder.enumType('WorkloadStatus', {
  description:
    'How far a workload has come: SUBMITTED → RUNNING → COMPLETED, FAILED or CANCELLED. Other moves are refused, but for SUBMITTED → FAILED or CANCELLED: it ended before it began.',
  values: {
    SUBMITTED: { description: 'Told of, and not begun.' },
    RUNNING: { description: 'At work since startedAt.' },
    COMPLETED: { description: 'Ran to its end.' },
    FAILED: { description: 'Ended by a fault, while it ran or before.' },
    CANCELLED: { description: 'Given up, while it ran or before.' },
  } satisfies Record<WorkloadStatus, { description: string }>,
});

export const MeteredPartEnum = builder.enumType('MeteredPart', {
  description: 'What an energy meter is of.',
  values: {
    GPUS: {
      description:
        'The GPUs alone, by their own telemetry: nvidia-smi, DCGM. The rest of the machine and the data centre’s PUE are counted on top as they are estimated.',
    },
    MACHINE: {
      description: 'Whole machines at the plug. The data centre’s PUE is counted on top as it is estimated.',
    },
    FACILITY: { description: 'All that was drawn for it, cooling included: counted as it is.' },
  } satisfies Record<MeteredPart, { description: string }>,
});

export const WorkloadChangeKindEnum = builder.enumType('WorkloadChangeKind', {
  description: 'What changed about a workload.',
  values: {
    STATUS: { description: 'It was submitted or moved: before and after are statuses.' },
    ENERGY: { description: 'Its energy was measured: before and after are kWh, as decimals.' },
  } satisfies Record<WorkloadChange['kind'], { description: string }>,
});
