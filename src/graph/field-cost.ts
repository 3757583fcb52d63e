import { getNullableType, isListType, type GraphQLField } from 'graphql';
import { LIMITS } from './limits.ts';

/**
 * What a field costs that names no cost of its own: 1, and its selection as often as rows are asked for:
 * a page by its size, `ids` by their number, any other list as 10.
 */
export function costOfField<Context>(
  args: Readonly<Record<string, unknown>>,
  _context: Context,
  field: GraphQLField<unknown, Context>,
): { field: number; multiplier: number } {
  const takes = (name: string) => field.args.some((arg) => arg.name === name);
  if (takes('first')) return { field: 1, multiplier: rows(args['first'] ?? args['last']) };
  const isList = isListType(getNullableType(field.type));
  if (!isList) return { field: 1, multiplier: 1 };
  // A connection's rows are counted where its size is asked for.
  if (field.parentType?.name.endsWith('Connection')) return { field: 1, multiplier: 1 };
  const ids = args['ids'];
  return { field: 1, multiplier: Array.isArray(ids) ? ids.length : 10 };
}

/** A page out of range is refused by its resolver; here it must only not come out cheaper. */
function rows(size: unknown): number {
  return typeof size === 'number' ? Math.min(Math.max(size, 1), LIMITS.pageSize) : LIMITS.defaultPageSize;
}
