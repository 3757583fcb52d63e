import { randomBytes } from 'node:crypto';

/** Standard Webhooks asks for 24 to 64. */
const RANDOM_BYTES = 32;

/** Makes a secret that signs messages, in the form Standard Webhooks gives them. */
export function makeSecret(): string {
  return `whsec_${randomBytes(RANDOM_BYTES).toString('base64')}`;
}
