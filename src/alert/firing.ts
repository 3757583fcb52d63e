import type { NewNotice, Notice } from '#notice/notice.ts';
import { formatDuration } from '#graph/duration.ts';
import type { Figure } from '#units/figure.ts';
import { formatInstant, type Instant } from '#units/time.ts';
import type { AlertRule, AlertScope } from './alert.ts';
import { thresholdFigure, valueFigure, valueOf } from './figures.ts';
import type { Fired } from './judged-alert.ts';
import type { Reading } from './reading.ts';

/** All there is to tell of an alert that fired: the body of its notice. It stays what it is, whatever becomes of the alert. */
export type Firing = AlertRule & {
  readonly alert: string;
  readonly name: string;
  readonly scope: AlertScope;
  readonly askedRegions: readonly string[] | null;
  /** When it fired, and since when the condition had held. */
  readonly at: Instant;
  readonly since: Instant;
  /** The newest that was seen by then, and what the condition looked at: in the threshold's unit. */
  readonly reading: Reading;
  readonly value: number | null;
  /** How often it had fired, this time included. */
  readonly nth: number;
};

/** A firing as its owner was told of it: `seq` is its number among all that owner is told. */
export type ToldFiring = Firing & Pick<Notice, 'seq' | 'toldAt'>;

export function toldFiring({ body, seq, toldAt }: Notice): ToldFiring {
  return { ...(body as unknown as Firing), seq, toldAt };
}

/** What is told of alerts that fired, in the order in which they did. */
export function noticesOf(fired: readonly Fired[]): readonly NewNotice[] {
  return fired
    .toSorted((a, b) => a.firing.at - b.firing.at || (a.live.alert.id < b.live.alert.id ? -1 : 1))
    .map(({ live, nth, firing }) => {
      const { id, owner, name, scope, askedRegions } = live.alert;
      const { condition, threshold, hysteresis, forMs, coolDownMs } = live.alert;
      const body: Firing = {
        alert: id,
        name,
        scope,
        askedRegions,
        condition,
        threshold,
        hysteresis,
        forMs,
        coolDownMs,
        at: firing.at,
        since: firing.since,
        reading: firing.last.seen,
        value: valueOf(condition, firing.last.seen),
        nth,
      };
      return { owner, kind: 'ALERT_FIRED', topic: id, at: firing.at, body };
    });
}

const WORDS = {
  BELOW: 'below',
  ABOVE: 'above',
  DROP: 'dropped by over',
  SURGE: 'surged by over',
  AVAILABLE: 'at least',
};

/** "SIMULATED: RTX 4090 low: below 0.4 USD/h since 2026-01-31T12:00:00Z: 0.35 USD/h, by vastai in US." */
export function firingSentence({ name, condition, threshold, since, at, reading }: Firing): string {
  const value = valueFigure(condition, reading);
  const { offer, simulated } = reading;
  const by =
    offer === null
      ? ''
      : `, cheapest by ${offer.provider}${offer.region === null ? '' : ` in ${offer.region}`}`;
  const held = at > since ? `, for ${formatDuration(at - since)}` : '';
  return `${simulated ? 'SIMULATED: ' : ''}${name}: ${WORDS[condition]} ${shown(thresholdFigure({ condition, threshold }))} since ${formatInstant(since)}${held}: ${value === null ? 'unknown' : shown(value)}${by}.`;
}

function shown({ value, unit }: Figure): string {
  return `${Math.round(value * 1e6) / 1e6} ${unit === 'GPUs' && value === 1 ? 'GPU' : unit}`;
}
