import { CREDIBILITY } from '#analytics/report-credibility.ts';

/** How users' reports move an answer, in words. */
export const THROUGHPUT_WEIGHT_RULE =
  'Nobody checks reports, so they are weighed in logarithms: each reporter has one word, the middle one of the reports that are ' +
  'near to what is asked, of weight 1 where it is within 20 % of the answer and of weight ' +
  `${CREDIBILITY.fullWithin} ÷ |ln(report ÷ answer)| beyond. credibility = W ÷ (W + k), with W the sum of weights and ` +
  `k = max(1, (${CREDIBILITY.reporterSd} ÷ s)²), s the standard deviation of the published measurement or of the estimate; ` +
  'answer = prior × (weighted mean of reports ÷ prior) ^ credibility. One reporter alone never counts for more than half. ' +
  'Whoever makes up reporters can still bend an answer.';
