import type { GoingOn } from './going-on.ts';
import { scriptKey } from './literal.ts';
import type { Typed } from './script.ts';

/** The part of a script that follows a stream of events. */
export function scriptFollow(resume: GoingOn | undefined, t: Typed): string {
  const keep = resume
    ? `
        // From here it goes on after a broken connection; a message without a cursor changes nothing.
        const cursor = data.${resume.path.join('.')};
        if (cursor) next = { ...next, ${scriptKey(resume.variable)}: cursor };`
    : '';
  const after = resume ? 'It goes on after the last event' : 'It begins anew';
  const variables = resume ? 'next' : 'variables';
  return `/** The results in a stream of server-sent events; false where the stream is complete. */
async function* results(body${t(': ReadableStream<Uint8Array>')}, connection${t(': AbortController')})${t(': AsyncGenerator<Answer | false>')} {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    // Silence means that the connection is lost: the API sends a comment every 12 seconds.
    const silence = setTimeout(() => connection.abort(), 60_000);
    const { done, value } = await reader.read().finally(() => clearTimeout(silence));
    if (done) throw new Error('The stream broke off');
    text += decoder.decode(value, { stream: true });
    const events = text.split(/\\r?\\n\\r?\\n/);
    text = events.pop() ?? '';
    for (const event of events) {
      if (/^event: ?complete/m.test(event)) yield false;
      const [, data] = /^data: ?(.+)/m.exec(event) ?? [];
      if (data) yield JSON.parse(data)${t(' as Answer')};
    }
  }
}

/** The data of each event. ${after} where the connection broke. */
async function* follow(variables${t(': Variables')})${t(': AsyncGenerator<Data>')} {
${resume ? '  let next = variables;\n' : ''}  for (let failures = 1; ; failures++) {
    const connection = new AbortController();
    let response${t(': Response | undefined')};
    try {
      response = await send(${variables}, connection.signal);
      if (!response.ok && response.status !== 429 && response.status < 500) throw await refusal(response);
      if (!response.ok || !response.body) throw new Error(\`\${ENDPOINT} answered \${response.status}\`);
      for await (const answer of results(response.body, connection)) {
        if (!answer) return;
        const { data, errors } = answer;
        if (errors || !data) throw new ApiError(errors ?? [], data);
        failures = 0;${keep}
        yield data;
      }
    } catch (error) {
      if (error instanceof ApiError) throw error;
      console.error(String(error));
    } finally {
      connection.abort();
    }
    await pause(response?.headers.get('Retry-After'), failures);
  }
}

// Events to print: without end unless the environment says how many.
let left = Number(env['SPOTGRAPH_EVENTS'] ?? Infinity);
for await (const data of follow(VARIABLES)) {
  console.log(JSON.stringify(data));
  if (--left <= 0) break;
}`;
}
