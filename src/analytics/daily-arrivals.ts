const HOUR = 3600;
const DAY = 24 * HOUR;

/**
 * The next arrival of a Poisson process, strictly later than an instant in seconds. Its rate is `perDay`
 * requests a day, divided over the hours of the day by `shares` (24 weights of any size), or steady. A wait
 * in units of the mean is spent hour by hour (time change of a unit Poisson process).
 */
export function arrivalsOf(
  perDay: number,
  shares: readonly number[] | null,
  random: () => number,
): (instant: number) => number {
  if (!shares) return (instant) => instant - (Math.log(random()) * DAY) / perDay;
  const sum = shares.reduce((total, share) => total + share, 0);
  const rates = shares.map((share) => ((share / sum) * perDay) / HOUR);
  return (instant) => {
    let wait = -Math.log(random());
    // Whole days hold `perDay` each: a wait of many days is not walked through hour by hour.
    const days = Math.floor(wait / perDay);
    let at = instant + days * DAY;
    wait -= days * perDay;
    for (let hour = Math.floor(at / HOUR); ; hour++) {
      const rate = rates[hour % 24] ?? 0;
      const end = (hour + 1) * HOUR;
      const within = rate * (end - at);
      if (wait < within) return Math.max(at + wait / rate, at);
      wait -= within;
      at = end;
    }
  };
}

/** The first `count` arrivals, in seconds from the beginning of a day. */
export function arrivalsUpTo(count: number, next: (instant: number) => number): Float64Array {
  let at = 0;
  return Float64Array.from({ length: count }, () => (at = next(at)));
}

/** The arrivals of whole days from the beginning of one. */
export function arrivalsOfDays(days: number, next: (instant: number) => number): Float64Array {
  const arrivals: number[] = [];
  for (let at = next(0); at < days * DAY; at = next(at)) arrivals.push(at);
  return Float64Array.from(arrivals);
}
