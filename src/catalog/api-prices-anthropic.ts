import { apiPriceList, type ApiPrice } from './api-price.ts';

/** Cached input is what a read of the cache costs; writing to it costs 1.25 times the input for five minutes. */
export const anthropicApiPrices: readonly ApiPrice[] = apiPriceList(
  {
    provider: 'Anthropic',
    asOf: '2025-11-24',
    source: 'anthropic.com/pricing',
    note: 'Writing a prompt to the cache costs 1.25 times the input price, which is not counted here.',
  },
  [
    ['Claude 3 Haiku', 0.25, 1.25, 0.03, '2024-08-14'],
    ['Claude 3 Sonnet', 3, 15, null, '2024-03-04'],
    ['Claude 3 Opus', 15, 75, 1.5, '2024-08-14'],
    ['Claude 3.5 Haiku', 0.8, 4, 0.08, '2024-12-03'],
    ['Claude 3.5 Sonnet', 3, 15, 0.3, '2024-08-14'],
    ['Claude 3.7 Sonnet', 3, 15, 0.3, '2025-02-24'],
    ['Claude Sonnet 4', 3, 15, 0.3, '2025-05-22'],
    ['Claude Opus 4', 15, 75, 1.5, '2025-05-22'],
    ['Claude Opus 4.1', 15, 75, 1.5, '2025-08-05'],
    ['Claude Sonnet 4.5', 3, 15, 0.3, '2025-09-29'],
    ['Claude Haiku 4.5', 1, 5, 0.1, '2025-10-15'],
    ['Claude Opus 4.5', 5, 25, 0.5],
  ],
);
