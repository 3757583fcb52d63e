import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  RUNPOD_DATA_CENTERS,
  runpodMarket,
  sequence,
  vastMarket,
  type VastOffer,
} from './market-fixtures.ts';
import { startMarketServer } from './market-server.ts';

const USAGE = `Answers as Vast.ai and RunPod do, on loopback, for end-to-end runs and benchmarks.

  node test/support/market-server-main.ts [--port 4100] [--machines 200] [--seed 1]
    [--move-ms 0]    change 2 % of Vast.ai's prices this often; 0 never
    [--offers FILE]  serve the Vast.ai offers of this JSON file instead

VASTAI_URL and RUNPOD_URL are the URL it prints. Change it while it runs:
  curl -X PATCH URL/market -d '{"vastai":{"badDay":{"kind":"status","status":429}}}'
  curl -X PATCH URL/market -d '{"vastai":{"badDay":null}}'
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    machines: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    'move-ms': { type: 'string', default: '0' },
    offers: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const offers =
  values.offers === undefined
    ? vastMarket(Number(values.machines), Number(values.seed))
    : (JSON.parse(readFileSync(values.offers, 'utf8')) as VastOffer[]);
const server = await startMarketServer({
  port: Number(values.port),
  vastai: { offers },
  runpod: { gpuTypes: runpodMarket(), dataCenters: [...RUNPOD_DATA_CENTERS] },
});
const random = sequence(Number(values.seed));
const moveMs = Number(values['move-ms']);
if (moveMs > 0)
  setInterval(() => {
    for (const offer of server.vastai.offers)
      if (random() < 0.02) offer['dph_base'] = Number(offer['dph_base']) * (0.95 + 0.1 * random());
  }, moveMs);
console.log(server.url);
