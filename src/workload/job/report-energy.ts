import type { Db } from '#db/open.ts';
import type { MicroUsd } from '#units/money.ts';
import type { OwnerId } from '#units/owner.ts';
import { usdAsFloat } from '#units/money.ts';
import type { Instant } from '#units/time.ts';
import { gpuBySlug } from '#catalog/gpus.ts';
import { powerOf } from '../energy/power.ts';
import { inputFault, inputFigureFaults, inputTextFaults, type InputFault } from '../graph-input-error.ts';
import { fieldOf, noSuch, type Which } from '../which-own.ts';
import { countedHours } from './counted.ts';
import { hasEnded } from './status-machine.ts';
import { measurementsOf, tellChange } from './store-changes.ts';
import { lockWorkload, measureWorkload } from './store-workloads.ts';
import { refused, type Answered } from './submit-workload.ts';
import { WORKLOAD } from './which-workload.ts';
import type { MeasuredEnergy, MeteredPart, Workload } from './workload.ts';

export type Measurement = {
  readonly which: Which;
  readonly kwh: number;
  readonly of: MeteredPart;
  readonly kg: number | null;
  readonly cost: MicroUsd | null;
  readonly meter: string;
};

const MOST_KWH = 1e9;
/** Corrections of one workload; each is a line of its history. */
const MOST_REPORTS = 50;
/** Below half of what boards that do nothing are estimated to draw at least, the unit or the job is wrong. */
const LEAST_SHARE_OF_IDLE = 0.5;
/** Above twice what boards and their machines are estimated to draw at most, cooling with it, the unit is wrong. */
const MOST_TIMES_ESTIMATED = 2;

/** Takes what was measured in place of what was estimated, once the job has ended; the newest report counts. */
export async function reportEnergy(
  db: Db,
  owner: OwnerId,
  { which, kwh, of, kg, cost, meter }: Measurement,
  now: Instant,
): Promise<Answered> {
  const usd = cost === null ? null : usdAsFloat(cost);
  const faults: InputFault[] = [
    ...inputFigureFaults('kwh', kwh, [0, MOST_KWH], 'kWh'),
    ...inputFigureFaults('carbonKg', kg, [0, MOST_KWH], 'kg'),
    ...inputFigureFaults('electricityCost', usd, [0, MOST_KWH], 'dollars'),
    ...inputTextFaults('meter', meter, [1, 200]),
  ];
  if (faults.length > 0) return refused(...faults);
  const told: MeasuredEnergy = { kwh, of, kg, cost, by: meter, at: now };
  return db.transaction().execute(async (trx) => {
    const workload = await lockWorkload(trx, owner, which);
    if (!workload) return refused(noSuch(WORKLOAD, which));
    if (!hasEnded(workload.status) || workload.startedAt === null) return refused(notYet(workload));
    if (isSame(workload.measured, told)) return { workload, replayed: true, errors: [] };
    const fault = beyondHardware(workload, kwh);
    if (fault) return refused(fault);
    if ((await measurementsOf(trx, workload)) >= MOST_REPORTS) {
      const message = `${MOST_REPORTS} measurements of one workload are kept, and it has as many: the last one stays.`;
      return refused(inputFault('TOO_MANY', fieldOf(WORKLOAD, which), message));
    }
    const measured = await measureWorkload(trx, workload, told, now);
    const before = workload.measured === null ? null : String(workload.measured.kwh);
    const change = {
      before,
      after: String(kwh),
      at: workload.endedAt ?? now,
      recordedAt: now,
      source: meter,
    };
    await tellChange(trx, workload, { kind: 'ENERGY', ...change });
    return { workload: measured, replayed: false, errors: [] };
  });
}

function notYet({ status }: Workload): InputFault {
  const advice = hasEnded(status)
    ? 'it ended before it began: nothing was drawn.'
    : 'report its energy when it has ended: move it by `setWorkloadStatus` first.';
  return inputFault('ILLEGAL_MOVE', 'id', `It is ${status}: ${advice}`);
}

function isSame(known: MeasuredEnergy | null, told: MeasuredEnergy): boolean {
  if (known === null) return false;
  return (['kwh', 'of', 'kg', 'cost', 'by'] as const).every((key) => known[key] === told[key]);
}

function beyondHardware(workload: Workload, kwh: number): InputFault | null {
  const gpu = gpuBySlug(workload.gpu);
  const hours = countedHours(workload).value;
  if (!gpu) return null;
  const most = (MOST_TIMES_ESTIMATED * powerOf(gpu, 1).total.high.value * workload.gpuCount * hours) / 1000;
  const least = (LEAST_SHARE_OF_IDLE * powerOf(gpu, 0).idle.low.value * workload.gpuCount * hours) / 1000;
  const ran = Number(hours.toPrecision(3));
  if (kwh < least) {
    const { low, high } = powerOf(gpu, workload.utilization).total;
    const [from, to] = [low, high].map(({ value }) =>
      Number(((value * workload.gpuCount * hours) / 1000).toPrecision(3)),
    );
    const idle = Number((2 * least).toPrecision(3));
    const message = `${kwh} kWh are less than half of the ${idle} that ${workload.gpuCount} × ${gpu.name} draw at least in the ${ran} hours it ran, were they idle all the time; ${from} to ${to} are expected of them and their machines at work. Give kilowatt-hours (not MWh) of all its GPUs, and check when it began and ended.`;
    return inputFault('BAD_FIGURE', 'kwh', message);
  }
  if (kwh <= most) return null;
  const shown = Number(most.toPrecision(3));
  const message = `${kwh} kWh are more than ${workload.gpuCount} × ${gpu.name} and their machines can draw in the ${ran} hours it ran: ${shown} at most. Give kilowatt-hours of this job alone, and check when it began and ended.`;
  return inputFault('BAD_FIGURE', 'kwh', message);
}
