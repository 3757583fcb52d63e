import { badInput } from '#graph/errors.ts';
import type { NodeId } from '#graph/node-id.ts';
import { inputFault, type InputFault } from './graph-input-error.ts';
import { UUID } from './job/workload-cursor.ts';

/** How a caller names one of their own things: by one of the two. */
export type AskedWhich = {
  readonly id?: NodeId | null | undefined;
  /** The key it was made under. */
  readonly idempotencyKey?: string | null | undefined;
};

/** Which of an owner's things is meant: by its id, or by the key it was made under. */
export type Which = { readonly id: string } | { readonly key: string };

/** A kind of things that owners name, and the words of errors about them. */
export type OwnKind = {
  readonly typename: string;
  /** "webhook". */
  readonly noun: string;
  /** "created": what was done under the key. */
  readonly made: string;
  /** Where those of an owner are found: "webhooks". */
  readonly list: string;
  /** The fields that name it: of its id, and of its key. */
  readonly fields: { readonly id: string; readonly key: string };
};

export const BY_ID_OR_KEY = { id: 'id', key: 'idempotencyKey' } as const;

/** Which one a mutation means, or what is wrong with how it is named. What never was an id of one is answered as one that is another's. */
export function whichOf(kind: OwnKind, asked: AskedWhich): Which | InputFault {
  const which = oneOf(kind, asked);
  if ('said' in which) return inputFault('BAD_CHOICE', which.field, which.said);
  return isId(kind, asked) ? which : noSuch(kind, which);
}

/** Which one a query means; null for what is no id of one. Throws BAD_USER_INPUT where it is named in no way, or in two. */
export function whichAsked(kind: OwnKind, asked: AskedWhich): Which | null {
  const which = oneOf(kind, asked);
  if ('said' in which) throw badInput(which.field, which.said);
  return isId(kind, asked) ? which : null;
}

/** That its owner has none of that id or key. */
export function noSuch(kind: OwnKind, which: Which): InputFault {
  return inputFault('NOT_FOUND', fieldOf(kind, which), noSuchMessage(kind, which));
}

export function noSuchMessage({ noun, list, made }: OwnKind, which: Which): string {
  const named = 'key' in which ? `that was ${made} under this key` : 'of this id';
  return `You have no ${noun} ${named}: \`${list}\` lists yours.`;
}

/** The field it was named by: what is wrong with the thing is said of that. */
export function fieldOf({ fields }: Pick<OwnKind, 'fields'>, which: Which): string {
  return 'key' in which ? fields.key : fields.id;
}

type Unclear = { readonly said: string; readonly field: string };

function oneOf(
  { noun, made, fields }: OwnKind,
  { id = null, idempotencyKey: key = null }: AskedWhich,
): Which | Unclear {
  if (id !== null && key === null) return { id: id.id };
  if (id === null && key !== null) return { key };
  const ways = `by its id as \`${fields.id}\`, or by the key it was ${made} under as \`${fields.key}\``;
  const said = `Say in one way which ${noun}: ${ways}${id === null ? '' : ', not by both'}.`;
  return { said, field: id === null ? fields.id : fields.key };
}

function isId({ typename }: OwnKind, { id = null }: AskedWhich): boolean {
  return id === null || (id.typename === typename && UUID.test(id.id));
}
