import { shown } from '#units/quote-laws.ts';
import type { Stock } from '#units/quote.ts';

type Level = Extract<Stock, { kind: 'LEVEL' }>['level'];

/** A stockStatus: a level, null as RunPod says "none", or undefined where nothing was said. */
export type Status = Level | null | undefined;

const LEVELS = new Map<string, Level>([
  ['high', 'HIGH'],
  ['medium', 'MEDIUM'],
  ['low', 'LOW'],
]);

/** Reads the stockStatus a `lowestPrice` under this alias holds; `odd` is a status nobody knows. */
export function readStatus(gpuType: unknown, alias: string): { status: Status; odd?: string } {
  const asked = own(gpuType, alias);
  if (asked === undefined || asked === null) return { status: asked };
  const said = own(asked, 'stockStatus');
  if (said === undefined || said === null) return { status: said };
  const status = typeof said === 'string' ? LEVELS.get(said.trim().toLowerCase()) : undefined;
  return status ? { status } : { status, odd: shown(said) };
}

/**
 * Works out each cloud's stock from three questions: any cloud, the secure one, the community one.
 *
 * The community question cannot be trusted to say "none": RunPod answers it with null even where the
 * community has stock. So null there means none only where no cloud has any; where some cloud has and
 * the secure one has not, it is the community's; else it is not known. A server that answers neither
 * question by cloud speaks of both at once.
 */
export function cloudStatuses(asked: { any: Status; secure: Status; community: Status }): {
  secure: Status;
  community: Status;
} {
  const { any, secure, community } = asked;
  if (secure === undefined && community === undefined) return { secure: any, community: any };
  if (community !== null || !any) return { secure, community };
  return { secure, community: secure === null ? any : undefined };
}

export function stockOf(status: Status): Stock {
  if (status === undefined) return { kind: 'UNKNOWN' };
  return status === null ? { kind: 'NONE' } : { kind: 'LEVEL', level: status };
}

function own(object: unknown, field: string): unknown {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, field)
    ? (object as Record<string, unknown>)[field]
    : undefined;
}
