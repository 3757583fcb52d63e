import { apiPriceList, type ApiPrice } from './api-price.ts';

/** The standard tier; dates are of the announcement, or of the last change of the price. */
export const openAiApiPrices: readonly ApiPrice[] = apiPriceList(
  { provider: 'OpenAI', asOf: '2025-08-07', source: 'openai.com/api/pricing' },
  [
    ['GPT-3.5 Turbo', 0.5, 1.5, null, '2024-01-25'],
    ['GPT-4', 30, 60, null, '2023-03-14'],
    ['GPT-4 32k', 60, 120, null, '2023-03-14'],
    ['GPT-4 Turbo', 10, 30, null, '2023-11-06'],
    ['GPT-4o', 2.5, 10, 1.25, '2024-10-01'],
    ['GPT-4o mini', 0.15, 0.6, 0.075, '2024-10-01'],
    ['GPT-4.1', 2, 8, 0.5, '2025-04-14'],
    ['GPT-4.1 mini', 0.4, 1.6, 0.1, '2025-04-14'],
    ['GPT-4.1 nano', 0.1, 0.4, 0.025, '2025-04-14'],
    ['o1', 15, 60, 7.5, '2024-12-17'],
    ['o3', 2, 8, 0.5, '2025-06-10'],
    ['o3-mini', 1.1, 4.4, 0.55, '2025-01-31'],
    ['o4-mini', 1.1, 4.4, 0.275, '2025-04-16'],
    ['GPT-5', 1.25, 10, 0.125],
    ['GPT-5 mini', 0.25, 2, 0.025],
    ['GPT-5 nano', 0.05, 0.4, 0.005],
  ],
);
