import type { ProviderTerms, Term } from './provider-terms.ts';

/** Published by the provider; `source` is the page and the day it was read, or archived. */
function listed(value: number, source: string): Term {
  return { value, basis: 'LIST', source };
}

function measured(value: number, source: string): Term {
  return { value, basis: 'ESTIMATED', source: `measured: ${source}` };
}

function assumed(value: number, reason: string): Term {
  return { value, basis: 'ESTIMATED', source: `assumption: ${reason}` };
}

function simulated(value: number): Term {
  return { value, basis: 'ESTIMATED', source: 'simulation: a made-up provider, nobody bills this' };
}

/**
 * MTBI of GPUs taken back on AWS: 1,410 hours up and 499 losses of one V100 in us-west-2 and us-east-1
 * (traces of skypilot-org/spot-traces, 2022 and 2023, "Can't Be Late", NSDI 2024). Of GCP: 115 hours and
 * 64 losses of one V100 on 2020-03-01 (probes of "Analysis and Exploitation of Dynamic Pricing in the Public
 * Cloud for ML Training", training_on_a_dime; half of the lives ended within 13 minutes: the hazard is
 * early, and an exponential one is kind to long jobs). Both are time up ÷ losses.
 */
const AWS_MTBI = measured(
  2.8,
  '1,410 h up ÷ 499 losses of one V100 on AWS, spot-traces of SkyPilot, 2022 and 2023',
);
const GCP_MTBI = measured(
  1.8,
  '115 h up ÷ 64 losses of one preemptible V100 on GCP, probes of training_on_a_dime, 2020-03-01',
);
const UNMEASURED_MTBI = assumed(
  6,
  'nobody publishes it here; between the 2 to 3 hours measured for V100s on AWS and GCP and the weeks that AWS Spot Advisor stands for',
);

const FREE_INGRESS = assumed(
  0,
  'receiving is free on every cloud known; this one’s list was not read for it',
);
const SAME_AS_CREATION = 'the renter gives up after as long again as a boot takes';
const BOOT_OF_CLOUD = assumed(3, 'a virtual machine with a driver image is reached within minutes');
const BOOT_OF_CONTAINER = assumed(5, 'an image of some 10 GB is pulled at a few hundred megabits a second');
const CLOUD_SUCCESS = assumed(0.99, 'a cloud that cannot start a machine mostly says so at once');
const MARKET_SUCCESS = assumed(
  0.95,
  'renters report machines offered as in stock that never boot; no rate is published',
);

/** Cautious where nothing is known: by the minute, boot billed, disk and egress at the price of cheap clouds. */
export const otherTerms: ProviderTerms = {
  incrementSeconds: assumed(60, 'most clouds bill by the second or the minute'),
  minimumSeconds: assumed(60, 'one increment'),
  bootMinutes: BOOT_OF_CONTAINER,
  bootBilled: true,
  bootSuccess: MARKET_SUCCESS,
  reliabilityIsUptime: false,
  failedBootMinutes: assumed(5, SAME_AS_CREATION),
  storageUsdPerGbMonth: assumed(0.1, 'what RunPod and the clouds’ balanced disks cost'),
  hoursPerMonth: 730,
  egressUsdPerGb: assumed(
    0,
    'GPU clouds mostly leave it out; hyperscalers, who charge, have terms of their own',
  ),
  ingressUsdPerGb: FREE_INGRESS,
  spotMtbiHours: UNMEASURED_MTBI,
};

/** Billed by the second, with a virtual machine's boot on the bill. */
const hyperscaler: ProviderTerms = {
  ...otherTerms,
  incrementSeconds: assumed(1, 'hyperscalers bill by the second'),
  bootMinutes: BOOT_OF_CLOUD,
  bootSuccess: CLOUD_SUCCESS,
  failedBootMinutes: assumed(3, SAME_AS_CREATION),
};

const PRICE_OF_EGRESS =
  'first paid step of the list price in North America; the first 100 GB a month are free';

export const entries: Readonly<Record<string, ProviderTerms>> = {
  vastai: {
    ...otherTerms,
    incrementSeconds: listed(1, 'https://vast.ai/pricing, 2026-10-07: “Per-second billing”'),
    minimumSeconds: assumed(1, 'no minimum is published'),
    // “Creating: GPU compute not billed”, https://docs.vast.ai/guides/serverless/pricing
    bootBilled: false,
    reliabilityIsUptime: true,
    failedBootMinutes: assumed(5, 'the machine says it runs and cannot be reached; the renter gives up'),
    storageUsdPerGbMonth: assumed(0.15, 'every host sets its own, and offers state it'),
    // An offer of 2026: 4.37333 + 5 × 0.3333/720 = 4.37565 $/h with 5 GiB.
    hoursPerMonth: 720,
    egressUsdPerGb: assumed(0.01, 'every host sets its own, and offers state it'),
    ingressUsdPerGb: assumed(0.01, 'every host sets its own, and offers state it'),
  },
  runpod: {
    ...otherTerms,
    incrementSeconds: listed(1, 'https://www.runpod.io/pricing, 2026-10-07: pods by the second'),
    minimumSeconds: assumed(1, 'no minimum is published'),
    storageUsdPerGbMonth: listed(0.1, 'https://docs.runpod.io/pods/storage: container disk, running, 2026'),
    egressUsdPerGb: assumed(0, 'RunPod says that it takes no fees for data; the page was not read'),
  },
  aws: {
    ...hyperscaler,
    incrementSeconds: listed(
      1,
      'https://aws.amazon.com/about-aws/whats-new/2017/10/announcing-amazon-ec2-per-second-billing/',
    ),
    minimumSeconds: listed(
      60,
      'https://aws.amazon.com/about-aws/whats-new/2017/10/announcing-amazon-ec2-per-second-billing/',
    ),
    storageUsdPerGbMonth: assumed(0.08, 'EBS gp3 in us-east-1 as others quote it; the list was not read'),
    egressUsdPerGb: assumed(0.09, PRICE_OF_EGRESS),
    spotMtbiHours: AWS_MTBI,
  },
  azure: {
    ...hyperscaler,
    incrementSeconds: assumed(
      60,
      'its pages say both by the second and in full minutes; the dearer is taken',
    ),
    storageUsdPerGbMonth: listed(
      0.075,
      'Standard SSD E4, $2.40 a month for 32 GiB in East US, prices.azure.com, 2026-10-16',
    ),
    egressUsdPerGb: assumed(0.087, PRICE_OF_EGRESS),
  },
  gcp: {
    ...hyperscaler,
    incrementSeconds: listed(1, 'https://cloud.google.com/compute/pricing, as archived 2019-04-16'),
    minimumSeconds: listed(60, 'https://cloud.google.com/compute/pricing, as archived 2019-04-16'),
    storageUsdPerGbMonth: assumed(0.1, 'balanced persistent disk in us-central1; the list was not read'),
    egressUsdPerGb: listed(
      0.12,
      'https://cloud.google.com/vpc/network-pricing, 2026-09-20: premium tier, North America',
    ),
    spotMtbiHours: GCP_MTBI,
  },
  verda: {
    ...otherTerms,
    incrementSeconds: assumed(600, 'billed in steps of 10 minutes by its documentation as DataCrunch'),
    minimumSeconds: assumed(600, 'one increment'),
    bootSuccess: CLOUD_SUCCESS,
    storageUsdPerGbMonth: assumed(0.2, 'its NVMe volumes; the list was not read'),
  },
  lambda: {
    ...otherTerms,
    incrementSeconds: assumed(60, 'billed by the minute; the page was not read'),
    bootSuccess: CLOUD_SUCCESS,
    storageUsdPerGbMonth: assumed(0, 'an instance comes with its disk, as /api/v1/instance-types lists'),
  },
  tensordock: {
    ...otherTerms,
    incrementSeconds: assumed(
      1,
      'billed to the second or finer by its site, as others report it (2026-05-25)',
    ),
    minimumSeconds: assumed(1, 'no minimum is published'),
    storageUsdPerGbMonth: assumed(0.05, 'every host sets its own by the hour'),
  },
  // The underlying cloud bills, in terms of its own that an offer does not tell.
  shadeform: otherTerms,
  'sim-marketplace': {
    ...otherTerms,
    incrementSeconds: simulated(1),
    minimumSeconds: simulated(1),
    bootMinutes: simulated(5),
    bootBilled: false,
    bootSuccess: simulated(0.95),
    reliabilityIsUptime: true,
    failedBootMinutes: simulated(5),
    storageUsdPerGbMonth: simulated(0.15),
    egressUsdPerGb: simulated(0.01),
    ingressUsdPerGb: simulated(0.005),
    spotMtbiHours: simulated(6),
  },
  'sim-cloud': {
    ...otherTerms,
    incrementSeconds: simulated(60),
    minimumSeconds: simulated(60),
    bootMinutes: simulated(3),
    bootSuccess: simulated(0.97),
    failedBootMinutes: simulated(5),
    storageUsdPerGbMonth: simulated(0.1),
    egressUsdPerGb: simulated(0),
    ingressUsdPerGb: simulated(0),
    spotMtbiHours: simulated(12),
  },
  'sim-hyperscaler': {
    ...otherTerms,
    incrementSeconds: simulated(1),
    minimumSeconds: simulated(60),
    bootMinutes: simulated(3),
    bootSuccess: simulated(0.99),
    failedBootMinutes: simulated(3),
    storageUsdPerGbMonth: simulated(0.08),
    egressUsdPerGb: simulated(0.09),
    ingressUsdPerGb: simulated(0),
    spotMtbiHours: simulated(24),
  },
};
