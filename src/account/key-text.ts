import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The text of a key. It goes to its owner once, and into no log, error or table. */
export type KeyText = { readonly text: string; readonly hash: string; readonly prefix: string };

const RANDOM_BYTES = 32;
const PREFIX_LENGTH = 'sg_'.length + 6;
const FORM = /^sg_[\w-]{43}$/;

/** Makes a key of 256 random bits: "sg_" makes it known to tools that look for keys in code. */
export function makeKey(): KeyText {
  const text = `sg_${randomBytes(RANDOM_BYTES).toString('base64url')}`;
  return { text, hash: hashOf(text), prefix: text.slice(0, PREFIX_LENGTH) };
}

export function isKeyText(text: string): boolean {
  return FORM.test(text);
}

/** A fast hash is enough of what has 256 random bits. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** In a time that does not tell how much of them is the same. */
export function isSameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}
