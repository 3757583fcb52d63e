import type { RunPoint } from './run.ts';
import type { ToldFacts } from './merge-run.ts';

/** How a value is read. */
export type Reading =
  | 'number'
  /** A number that may be NaN or infinite. */
  | 'loss'
  | 'whole'
  | 'share'
  | 'seconds'
  /** "1:02:03", or seconds. */
  | 'clock'
  | 'instant'
  | 'text'
  | 'usd'
  | 'billing'
  | 'status';

type Names<Key extends string> = readonly (readonly [key: Key, reading: Reading, names: readonly string[]])[];

/**
 * What figures of a step are called, the best name first: by Hugging Face’s Trainer (`loss`, `eval_loss`), by exports of
 * Weights & Biases (`_step`, `_runtime`, `train/loss`), by LLaMA-Factory (`current_steps`, `lr`, `elapsed_time`), by
 * Lightning, Megatron and torchtune. In lower case, words joined by underscores.
 */
export const POINT_NAMES: Names<Exclude<keyof RunPoint, 'diverged'> | 'seconds' | 'clock' | 'at'> = [
  [
    'step',
    'whole',
    ['train_global_step', 'global_step', 'current_steps', 'current_step', 'step', 'iteration', 'iter'],
  ],
  ['epoch', 'number', ['epoch', 'train_epoch']],
  ['hours', 'number', ['hours', 'elapsed_hours']],
  ['seconds', 'seconds', ['runtime', 'elapsed_seconds', 'seconds', 'relative_time_process']],
  ['clock', 'clock', ['elapsed_time']],
  ['at', 'instant', ['at', 'timestamp', 'time', 'wall_time', 'datetime', 'date']],
  ['samples', 'whole', ['samples', 'samples_seen', 'consumed_samples', 'consumed_train_samples']],
  [
    'tokens',
    'whole',
    [
      'tokens',
      'tokens_seen',
      'num_input_tokens_seen',
      'train_num_input_tokens_seen',
      'consumed_tokens',
      'num_tokens',
    ],
  ],
  ['trainLoss', 'loss', ['loss', 'train_loss', 'training_loss', 'lm_loss', 'train_loss_step']],
  [
    'validationLoss',
    'loss',
    ['eval_loss', 'val_loss', 'valid_loss', 'validation_loss', 'lm_loss_validation', 'dev_loss'],
  ],
  [
    'accuracy',
    'share',
    [
      'accuracy',
      'eval_accuracy',
      'val_accuracy',
      'valid_accuracy',
      'validation_accuracy',
      'val_acc',
      'eval_acc',
    ],
  ],
  ['learningRate', 'number', ['learning_rate', 'lr', 'train_learning_rate', 'train_lr']],
];

/** What is told of a run, in a line with a step too: it says nothing of the step. */
export const SETUP_NAMES: Names<keyof ToldFacts | 'name'> = [
  ['name', 'text', ['run', 'run_name', 'name', 'run_id']],
  ['model', 'text', ['model', 'model_name', 'model_name_or_path']],
  ['status', 'status', ['status', 'state']],
  ['gpu', 'text', ['gpu', 'gpu_name', 'gpu_type']],
  ['gpuCount', 'whole', ['gpu_count', 'num_gpus', 'n_gpus', 'gpus', 'world_size']],
  ['provider', 'text', ['provider']],
  ['region', 'text', ['region']],
  ['billing', 'billing', ['billing']],
  ['pricePerGpuHour', 'usd', ['price_per_gpu_hour', 'price_per_gpu_hour_usd', 'gpu_price_per_hour']],
  ['parameters', 'whole', ['parameters', 'params', 'num_parameters', 'n_params', 'model_param_count']],
  ['batchSize', 'whole', ['batch_size', 'global_batch_size']],
  ['startedAt', 'instant', ['started_at', 'start_time', 'created_at']],
  ['endedAt', 'instant', ['ended_at', 'end_time', 'finished_at']],
];

/** What is told of a run as a whole, in a line without a step or one that sums the run up. */
export const TOTAL_NAMES: Names<keyof ToldFacts | 'seconds'> = [
  ['samples', 'whole', ['samples', 'num_samples', 'train_samples', 'dataset_size']],
  ['epochs', 'number', ['epochs', 'num_epochs', 'epoch', 'num_train_epochs', 'total_epochs']],
  ['learningRate', 'number', ['learning_rate', 'lr']],
  ['hours', 'number', ['hours', 'total_duration_hours', 'duration_hours', 'train_hours']],
  ['seconds', 'seconds', ['train_runtime', 'duration_seconds', 'runtime']],
  ['tokens', 'whole', ['tokens', 'total_tokens', 'tokens_processed', 'num_tokens', 'num_input_tokens_seen']],
  ['accuracy', 'share', ['accuracy', 'test_accuracy', 'final_accuracy', 'eval_accuracy', 'val_accuracy']],
  ['trainLoss', 'loss', ['train_loss', 'final_train_loss', 'loss']],
  ['validationLoss', 'loss', ['validation_loss', 'val_loss', 'eval_loss', 'final_validation_loss']],
  ['testLoss', 'loss', ['test_loss', 'final_test_loss']],
];

/** By these a line with a step sums the run up: Hugging Face’s last entry, whose train_loss is the mean of all. */
export const SUMMARY_NAMES: readonly string[] = ['train_runtime'];

/** A field’s name in lower case with underscores: "trainLoss", "train/loss" and "Train Loss" are one. */
export function plainName(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
}
