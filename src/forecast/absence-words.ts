import { LEAST_EXPOSURE_HOURS, type Rates } from './interruption-rates.ts';
import { REPORT_WEIGHT } from './report-weight.ts';
import { FEWEST_HOURS, FEWEST_STARTS, type WindowForecast } from './window-forecast.ts';

/** Why there is no rate, and what to do about it; null where there is one. */
export function ratesAbsence({ absence, hazard, reporters, isTrusted }: Rates): string | null {
  if (absence === null) return null;
  if (absence === 'NOT_OBSERVED')
    return 'Nothing of such machines was seen in that time: widen the filter or the time, or give a `bid`, or a higher one, to count how often spot prices crossed it.';
  const { fewestReporters } = REPORT_WEIGHT;
  if ((hazard === null || !isTrusted) && reporters < fewestReporters)
    return `The reports that count are of ${reporters} reporters, and a rate needs ${fewestReporters}: widen the filter or the time.`;
  const hours = Number((hazard?.exposureHours ?? 0).toFixed(1));
  return `Such machines were watched for ${hours} hours, and a rate needs ${LEAST_EXPOSURE_HOURS}: widen the filter or the time.`;
}

/** Why a floor that nothing was seen of is no figure of reliability. */
export const EMPTY_FLOOR =
  'Of such machines hosts that went dark are known alone, and none did, which says nothing of other interruptions: give a `bid`, to count how often spot prices crossed it.';

/** Why there are no windows, and what to do about it; null where there are. */
export function windowsAbsence({ found, hoursWatched, starts }: WindowForecast): string | null {
  if (found) return null;
  if (hoursWatched === 0)
    return 'No offer of the selection was seen in that time: widen the selection, or look back further.';
  return `${hoursWatched} hours were watched and ${starts} starts seen, and windows need ${FEWEST_HOURS} and ${FEWEST_STARTS}: widen the selection, look back further, or ask again later.`;
}
