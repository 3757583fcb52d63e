/**
 * What an alert waits for, and when it is over. A condition holds beyond its threshold, and is over again only
 * `hysteresis` back on the other side, so that a price that trembles around a threshold fires once:
 *
 *   kind       value                                             holds        is over
 *   BELOW      cheapest price, micro-dollars per GPU-hour        v < t        v ≥ t + h
 *   ABOVE      the same                                          v > t        v ≤ t − h
 *   DROP       change against the mean of 24 h, percent          v < −t       v ≥ −(t − h)
 *   SURGE      the same                                          v > t        v ≤ t − h
 *   AVAILABLE  GPUs that can be rented                           v ≥ t        v < t − h
 *
 * Between the two neither is true: what fires goes on, what does not stays as it is. With h = 0 one of the two is
 * always true. Source: 10 % and 20 % as in the cost system this serves (drops over 10 %, surges over 20 %).
 */
export type AlertConditionKind = 'BELOW' | 'ABOVE' | 'DROP' | 'SURGE' | 'AVAILABLE';

export type AlertCondition = {
  readonly kind: AlertConditionKind;
  /** Micro-dollars per GPU-hour, percent (above 0, also of a drop), or GPUs, by the kind. */
  readonly threshold: number;
  /** How far back over the threshold it must be before it is over, in the threshold's unit; from 0. */
  readonly hysteresis: number;
};

/** Where none is given: percent. */
export const DEFAULT_DROP_PERCENT = 10;
export const DEFAULT_SURGE_PERCENT = 20;

/** Whether the condition holds at a value of its kind. */
export function holds({ kind, threshold }: AlertCondition, value: number): boolean {
  switch (kind) {
    case 'BELOW':
      return value < threshold;
    case 'DROP':
      return value < -threshold;
    case 'ABOVE':
    case 'SURGE':
      return value > threshold;
    case 'AVAILABLE':
      return value >= threshold;
  }
}

/** Whether what fired is over at a value: back over the threshold by the hysteresis. */
export function isOver({ kind, threshold, hysteresis }: AlertCondition, value: number): boolean {
  switch (kind) {
    case 'BELOW':
      return value >= threshold + hysteresis;
    case 'DROP':
      return value >= hysteresis - threshold;
    case 'ABOVE':
    case 'SURGE':
      return value <= threshold - hysteresis;
    case 'AVAILABLE':
      return value < threshold - hysteresis;
  }
}
