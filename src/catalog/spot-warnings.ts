/** How long before a spot machine is taken back its provider says so, in seconds, and where that is told. */
export type SpotWarning = { readonly seconds: number; readonly source: string };

const WARNINGS: Readonly<Record<string, SpotWarning>> = {
  aws: { seconds: 120, source: 'AWS, Spot Instance interruption notices: two minutes before' },
  azure: { seconds: 30, source: 'Azure, Scheduled Events: Preempt is told at least 30 seconds before' },
  gcp: { seconds: 30, source: 'Google Cloud, preemption process: up to 30 seconds from the ACPI signal' },
};

/** The warning a provider documents; undefined where it documents none that is known here. */
export function spotWarningOf(provider: string): SpotWarning | undefined {
  return WARNINGS[provider];
}
