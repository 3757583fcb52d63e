/** Who rents GPUs out. */
export type KnownProvider = {
  /** Stable, lower case: "vastai". */
  readonly id: string;
  readonly name: string;
  readonly website?: string;
};

const MAX_ID_LENGTH = 64;

function provider(id: string, name: string, website: string, aliases: readonly string[] = []) {
  return { id, name, website, aliases };
}

const entries = [
  provider('akamai', 'Akamai', 'https://www.akamai.com', ['Linode', 'Akamai (Linode)']),
  provider('alibaba', 'Alibaba Cloud', 'https://www.alibabacloud.com', ['Aliyun']),
  provider('aws', 'AWS', 'https://aws.amazon.com', [
    'Amazon',
    'Amazon Web Services',
    'AWS EC2',
    'Amazon EC2',
    'AWS SageMaker',
    'AWS (Mumbai ap-south)',
  ]),
  provider('azure', 'Microsoft Azure', 'https://azure.microsoft.com', ['Azure', 'Microsoft']),
  provider('baseten', 'Baseten', 'https://www.baseten.co'),
  provider('cerebrium', 'Cerebrium', 'https://www.cerebrium.ai'),
  provider('civo', 'Civo', 'https://www.civo.com'),
  provider('cloudrift', 'CloudRift', 'https://www.cloudrift.ai'),
  provider('coreweave', 'CoreWeave', 'https://www.coreweave.com'),
  provider('crusoe', 'Crusoe', 'https://www.crusoe.ai', ['Crusoe Cloud']),
  provider('cudo', 'CUDO Compute', 'https://www.cudocompute.com', ['Cudo']),
  provider('digitalocean', 'DigitalOcean', 'https://www.digitalocean.com'),
  provider('e2e', 'E2E Networks', 'https://www.e2enetworks.com', ['E2E']),
  provider('fal', 'fal', 'https://fal.ai', ['fal.ai']),
  provider('fireworks', 'Fireworks AI', 'https://fireworks.ai', ['Fireworks']),
  provider('fluidstack', 'FluidStack', 'https://www.fluidstack.io'),
  provider('gcp', 'Google Cloud', 'https://cloud.google.com', [
    'GCP',
    'Google',
    'Google Cloud Platform',
    'GCE',
  ]),
  provider('gmicloud', 'GMI Cloud', 'https://www.gmicloud.ai', ['GMI']),
  provider('hotaisle', 'Hot Aisle', 'https://hotaisle.xyz'),
  provider('hyperstack', 'Hyperstack', 'https://www.hyperstack.cloud', ['NexGen Cloud']),
  provider('jarvislabs', 'JarvisLabs', 'https://jarvislabs.ai', ['Jarvis Labs', 'JarvisLabs.ai']),
  provider('koyeb', 'Koyeb', 'https://www.koyeb.com'),
  provider('lambda', 'Lambda', 'https://lambda.ai', ['Lambda Labs', 'Lambda Cloud', 'Lambda.ai']),
  provider('latitude', 'Latitude.sh', 'https://www.latitude.sh'),
  provider('lium', 'Lium', 'https://lium.io'),
  provider('massedcompute', 'Massed Compute', 'https://massedcompute.com'),
  provider('modal', 'Modal', 'https://modal.com', ['Modal Labs']),
  provider('nebius', 'Nebius', 'https://nebius.com', ['Nebius AI', 'Nebius AI Cloud']),
  provider('novita', 'Novita AI', 'https://novita.ai', ['Novita']),
  provider('oci', 'Oracle Cloud', 'https://www.oracle.com/cloud', [
    'Oracle',
    'Oracle OCI',
    'Oracle Cloud Infrastructure',
  ]),
  provider('ovh', 'OVHcloud', 'https://www.ovhcloud.com'),
  provider('paperspace', 'Paperspace', 'https://www.paperspace.com'),
  provider('primeintellect', 'Prime Intellect', 'https://www.primeintellect.ai', ['Prime', 'primecompute']),
  provider('replicate', 'Replicate', 'https://replicate.com'),
  provider('runpod', 'RunPod', 'https://www.runpod.io', ['RunPod.io']),
  provider('salad', 'Salad', 'https://salad.com', ['SaladCloud']),
  provider('scaleway', 'Scaleway', 'https://www.scaleway.com'),
  provider('seeweb', 'Seeweb', 'https://www.seeweb.it'),
  provider('sfcompute', 'SF Compute', 'https://sfcompute.com', [
    'San Francisco Compute',
    'SF Compute Company',
  ]),
  provider('shadeform', 'Shadeform', 'https://www.shadeform.ai'),
  provider('spheron', 'Spheron', 'https://www.spheron.network'),
  provider('tensordock', 'TensorDock', 'https://www.tensordock.com'),
  provider('thundercompute', 'Thunder Compute', 'https://www.thundercompute.com'),
  provider('together', 'Together AI', 'https://www.together.ai', ['Together.ai']),
  provider('vastai', 'Vast.ai', 'https://vast.ai', ['Vast']),
  provider('verda', 'Verda', 'https://verda.com', ['DataCrunch', 'Verda (DataCrunch)', 'DataCrunch.io']),
  provider('voltagepark', 'Voltage Park', 'https://www.voltagepark.com'),
  provider('vultr', 'Vultr', 'https://www.vultr.com'),
  provider('yottalabs', 'Yotta Labs', 'https://www.yottalabs.ai', ['YottaLabs.ai']),
];

/** The providers known by name. */
export const knownProviders: readonly Required<KnownProvider>[] = entries.map(({ id, name, website }) => ({
  id,
  name,
  website,
}));

const byKey: ReadonlyMap<string, Required<KnownProvider>> = new Map(
  entries.flatMap(({ aliases, ...known }) =>
    [known.id, known.name, ...aliases].map((name) => [keyOf(name), known] as const),
  ),
);

/**
 * The provider that a file or a person names: "vast", "Vast.ai" and "VAST_AI" are one. A name
 * nobody knows is a provider of its own, with its letters and digits in lower case joined by hyphens
 * as the id. Null for what cannot be a name: no letter or digit in it, control characters, or more
 * than 64 characters.
 */
export function resolveProvider(name: string): KnownProvider | null {
  if (name.length > MAX_ID_LENGTH) return null;
  const written = name.trim().replace(/\s+/g, ' ');
  const known = byKey.get(keyOf(written));
  if (known) return known;
  const id = words(written).join('-');
  if (id === '' || id.length > MAX_ID_LENGTH || /\p{C}/u.test(written)) return null;
  return { id, name: written };
}

function keyOf(name: string): string {
  return words(name).join('');
}

function words(name: string): string[] {
  return (
    name
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  );
}
