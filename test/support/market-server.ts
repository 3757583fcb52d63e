import { fakeRunpod, type FakeRunpod } from './fake-runpod.ts';
import { startFakeServer, type FakeServer } from './fake-server.ts';
import { fakeVastai, type FakeVastai } from './fake-vastai.ts';

/** The markets to poll in tests of everything together: one server for both VASTAI_URL and RUNPOD_URL. */
export type MarketServer = FakeServer & { readonly vastai: FakeVastai; readonly runpod: FakeRunpod };

/** A server on loopback that answers as Vast.ai and RunPod do: change `vastai` and `runpod` while it runs. */
export async function startMarketServer(
  options: {
    port?: number;
    vastai?: Parameters<typeof fakeVastai>[0];
    runpod?: Parameters<typeof fakeRunpod>[0];
  } = {},
): Promise<MarketServer> {
  const fakes = { vastai: fakeVastai(options.vastai), runpod: fakeRunpod(options.runpod) };
  return { ...(await startFakeServer(fakes, options)), ...fakes };
}
