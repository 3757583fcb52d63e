import { apiPriceList, type ApiPrice } from './api-price.ts';

/** Text alone, the standard tier: batch, flex and priority prices are left out. */
export const googleApiPrices: readonly ApiPrice[] = apiPriceList(
  { provider: 'Google', asOf: '2026-06-15', source: 'Google Cloud Billing API, Gemini API' },
  [
    ['Gemini 1.5 Flash', 0.075, 0.3],
    ['Gemini 1.5 Flash, prompts over 128k', 0.15, 0.6],
    ['Gemini 1.5 Pro', 1.25, 5],
    ['Gemini 1.5 Pro, prompts over 128k', 2.5, 10],
    ['Gemini 2.0 Flash', 0.1, 0.4, 0.025],
    ['Gemini 2.0 Flash Lite', 0.075, 0.3],
    ['Gemini 2.5 Flash', 0.3, 2.5, 0.03],
    ['Gemini 2.5 Flash Lite', 0.1, 0.4, 0.01],
    ['Gemini 2.5 Pro', 1.25, 10, 0.125],
    ['Gemini 2.5 Pro, prompts over 200k', 2.5, 15, 0.25],
    ['Gemini 3 Flash', 0.5, 3, 0.05],
    ['Gemini 3 Pro', 2, 12, 0.2],
    ['Gemini 3 Pro, prompts over 200k', 4, 18, 0.4],
    ['Gemini 3.1 Flash Lite', 0.25, 1.5, 0.025],
    ['Gemini 3.5 Flash', 1.5, 9, 0.15],
  ],
);
