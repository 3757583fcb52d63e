import { ofShares, type Family } from './optimum-runs.ts';

const after = (share: number, from: number) => Math.max(0, share - from);

/** The curves a textbook draws of overfitting and of plateaus; nothing was chosen on these. */
export const TEXTBOOK: Readonly<Record<string, Family>> = ofShares({
  'exponential, a parabola up from a point': (between) => {
    const [tau, from, rise] = [between(0.05, 0.25), between(0.25, 0.7), between(0.2, 2.2)];
    return (u) => Math.exp(-u / tau) + rise * after(u, from) ** 2;
  },
  'exponential, a line up from a point': (between) => {
    const [tau, from, rise] = [between(0.05, 0.25), between(0.25, 0.7), between(0.2, 1.7)];
    return (u) => Math.exp(-u / tau) + rise * after(u, from);
  },
  'exponential and a line': (between) => {
    const [tau, rise] = [between(0.05, 0.2), between(0.1, 1.1)];
    return (u) => Math.exp(-u / tau) + rise * u;
  },
  'exponential and a parabola': (between) => {
    const [tau, rise] = [between(0.05, 0.2), between(0.2, 1.7)];
    return (u) => Math.exp(-u / tau) + rise * u * u;
  },
  'exponential and an exponential up': (between) => {
    const [tau, rise, speed] = [between(0.05, 0.17), between(0.02, 0.07), between(2, 4)];
    return (u) => Math.exp(-u / tau) + rise * Math.expm1(speed * u);
  },
  'power law and a line': (between) => {
    const [power, rise] = [between(0.5, 1.5), between(0.1, 1.1)];
    return (u) => (1 + 100 * u) ** -power + rise * u;
  },
  'two lines': (between) => {
    const [best, rise] = [between(0.2, 0.7), between(0.2, 1.2)];
    return (u) => (u < best ? 1 - u / best : rise * (u - best));
  },
  parabola: (between) => {
    const best = between(0.25, 0.65);
    return (u) => (u - best) ** 2;
  },
  'exponential to its floor': (between) => {
    const tau = between(0.03, 0.1);
    return (u) => Math.exp(-u / tau);
  },
  'exponential, level, then a line up': (between) => {
    const [tau, from, rise] = [between(0.03, 0.067), between(0.45, 0.65), between(0.5, 2.5)];
    return (u) => Math.exp(-u / tau) + rise * after(u, from);
  },
});
