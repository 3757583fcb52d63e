import { inputTypes } from './input-types.ts';
import { LeafTypes } from './leaf-types.ts';
import { scriptString, scriptTemplate, scriptValue } from './literal.ts';
import type { Printed } from './printed.ts';
import { resultType } from './result-types.ts';
import { scriptExecute } from './script-execute.ts';
import { scriptFollow } from './script-follow.ts';

/** Adds what only TypeScript has: types. */
export type Typed = (text: string) => string;

/** Prints a module of JavaScript for fetch, as Node.js, Deno, Bun and browsers have it. */
export function javascriptProgram(printed: Printed): string {
  return program(printed, () => '', '');
}

/** Prints the same with the types of exactly this operation's variables and data, and strict about them. */
export function typescriptProgram(printed: Printed): string {
  const { operation } = printed;
  const leaves = new LeafTypes();
  const data = resultType(operation, leaves);
  const inputs = inputTypes(operation, leaves);
  const types = [
    ...leaves.declarations(),
    ...inputs.declarations,
    `/** What the operation takes. */\ntype Variables = ${inputs.variables};`,
    `/** What it answers. */\ntype Data = ${data};`,
    `/** One of the API's errors. */\ntype Fault = { readonly message: string; readonly extensions?: { readonly code?: string } };`,
    `type Answer = { readonly data?: Data | null; readonly errors?: readonly Fault[] };`,
  ];
  return program(printed, (text) => text, `${types.join('\n\n')}\n\n`);
}

function program(printed: Printed, t: Typed, types: string): string {
  const { operation, endpoint, keyed, title } = printed;
  const isStream = operation.kind === 'subscription';
  const name = operation.name === null ? 'undefined' : scriptString(operation.name);
  const accept = isStream ? 'text/event-stream' : 'application/graphql-response+json, application/json';
  const about = isStream
    ? `// Follows ${title}: prints each event as a line of JSON, until Ctrl-C.`
    : `// Asks spotgraph for ${title}: prints the answer as JSON.`;
  return `${about}

const ENDPOINT = ${scriptString(endpoint)};

const DOCUMENT = /* GraphQL */ ${scriptTemplate(operation.text)};

${types}const OPERATION_NAME = ${name};

const VARIABLES${t(': Variables')} = ${scriptValue(operation.variables)};

// The environment, where there is one: browsers have none.
const env = ${t('(')}globalThis${t(' as { process?: { env: Record<string, string | undefined> } })')}.process?.env ?? {};

/** What the API answered instead: errors with \`message\` and \`extensions.code\`, and the data there is nevertheless. */
class ApiError extends Error {
${t(`  readonly errors: readonly Fault[];
  readonly data: Data | null;

`)}  constructor(errors${t(': readonly Fault[]')}, data${t(': Data | null')} = null) {
    super(errors.map(({ message }) => message).join('\\n'));
    this.name = 'ApiError';
    this.errors = errors;
    this.data = data;
  }
}

function send(variables${t(': Variables')}${isStream ? `, signal${t(': AbortSignal')}` : ''})${t(': Promise<Response>')} {
  const headers${t(': Record<string, string>')} = {
    'Content-Type': 'application/json',
    Accept: '${accept}',
  };
${keyed ? "  if (env['SPOTGRAPH_KEY']) headers['Authorization'] = `Bearer ${env['SPOTGRAPH_KEY']}`;\n" : ''}  const body = JSON.stringify({ query: DOCUMENT, operationName: OPERATION_NAME, variables });
  return fetch(ENDPOINT, { method: 'POST', headers, body, signal${isStream ? '' : ': AbortSignal.timeout(60_000)'} });
}

/** The API's own errors where the answer holds them, else its status. */
async function refusal(response${t(': Response')})${t(': Promise<ApiError>')} {
  const text = await response.text();
  try {
    return new ApiError((JSON.parse(text)${t(' as { errors: Fault[] }')}).errors);
  } catch {
    return new ApiError([{ message: \`\${ENDPOINT} answered \${response.status} \${response.statusText}\` }]);
  }
}

/** Waits as long as Retry-After says, else twice as long after each failure. */
async function pause(told${t(': string | null | undefined')}, failures${t(': number')})${t(': Promise<void>')} {
  const least = Math.min(told && /^\\d+$/.test(told) ? Number(told) : 2 ** Math.min(failures, 6) / 2, 60);
  // Not all at once, as all were cut off at once.
  const seconds = least * (1 + Math.random());
${isStream ? '  console.error(`Connecting again in ${seconds.toFixed(1)} s`);\n' : ''}  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

${isStream ? scriptFollow(printed.resume, t) : scriptExecute(printed, t)}
`;
}
