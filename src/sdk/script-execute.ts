import { scriptKey } from './literal.ts';
import type { Printed } from './printed.ts';
import type { Typed } from './script.ts';

/** The part of a script that asks once, or page by page. */
export function scriptExecute({ retried, pages }: Printed, t: Typed): string {
  const worthIt =
    retried.length === 1
      ? `response.status === ${retried[0]}`
      : `[${retried.join(', ')}].includes(response.status)`;
  return `/** The operation's data. Rejects with ApiError where the API refuses it, else where there is no answer. */
async function execute(variables${t(': Variables')}, attempts = 4)${t(': Promise<Data>')} {
  for (let attempt = 1; ; attempt++) {
    const response = await send(variables);
    if (${worthIt} && attempt < attempts) {
      await response.body?.cancel();
      await pause(response.headers.get('Retry-After'), attempt);
      continue;
    }
    if (!response.ok) throw await refusal(response);
    const { data, errors } = ${t('(')}await response.json()${t(') as Answer')};
    if (errors || !data) throw new ApiError(errors ?? [], data);
    return data;
  }
}

${pages ? turning(pages.variable, pages.path, pages.more, t) : 'console.log(JSON.stringify(await execute(VARIABLES), null, 2));'}`;
}

function turning(variable: string, path: readonly string[], more: readonly string[], t: Typed): string {
  return `/** The data of each page, from the one that \`variables\` name to the last. */
async function* pages(variables${t(': Variables')})${t(': AsyncGenerator<Data>')} {
  for (let next = variables; ; ) {
    const data = await execute(next);
    yield data;
    const cursor = data.${path.join('.')};
    if (!data.${more.join('.')} || !cursor) return;
    next = { ...next, ${scriptKey(variable)}: cursor };
  }
}

// Pages to turn: 1 unless the environment says more.
let left = Number(env['SPOTGRAPH_PAGES'] ?? 1);
for await (const data of pages(VARIABLES)) {
  console.log(JSON.stringify(data, null, 2));
  if (--left <= 0) break;
}`;
}
