/** What GPUs are rented for, as far as it decides whether spot machines will do. */
export type SpotUseCase = {
  readonly key: SpotUseCaseKey;
  readonly suitable: boolean;
  readonly reason: string;
  /** What else it is called, in lower case with single spaces. */
  readonly synonyms: readonly string[];
};

export type SpotUseCaseKey =
  | 'TRAINING'
  | 'BATCH_PROCESSING'
  | 'DEVELOPMENT'
  | 'FINE_TUNING'
  | 'BATCH_EMBEDDINGS'
  | 'PRODUCTION_API'
  | 'REAL_TIME_INFERENCE'
  | 'STREAMING_RESPONSES'
  | 'DEMO'
  | 'UNKNOWN';

type Row = Omit<SpotUseCase, 'key'>;

const yes = (reason: string, synonyms: readonly string[]): Row => ({ suitable: true, reason, synonyms });
const no = (reason: string, synonyms: readonly string[]): Row => ({ suitable: false, reason, synonyms });

const TABLE: Readonly<Record<SpotUseCaseKey, Row>> = {
  TRAINING: yes(
    'Training is saved at checkpoints and goes on from the last one: an interruption costs the work since then and a restart, not the run.',
    [
      'training',
      'train',
      'model training',
      'pretraining',
      'pre training',
      'distributed training',
      'reinforcement learning',
      'rlhf',
      'hyperparameter search',
      'hyperparameter tuning',
      'experiments',
    ],
  ),
  BATCH_PROCESSING: yes(
    'A batch is a queue of items that nobody waits for one by one: an interruption costs the items in hand, which are done again.',
    [
      'batch processing',
      'batch',
      'batch job',
      'batch jobs',
      'batch inference',
      'offline inference',
      'batch scoring',
      'data processing',
      'rendering',
      'render farm',
      'video transcoding',
      'transcoding',
      'evaluation',
      'benchmarking',
      'synthetic data',
      'simulation',
    ],
  ),
  DEVELOPMENT: yes(
    'Whoever develops can start another machine: an interruption costs minutes, as long as code and data are kept outside the machine.',
    [
      'development',
      'dev',
      'developing',
      'research',
      'notebook',
      'jupyter',
      'prototyping',
      'testing',
      'ci',
      'debugging',
    ],
  ),
  FINE_TUNING: yes(
    'Fine-tuning takes hours rather than weeks and its checkpoints are small, those of adapters most: little is lost to an interruption.',
    ['fine tuning', 'finetuning', 'fine tune', 'finetune', 'lora', 'qlora', 'sft', 'dpo', 'adapter training'],
  ),
  BATCH_EMBEDDINGS: yes(
    'Embeddings are computed item by item and kept as they are done: an interruption costs the batch in hand.',
    [
      'batch embeddings',
      'batch embedding',
      'embeddings',
      'embedding',
      'vectorization',
      'vectorisation',
      'indexing',
    ],
  ),
  PRODUCTION_API: no(
    'A production API owes its callers an answer at any time: an interruption is an outage until another machine has booted and loaded the model.',
    [
      'production api',
      'production',
      'prod',
      'api',
      'api server',
      'production inference',
      'model serving',
      'serving',
      'saas',
      'backend',
    ],
  ),
  REAL_TIME_INFERENCE: no(
    'Somebody waits for each answer: an interruption fails the requests in flight, and those that come until another machine has the model loaded.',
    [
      'real time inference',
      'realtime inference',
      'real time',
      'realtime',
      'online inference',
      'interactive inference',
      'low latency inference',
      'inference',
      'llm inference',
      'inference endpoint',
      'live inference',
    ],
  ),
  STREAMING_RESPONSES: no(
    'A streamed answer breaks off where the machine goes, and what was generated so far is lost with its cache.',
    [
      'streaming responses',
      'streaming response',
      'streaming',
      'token streaming',
      'chat',
      'chatbot',
      'chat bot',
      'voice assistant',
    ],
  ),
  DEMO: no(
    'A demo has one moment at which it has to work, and nothing is gained by a low price if the machine goes just then.',
    [
      'demo',
      'demonstration',
      'live demo',
      'demos',
      'presentation',
      'showcase',
      'customer demo',
      'product demo',
    ],
  ),
  UNKNOWN: yes(
    'Nothing said here needs a machine that stays: spot will do as long as the work can be saved and started again. Name the use case for a firmer answer.',
    ['unknown', 'other'],
  ),
};

export const SPOT_USE_CASES: readonly SpotUseCase[] = Object.entries(TABLE).map(([key, row]) => ({
  key: key as SpotUseCaseKey,
  ...row,
}));

/** A name without what people write differently: "fine-tuning", "Fine Tuning" and "fineTuning" are one. */
const squeezed = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

const BY_NAME: ReadonlyMap<string, SpotUseCase> = new Map(
  SPOT_USE_CASES.flatMap((useCase) => useCase.synonyms.map((name) => [squeezed(name), useCase])),
);

const MENTIONS = SPOT_USE_CASES.filter(({ key }) => key !== 'UNKNOWN').flatMap((useCase) =>
  useCase.synonyms.map((name) => ({ useCase, name: ` ${name} ` })),
);

const UNKNOWN: SpotUseCase = { key: 'UNKNOWN', ...TABLE.UNKNOWN };

export type Recognised = {
  readonly useCase: SpotUseCase;
  /** NAMED: the text is one of its names. MENTIONED: the text has one in it. NOT_RECOGNISED: neither. */
  readonly how: 'NAMED' | 'MENTIONED' | 'NOT_RECOGNISED';
};

/**
 * Which use case a text is about; case, hyphens, underscores and spaces do not matter. A text that mentions
 * several is taken for the one that spot does not suit, if any, then for the one of the longest name: what
 * is wrongly refused costs the discount, what is wrongly allowed an outage.
 */
export function recogniseUseCase(text: string): Recognised {
  const plain = text.normalize('NFKC');
  const named = BY_NAME.get(squeezed(plain));
  if (named) return { useCase: named, how: 'NAMED' };
  const said = ` ${(plain.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')} `;
  const found = MENTIONS.filter(({ name }) => said.includes(name));
  // A name within a longer one is not said by itself: "batch inference" does not mention inference.
  const [first] = found
    .filter(({ name }) => !found.some((other) => other.name !== name && other.name.includes(name)))
    .toSorted(
      (one, two) =>
        Number(one.useCase.suitable) - Number(two.useCase.suitable) || two.name.length - one.name.length,
    );
  return first ? { useCase: first.useCase, how: 'MENTIONED' } : { useCase: UNKNOWN, how: 'NOT_RECOGNISED' };
}
