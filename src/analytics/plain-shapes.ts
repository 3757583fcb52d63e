type Shape = (share: number) => number;

const TAUS = Array.from({ length: 60 }, (_, at) => 0.01 * 150 ** (at / 59));
const SCALES = Array.from({ length: 14 }, (_, at) => 0.004 * 100 ** (at / 13));
const POWERS = [0.2, 0.35, 0.5, 0.7, 0.9, 1.1, 1.4, 1.75, 2.2, 2.8] as const;
const STRETCHED = Array.from({ length: 12 }, (_, at) => 0.03 * 30 ** (at / 11));
const STRETCHES = [0.7, 1.4, 2, 3] as const;
const LOG_SCALES = Array.from({ length: 10 }, (_, at) => 0.0002 * 1000 ** (at / 9));
const STEP_ENDS = Array.from({ length: 31 }, (_, at) => 0.05 + 0.03 * at);
const STEP_WIDTHS = [0.03, 0.07, 0.13, 0.2, 0.3, 0.45, 0.65] as const;

/** A shape with what its choice costs of χ²: 2 ln of how many of its kind there are. */
export type Decay = { readonly decay: Shape; readonly cost: number };

/** Falls: exponentials, power laws, Weibull’s, and logarithms. */
export const DECAYS: readonly Decay[] = [
  ...TAUS.map((tau) => ({
    decay: (share: number) => Math.exp(-share / tau),
    cost: 2 * Math.log(TAUS.length),
  })),
  ...SCALES.flatMap((scale) =>
    POWERS.map((power) => ({
      decay: (share: number) => (1 + share / scale) ** -power,
      cost: 2 * Math.log(SCALES.length * POWERS.length),
    })),
  ),
  ...STRETCHED.flatMap((tau) =>
    STRETCHES.map((power) => ({
      decay: (share: number) => Math.exp(-((share / tau) ** power)),
      cost: 2 * Math.log(STRETCHED.length * STRETCHES.length),
    })),
  ),
  ...LOG_SCALES.map((scale) => ({
    decay: (share: number) => -Math.log1p(share / scale),
    cost: 2 * Math.log(LOG_SCALES.length),
  })),
];

/** Parabolas of the logarithm of time, as of runs whose gains are even over its doublings. */
export const LOGARITHMS = LOG_SCALES.map((scale) => ({
  shape: (share: number) => -Math.log1p(share / scale),
  square: (share: number) => Math.log1p(share / scale) ** 2,
  cost: 2 * Math.log(LOG_SCALES.length),
}));

/** A later descent of one, straight or as half a cosine, from one share of the run to another. */
export const STEPS = STEP_ENDS.flatMap((end) =>
  STEP_WIDTHS.filter((width) => width <= end).flatMap((width) =>
    [straight, smooth].map((step) => ({
      from: end - width,
      end,
      shape: (share: number) => step(Math.max(0, Math.min(1, (end - share) / width))),
      cost: 2 * Math.log(STEP_ENDS.length * STEP_WIDTHS.length * 2),
    })),
  ),
);

/** What falls before a later descent. */
export const FIRST_DECAYS: readonly Decay[] = Array.from({ length: 12 }, (_, at) => {
  const tau = 0.01 * 60 ** (at / 11);
  return { decay: (share: number) => Math.exp(-share / tau), cost: 2 * Math.log(12) };
});

function straight(share: number): number {
  return share;
}

function smooth(share: number): number {
  return (1 - Math.cos(Math.PI * share)) / 2;
}
