/** IANA names and offsets, and nothing else that Temporal reads a time zone from. */
const TIME_ZONE = /^([A-Za-z][\w+-]*(\/[A-Za-z][\w+-]*)*|[+-]\d{2}:\d{2})$/;

/** The zone of a name of the IANA database or an offset ("+05:30"), in its usual spelling; undefined for any other. */
export function zoneNamed(name: string): string | undefined {
  if (name.length > 64 || !TIME_ZONE.test(name)) return undefined;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return undefined;
  }
}
