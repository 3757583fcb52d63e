import { CONFIDENCE, type Interval } from './interval.ts';
import { normalHalfWidth } from './gamma-distribution.ts';

/**
 * The interval of a share p estimated from n independent samples, 95 % where nothing is said: Wilson, "Probable
 * inference, the law of succession, and statistical inference" (JASA 22, 1927). It never leaves 0…1, nor
 * closes on 0 or 1 where nothing else was seen. All of 0…1 for no samples.
 */
export function wilsonInterval(share: number, n: number, confidence: number = CONFIDENCE): Interval {
  if (!(n > 0)) return { low: 0, high: 1 };
  const z = normalHalfWidth(confidence);
  const factor = 1 / (1 + z ** 2 / n);
  const center = factor * (share + z ** 2 / (2 * n));
  const half = factor * z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  // Doubles leave the ends a hair outside.
  return { low: Math.max(center - half, 0), high: Math.min(center + half, 1) };
}
