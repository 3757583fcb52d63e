import { OperationTypeNode } from 'graphql';
import { paging, resumption, type GoingOn, type Paging } from './going-on.ts';
import type { Operation } from './read-operation.ts';

/** What the printers of all languages go by. */
export type Printed = {
  readonly operation: Operation;
  /** Where the program sends it. */
  readonly endpoint: string;
  /** True where it sends the key of its environment. */
  readonly keyed: boolean;
  /** A name in words for files and comments: "gpu prices". */
  readonly title: string;
  readonly resume: GoingOn | undefined;
  readonly pages: Paging | undefined;
  /** HTTP statuses that are worth another try: those that tell that nothing was done. */
  readonly retried: readonly number[];
};

export function toPrint(
  operation: Operation,
  { endpoint, keyed }: Pick<Printed, 'endpoint' | 'keyed'>,
): Printed {
  return {
    operation,
    endpoint,
    keyed,
    title: titleOf(operation),
    resume: resumption(operation),
    pages: paging(operation),
    // A mutation that was not answered in time may have been carried out.
    retried: operation.kind === OperationTypeNode.MUTATION ? [429] : [429, 503],
  };
}

/** Its name, or that of its first field: "GpuPrices" and "gpuPrices" are "gpu prices". */
function titleOf({ name, definition, kind }: Operation): string {
  const [first] = definition.selectionSet.selections;
  const text = name ?? (first?.kind === 'Field' ? first.name.value : kind);
  const words = text
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
  // Names may be of any length, and those of files may not.
  return words.join(' ').slice(0, 60).trim() || kind;
}
