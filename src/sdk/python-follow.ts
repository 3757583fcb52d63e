import type { GoingOn } from './going-on.ts';
import { pythonString } from './literal.ts';

/** The part of a Python program that follows a stream of events. */
export function pythonFollow(resume: GoingOn | undefined): string {
  const [root = '', cursor = ''] = resume?.path ?? [];
  const keep = resume
    ? `
                # From here it goes on after a broken connection; a message without a cursor changes nothing.
                cursor = data[${pythonString(root)}][${pythonString(cursor)}]
                if cursor:
                    variables[${pythonString(resume.variable)}] = cursor`
    : '';
  const after = resume ? 'It goes on after the last event' : 'It begins anew';
  return `def events(variables):
    """The results that come over one connection, as server-sent events. Ends where the stream is complete, and
    raises OSError where it breaks off. Silence is no reason: the API sends a comment every 12 seconds."""
    with urllib.request.urlopen(request_for(variables), timeout=60) as response:
        kind = ""
        for line in response:
            field, _, value = line.decode().rstrip("\\r\\n").partition(":")
            if field == "event":
                kind = value.strip()
            if field == "data" and kind == "complete":
                return
            if field == "data" and kind == "next":
                yield json.loads(value)
    raise ConnectionError("the stream broke off")


def follow(variables):
    """The data of each event. ${after} where the connection broke."""
    variables = dict(variables)
    failures = 0
    while True:
        headers = None
        try:
            for answer in events(variables):
                data = answer.get("data")
                if answer.get("errors"):
                    raise ApiError(answer["errors"], data)
                failures = 0${keep}
                yield data
            return
        except urllib.error.HTTPError as error:
            if error.code != 429 and error.code < 500:
                raise refusal(error) from None
            reason, headers = error, error.headers
        except (OSError, http.client.HTTPException) as error:
            reason = error
        failures += 1
        # Not all at once, as all were cut off at once.
        seconds = pause(headers, failures) * random.uniform(1, 2)
        print(f"{reason}: connecting again in {seconds:.1f} s", file=sys.stderr)
        time.sleep(seconds)


def main():
    # Events to print: without end unless the environment says how many.
    most = int(os.environ.get("SPOTGRAPH_EVENTS", "0"))
    for number, data in enumerate(follow(VARIABLES), 1):
        print(json.dumps(data), flush=True)
        if number == most:
            break`;
}
