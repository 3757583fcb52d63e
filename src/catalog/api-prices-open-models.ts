import { apiPriceList, type ApiPrice } from './api-price.ts';

/** Those who serve open models, their own or others'. */
export const openModelApiPrices: readonly ApiPrice[] = [
  ...apiPriceList({ provider: 'DeepSeek', asOf: '2025-09-29', source: 'api-docs.deepseek.com, Pricing' }, [
    ['DeepSeek V2', 0.14, 0.28, 0.014, '2024-08-02'],
    ['DeepSeek V3', 0.27, 1.1, 0.07, '2025-02-08'],
    ['DeepSeek R1', 0.55, 2.19, 0.14, '2025-01-20'],
    ['DeepSeek V3.1', 0.56, 1.68, 0.07, '2025-09-05'],
    ['DeepSeek V3.2-Exp', 0.28, 0.42, 0.028],
  ]),
  ...apiPriceList({ provider: 'Mistral', asOf: '2025-05-07', source: 'mistral.ai/pricing' }, [
    ['Mistral Nemo', 0.15, 0.15, null, '2024-09-17'],
    ['Mistral Large 2', 2, 6, null, '2024-09-17'],
    ['Codestral', 0.3, 0.9, null, '2025-01-13'],
    ['Mistral Small 3', 0.1, 0.3, null, '2025-01-30'],
    ['Mistral Medium 3', 0.4, 2],
  ]),
  ...apiPriceList(
    { provider: 'Together', asOf: '2024-12-06', source: 'together.ai/pricing, Turbo endpoints' },
    [
      ['Llama 3.1 8B', 0.18, 0.18],
      ['Llama 3.1 70B', 0.88, 0.88],
      ['Llama 3.1 405B', 3.5, 3.5],
      ['Llama 3.3 70B', 0.88, 0.88],
    ],
  ),
  ...apiPriceList({ provider: 'Groq', asOf: '2024-12-06', source: 'groq.com/pricing' }, [
    ['Llama 3.1 8B', 0.05, 0.08],
    ['Llama 3.3 70B', 0.59, 0.79],
    ['Mixtral 8x7B', 0.24, 0.24],
    ['Gemma 2 9B', 0.2, 0.2],
  ]),
];
