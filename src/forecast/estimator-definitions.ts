import type { Estimator } from './hazards.ts';
import { WEIGHT_RULE } from './report-weight.ts';

/** What each estimator counts, and what it cannot see. */
export const ESTIMATORS: Readonly<Record<Estimator, { readonly description: string }>> = {
  BID_CROSSING: {
    description:
      'What a bid would have lived through: each spot offer at or under the bid holds an instance, and a price above the bid interrupts it. An offer that leaves the list, or is taken, ends the watch and is no interruption: it may have been rented. Nobody’s instance was watched, and what a provider ends for other reasons is not in it.',
  },
  MACHINE_OFFLINE: {
    description:
      'Hosts that went dark: at one poll all of the two or more machines that a host had listed were gone. A machine that goes by itself may have been rented and is not counted, nor are machines that are rented whole, so this is a floor. Only for providers that name machines and hosts; a host that withdraws its offers looks the same.',
  },
  ADVISOR_BAND: {
    description:
      'What the provider publishes: the band of the share of such instances it took back within a month, all customers together. Each offer counts at the middle of its band (60 % for the widest, which has no end): MTBI = −730 h ÷ ln(1 − share). Instances given back within the month are in the share, so true interruptions are more frequent.',
  },
  REPORTED: {
    description: `What users report of machines they rented: those taken away are interruptions; those they stopped, or still have, are watched until then. ${WEIGHT_RULE}`,
  },
};
