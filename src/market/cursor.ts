/** A place on one tape: which tape, and the last seq had from it. */
export type TapeCursor = { readonly tape: string; readonly seq: number };

const FORM = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(\d{1,16})$/;

/** Opaque to clients: what `after` takes. */
export function encodeCursor({ tape, seq }: TapeCursor): string {
  return Buffer.from(`${tape}:${seq}`).toString('base64url');
}

/** Undefined where the text is not a cursor of any tape. */
export function decodeCursor(text: string): TapeCursor | undefined {
  const [, tape, seq] = FORM.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  const value = Number(seq);
  return tape !== undefined && Number.isSafeInteger(value) ? { tape, seq: value } : undefined;
}
