import { createRunpod } from './runpod.ts';
import { providerEntry, type ProviderEntry } from './setting.ts';
import { createVastai } from './vastai.ts';

/** Every market that can be polled, in the order they are shown. */
export const providers: readonly ProviderEntry[] = [
  providerEntry({
    id: 'vastai',
    name: 'Vast.ai',
    create: createVastai,
    settings: {
      baseUrl: {
        name: 'VASTAI_URL',
        kind: 'URL',
        help: 'base URL of the Vast.ai API (default https://console.vast.ai)',
      },
      apiKey: {
        name: 'VASTAI_API_KEY',
        kind: 'SECRET',
        help: 'Vast.ai API key; not needed, sent as a bearer token where given',
      },
    },
  }),
  providerEntry({
    id: 'runpod',
    name: 'RunPod',
    create: createRunpod,
    settings: {
      baseUrl: {
        name: 'RUNPOD_URL',
        kind: 'URL',
        help: 'base URL of the RunPod API (default https://api.runpod.io)',
      },
      apiKey: {
        name: 'RUNPOD_API_KEY',
        kind: 'SECRET',
        help: 'RunPod API key; not needed, sent as a bearer token where given',
      },
    },
  }),
];
