import { ofShares, type Family } from './optimum-runs.ts';

const after = (share: number, from: number) => Math.max(0, share - from);

/** Written when all was chosen, and judged once: nothing was chosen on these. */
export const LATEST: Readonly<Record<string, Family>> = ofShares({
  'three speeds': (between) => {
    const [fast, middle, slow] = [between(0.004, 0.02), between(0.03, 0.07), between(0.1, 0.2)];
    const [part, other] = [between(0.3, 0.5), between(0.2, 0.4)];
    return (u) =>
      part * Math.exp(-u / fast) + other * Math.exp(-u / middle) + (1 - part - other) * Math.exp(-u / slow);
  },
  'staircase of three smooth steps': (between) => {
    const [first, second, third] = [between(0.05, 0.12), between(0.2, 0.35), between(0.45, 0.65)];
    const [most, more, width] = [between(0.4, 0.6), between(0.2, 0.3), between(0.03, 0.06)];
    const step = (u: number, from: number) => (1 - Math.tanh((u - from) / width)) / 2;
    return (u) => most * step(u, first) + more * step(u, second) + (1 - most - more) * step(u, third);
  },
  'Weibull fall, then a logarithm up': (between) => {
    const [tau, stretch, from] = [between(0.03, 0.12), between(0.8, 1.6), between(0.3, 0.7)];
    const [rise, width] = [between(0.1, 0.6), between(0.05, 0.2)];
    return (u) => Math.exp(-((u / tau) ** stretch)) + rise * Math.log1p(after(u, from) / width);
  },
  'inverse square, and a power of 1.5 up': (between) => {
    const [scale, rise] = [between(0.05, 0.2), between(0.1, 0.8)];
    return (u) => 1 / (1 + (u / scale) ** 2) + rise * u ** 1.5;
  },
  'cosine annealed to level': (between) => {
    const [tau, end, part] = [between(0.02, 0.08), between(0.4, 0.75), between(0.3, 0.7)];
    return (u) =>
      part * Math.exp(-u / tau) + ((1 - part) * (1 + Math.cos(Math.PI * Math.min(1, u / end)))) / 2;
  },
  'error function, then a logistic divergence': (between) => {
    const [width, middle, spread] = [between(0.05, 0.2), between(0.6, 0.85), between(0.02, 0.05)];
    const height = between(0.5, 3);
    return (u) => Math.exp(-((u / width) ** 2)) + height / (1 + Math.exp((middle - u) / spread));
  },
  'logarithm, then level': (between) => {
    const [scale, end] = [between(0.02, 0.2), between(0.3, 0.75)];
    return (u) => 1 - Math.log1p(Math.min(u, end) / scale) / Math.log1p(end / scale);
  },
  'power law, level, then a line up': (between) => {
    const [scale, power, until] = [between(0.01, 0.05), between(0.7, 2), between(0.2, 0.4)];
    const [from, rise] = [until + between(0.05, 0.3), between(0.2, 1)];
    return (u) => (1 + Math.min(u, until) / scale) ** -power + rise * after(u, from);
  },
});
