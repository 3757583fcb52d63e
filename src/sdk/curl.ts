import { visit } from 'graphql';
import type { GoingOn } from './going-on.ts';
import { jsonText, shellWord } from './literal.ts';
import type { Printed } from './printed.ts';

/**
 * Prints a shell script around curl. The request stands in a here-document, in which a shell changes nothing: no
 * line of JSON is the word that ends it.
 */
export function curlProgram(printed: Printed): string {
  return printed.operation.kind === 'subscription' ? followScript(printed) : askScript(printed);
}

function askScript(printed: Printed): string {
  const { operation, title } = printed;
  const isMutation = operation.kind === 'mutation';
  // Curl also tries again after statuses that leave open what was done.
  const retry = isMutation ? '' : ' --retry 3';
  return `#!/bin/sh
# Asks spotgraph for ${title}: prints the answer as JSON. Ends with 1 where it holds errors, with curl's own
# number where there is none.
set -u

answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

status=0
curl --silent --show-error --fail-with-body${retry} --max-time 60 --output "$answer" \\
${headers(printed, 'application/graphql-response+json, application/json')}
  --data-binary @- ${address(printed)} <<'JSON' || status=$?
${jsonText(body(printed, operation.variables), 2)}
JSON

cat "$answer"
echo
case $(head -c 10 "$answer") in '{"errors":') exit 1 ;; esac
exit "$status"
`;
}

function followScript(printed: Printed): string {
  const { operation, title } = printed;
  const resume = curlResumption(printed);
  const { [resume?.variable ?? '']: first, ...others } = operation.variables;
  const request = jsonText(body(printed, others), 2);
  const keep = resume
    ? `
    # From here it goes on after a broken connection.
    rest=\${event#*'"${resume.path.at(-1)}":"'}
    [ "$rest" = "$event" ] || after="\\"${resume.variable}\\": \\"\${rest%%\\"*}\\"${comma(others)}"`
    : '';
  const start =
    first === undefined || !resume ? '' : `"${resume.variable}": ${jsonText(first)}${comma(others)}`;
  return `#!/bin/sh
# Follows ${title}: prints each event as a line of JSON, until Ctrl-C.${resume ? '' : ' Begins anew where the connection broke.'}
set -u

folder=$(mktemp -d)
mkfifo "$folder/events"
curl=
trap 'kill $curl 2>/dev/null; rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT PIPE TERM
${resume ? `\n# The last event had, as a variable of the request.\nafter=${shellWord(start)}\n` : ''}
request() {
  cat <<'JSON'
${resume ? `${opening(request)}\nJSON\n  printf '%s\\n' "$after"\n  cat <<'JSON'\n${closing(request)}` : request}
JSON
}

left=\${SPOTGRAPH_EVENTS:-0} # Events to print: without end unless the environment says how many.
pause=1
while :; do
  request | curl --silent --show-error --no-buffer --fail --retry 10 --retry-connrefused \\
${headers(printed, 'text/event-stream').replaceAll(/^/gm, '  ')}
    --data-binary @- ${address(printed)} >"$folder/events" &
  curl=$!
  while IFS= read -r line; do
    case $line in
      'event: complete'*) exit ;;
      'data: {'*) event=\${line#data: } ;;
      *) continue ;;
    esac
    printf '%s\\n' "$event"
    case $event in '{"errors":'*) exit 1 ;; esac${keep}
    left=$((left - 1))
    [ "$left" -ne 0 ] || exit 0
    pause=1
  done <"$folder/events"
  wait "$curl" || [ $? -ne 22 ] || exit 22 # Curl's number for: refused.
  echo "The stream broke off: connecting again in $pause s" >&2
  sleep "$pause"
  [ "$pause" -ge 32 ] || pause=$((pause * 2))
done
`;
}

function headers({ keyed }: Printed, accept: string): string {
  const lines = [
    `  --header 'Content-Type: application/json' --header 'Accept: ${accept}' \\`,
    // Curl sends no header for an empty one.
    ...(keyed ? ['  --header "${SPOTGRAPH_KEY:+Authorization: Bearer $SPOTGRAPH_KEY}" \\'] : []),
  ];
  return lines.join('\n');
}

function body({ operation }: Printed, variables: object) {
  const { name, text } = operation;
  return { query: text, ...(name === null ? {} : { operationName: name }), variables };
}

/** Curl takes brackets and braces for several addresses in one, if it is not told. */
function address({ endpoint }: Printed): string {
  return `${/[[\]{}]/.test(endpoint) ? '--globoff ' : ''}${shellWord(endpoint)}`;
}

const comma = (others: object): string => (Object.keys(others).length > 0 ? ',' : '');

/** Variables come last, and the brace that opens them is the last one at the end of a line of that depth. */
const VARIABLES = '\n  "variables": {';

function opening(request: string): string {
  return request.slice(0, request.lastIndexOf(VARIABLES) + VARIABLES.length);
}

function closing(request: string): string {
  return request.slice(request.lastIndexOf(VARIABLES) + VARIABLES.length).trimStart();
}

/** How a script goes on: it finds a cursor by its key alone, so no other field may have that. */
export function curlResumption({ resume, operation }: Printed): GoingOn | undefined {
  const key = resume?.path.at(-1);
  let found = 0;
  visit(operation.document, {
    Field(node) {
      if ((node.alias ?? node.name).value === key) found++;
    },
  });
  return found === 1 ? resume : undefined;
}
