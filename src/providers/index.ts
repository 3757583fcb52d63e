import type { ProviderSettings } from './endpoint.ts';
import type { Provider } from './provider.ts';
import { createRunpod } from './runpod.ts';
import { createVastai } from './vastai.ts';

/** A provider that can be polled, and the settings it takes from the environment. */
export type ProviderEntry = {
  readonly id: string;
  readonly name: string;
  readonly create: (settings?: ProviderSettings) => Provider;
  /** Environment variables by the setting they give, each with what to tell of it in the help. */
  readonly env: {
    readonly baseUrl: { readonly name: string; readonly help: string };
    readonly apiKey: { readonly name: string; readonly help: string };
  };
};

/** Every market that can be polled, in the order they are shown. */
export const providers: readonly ProviderEntry[] = [
  {
    id: 'vastai',
    name: 'Vast.ai',
    create: createVastai,
    env: {
      baseUrl: { name: 'VASTAI_URL', help: 'base URL of the Vast.ai API (default https://console.vast.ai)' },
      apiKey: {
        name: 'VASTAI_API_KEY',
        help: 'Vast.ai API key; not needed, sent as a bearer token where given',
      },
    },
  },
  {
    id: 'runpod',
    name: 'RunPod',
    create: createRunpod,
    env: {
      baseUrl: { name: 'RUNPOD_URL', help: 'base URL of the RunPod API (default https://api.runpod.io)' },
      apiKey: {
        name: 'RUNPOD_API_KEY',
        help: 'RunPod API key; not needed, sent as a bearer token where given',
      },
    },
  },
];
