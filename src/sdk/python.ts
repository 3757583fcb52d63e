import { pythonString, pythonText, pythonValue } from './literal.ts';
import type { Printed } from './printed.ts';
import { pythonFollow } from './python-follow.ts';

/** Prints a Python program that needs nothing but its standard library. */
export function pythonProgram(printed: Printed): string {
  const { operation, endpoint, resume } = printed;
  const isStream = operation.kind === 'subscription';
  const name = operation.name === null ? 'None' : pythonString(operation.name);
  return `#!/usr/bin/env python3
"""${isStream ? 'Follows' : 'Asks spotgraph for'} ${printed.title}: prints ${isStream ? 'each event as a line of JSON, until Ctrl-C' : 'the answer as JSON'}."""

${isStream ? 'import http.client\n' : ''}import json
import os
${isStream ? 'import random\n' : ''}import sys
import time
import urllib.error
import urllib.request

ENDPOINT = ${pythonString(endpoint)}

DOCUMENT = ${pythonText(operation.text)}

OPERATION_NAME = ${name}

VARIABLES = ${pythonValue(operation.variables)}


class ApiError(Exception):
    """What the API answered instead: dicts with "message" and extensions["code"], and the data there is nevertheless."""

    def __init__(self, errors, data=None):
        super().__init__("\\n".join(error.get("message", str(error)) for error in errors))
        self.errors = errors
        self.data = data


${request(printed, isStream)}


def pause(headers, failures):
    """Seconds to wait before the next try: what Retry-After says, else twice as long after each failure."""
    told = (headers or {}).get("Retry-After") or ""
    return min(int(told) if told.isdecimal() else 2**min(failures, 6) / 2, 60)


${isStream ? pythonFollow(resume) : execute(printed)}


if __name__ == "__main__":
    try:
        main()
    except ApiError as error:
        sys.exit(f"The API refuses this:\\n{error}")
    except BrokenPipeError:
        os._exit(0)  # Who read the output has left.
    except (OSError, ValueError) as error:
        sys.exit(f"No answer from {ENDPOINT}: {error}")
    except KeyboardInterrupt:
        pass
`;
}

function request({ keyed }: Printed, isStream: boolean): string {
  const accept = isStream ? 'text/event-stream' : 'application/graphql-response+json, application/json';
  const key = keyed
    ? `
    key = os.environ.get("SPOTGRAPH_KEY")
    if key:
        headers["Authorization"] = f"Bearer {key}"`
    : '';
  return `def request_for(variables):
    body = {"query": DOCUMENT, "variables": variables}
    if OPERATION_NAME:
        body["operationName"] = OPERATION_NAME
    headers = {"Content-Type": "application/json", "Accept": "${accept}"}${key}
    return urllib.request.Request(ENDPOINT, json.dumps(body).encode(), headers)


def refusal(error):
    """The exception for an HTTP error: the API's own errors where the body holds them, else its status."""
    try:
        return ApiError(json.loads(error.read())["errors"])
    except (ValueError, KeyError, TypeError):
        return ApiError([{"message": f"{ENDPOINT} answered {error}"}])`;
}

function execute({ retried, pages }: Printed): string {
  const statuses =
    retried.length === 1 ? `error.code != ${retried[0]}` : `error.code not in (${retried.join(', ')})`;
  const main = pages
    ? `def pages(variables):
    """The data of each page, from the one that \`variables\` name to the last."""
    variables = dict(variables)
    while True:
        data = execute(variables)
        yield data
        if not data${subscripts(pages.more)}:
            return
        variables[${pythonString(pages.variable)}] = data${subscripts(pages.path)}


def main():
    # Pages to turn: 1 unless the environment says more.
    most = int(os.environ.get("SPOTGRAPH_PAGES", "1"))
    for number, data in enumerate(pages(VARIABLES), 1):
        print(json.dumps(data, indent=2))
        if number >= most:
            break`
    : `def main():
    print(json.dumps(execute(VARIABLES), indent=2))`;
  return `def execute(variables, attempts=4):
    """The operation's data. Raises ApiError where the API refuses it, OSError where there is no answer."""
    for attempt in range(1, attempts + 1):
        try:
            with urllib.request.urlopen(request_for(variables), timeout=60) as response:
                answer = json.load(response)
            break
        except urllib.error.HTTPError as error:
            if ${statuses} or attempt == attempts:
                raise refusal(error) from None
            time.sleep(pause(error.headers, attempt))
    if answer.get("errors"):
        raise ApiError(answer["errors"], answer.get("data"))
    return answer["data"]


${main}`;
}

function subscripts(path: readonly string[]): string {
  return path.map((key) => `[${pythonString(key)}]`).join('');
}
