import { ofShares } from './optimum-runs.ts';

const logistic = (one: number) => 1 / (1 + Math.exp(-one));

const after = (share: number, from: number) => Math.max(0, share - from);

/** The shapes that validation curves usually have; the estimator was chosen on these too. */
export const USUAL = ofShares({
  'exponential to a plateau': (between) => {
    const tau = between(0.02, 0.18);
    return (u) => Math.exp(-u / tau);
  },
  'power law to a plateau': (between) => {
    const [scale, power] = [between(0.005, 0.05), between(1, 3)];
    return (u) => (1 + u / scale) ** -power;
  },
  'logistic to a plateau': (between) => {
    const [middle, width] = [between(0.1, 0.5), between(0.02, 0.08)];
    return (u) => logistic((middle - u) / width);
  },
  'Gompertz to a plateau': (between) => {
    const [delay, width] = [between(1, 6), between(0.03, 0.13)];
    return (u) => 1 - Math.exp(-delay * Math.exp(-u / width));
  },
  'hyperbolic tangent to a plateau': (between) => {
    const width = between(0.08, 0.35);
    return (u) => 1 - Math.tanh(u / width);
  },
  'two speeds': (between) => {
    const [fast, slow, part] = [between(0.01, 0.04), between(0.06, 0.18), between(0.3, 0.8)];
    return (u) => part * Math.exp(-u / fast) + (1 - part) * Math.exp(-u / slow);
  },
  'exponential, then a line up': (between) => {
    const [tau, from, rise] = [between(0.02, 0.15), between(0.25, 0.8), between(0.1, 1.5)];
    return (u) => Math.exp(-u / tau) + rise * after(u, from);
  },
  'exponential and an exponential up': (between) => {
    const [tau, width, rise] = [between(0.02, 0.15), between(0.08, 0.3), between(0.1, 1)];
    return (u) => Math.exp(-u / tau) + rise * Math.exp((u - 1) / width);
  },
  'power law and a square': (between) => {
    const [scale, power, rise] = [between(0.01, 0.05), between(0.5, 2), between(0.1, 1)];
    return (u) => (1 + u / scale) ** -power + rise * u * u;
  },
  'learning rate drops twice': (between) => {
    const [tau, first, second] = [between(0.02, 0.06), between(0.25, 0.4), between(0.5, 0.7)];
    const [most, more, width] = [between(0.1, 0.3), between(0.05, 0.2), between(0.005, 0.03)];
    const drop = (u: number, from: number) => Math.exp(-after(u, from) / width);
    return (u) => (1 - most - more) * Math.exp(-u / tau) + most * drop(u, first) + more * drop(u, second);
  },
  'double descent': (between) => {
    const [tau, hump, width] = [between(0.02, 0.08), between(0.2, 0.45), between(0.04, 0.1)];
    const [height, second] = [between(0.1, 0.5), between(0.1, 0.4)];
    return (u) =>
      (1 - second) * Math.exp(-u / tau) +
      second * logistic((3 * (hump + width - u)) / width) +
      height * Math.exp(-(((u - hump) / width) ** 2));
  },
  'divergence, as a square': (between) => {
    const [tau, from, rise] = [between(0.02, 0.12), between(0.3, 0.8), between(3, 30)];
    return (u) => Math.exp(-u / tau) + rise * after(u, from) ** 2;
  },
  'divergence, as a jump': (between) => {
    const [tau, from, width] = [between(0.02, 0.12), between(0.3, 0.8), between(0.003, 0.05)];
    const height = between(0.3, 2);
    return (u) => Math.exp(-u / tau) + height * (1 - Math.exp(-after(u, from) / width));
  },
});

/** Judged once before any was looked at; one of the shapes that are tried was chosen on them since. */
export const UNSEEN = ofShares({
  'arctangent, then level': (between) => {
    const [scale, end] = [between(0.05, 0.2), between(0.3, 0.75)];
    return (u) => 1 - (2 / Math.PI) * Math.atan(Math.min(u, end) / scale);
  },
  'two speeds and an exponential up': (between) => {
    const [fast, slow, part] = [between(0.01, 0.03), between(0.06, 0.15), between(0.3, 0.8)];
    const [width, rise] = [between(0.1, 0.25), between(0.1, 0.8)];
    return (u) =>
      part * Math.exp(-u / fast) + (1 - part) * Math.exp(-u / slow) + rise * Math.exp((u - 1) / width);
  },
  'power law, a drop as half a cosine, then a line up': (between) => {
    const [scale, power, from] = [between(0.005, 0.03), between(1, 2), between(0.25, 0.5)];
    const [width, second, rise] = [between(0.05, 0.2), between(0.15, 0.4), between(0.1, 0.8)];
    const drop = (u: number) => (1 + Math.cos(Math.PI * Math.min(1, after(u, from) / width))) / 2;
    return (u) => (1 - second) * (1 + u / scale) ** -power + second * drop(u) + rise * after(u, from + width);
  },
  'Gompertz, then divergence as a cube': (between) => {
    const [delay, width, from] = [between(1, 5), between(0.03, 0.08), between(0.4, 0.75)];
    const rise = between(20, 200);
    return (u) => 1 - Math.exp(-delay * Math.exp(-u / width)) + rise * after(u, from) ** 3;
  },
  'double descent of a logistic fall': (between) => {
    const [middle, width, hump] = [between(0.06, 0.12), between(0.015, 0.03), between(0.3, 0.45)];
    const [height, second] = [between(0.15, 0.5), between(0.15, 0.4)];
    return (u) =>
      (1 - second) * logistic((middle - u) / width) +
      second * logistic((hump + 0.08 - u) / 0.025) +
      height * Math.exp(-(((u - hump) / 0.06) ** 2));
  },
  'warm-up, then a power law to a plateau': (between) => {
    const [up, scale, power] = [between(0.01, 0.04), between(0.01, 0.04), between(1.5, 3)];
    return (u) => (u < up ? 1 + (0.15 * u) / up : 1.15 * (1 + (u - up) / scale) ** -power);
  },
  'hyperbolic secant, and a slow line up': (between) => {
    const [width, rise] = [between(0.04, 0.12), between(0.05, 0.5)];
    return (u) => 1 / Math.cosh(u / width) + rise * u;
  },
  'exponential, two lines up': (between) => {
    const [tau, from, rise] = [between(0.02, 0.12), between(0.2, 0.5), between(0.1, 0.5)];
    const [later, more] = [from + between(0.1, 0.3), between(0.3, 1.5)];
    return (u) => Math.exp(-u / tau) + rise * after(u, from) + more * after(u, later);
  },
});
