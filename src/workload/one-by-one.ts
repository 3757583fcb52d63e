import { nextTurn } from './next-turn.ts';

/**
 * What is made of each thing, one after another: a list asks for all of its rows at once, and of long runs that would
 * take every connection to the database and memory for all of their points. What fails fails alone.
 */
export async function oneByOne<T, Made>(
  things: readonly T[],
  make: (thing: T) => Promise<Made>,
): Promise<(Made | Error)[]> {
  const made: (Made | Error)[] = [];
  for (const thing of things) {
    made.push(await make(thing).catch(asError));
    await nextTurn();
  }
  return made;
}

function asError(fault: unknown): Error {
  return fault instanceof Error ? fault : new Error(String(fault));
}
