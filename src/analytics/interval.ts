/** Where a figure lies with some confidence, in the figure's unit. */
export type Interval = { readonly low: number; readonly high: number };

/** The confidence of intervals where nothing else is said. */
export const CONFIDENCE = 0.95;
