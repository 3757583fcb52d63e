import { builder } from './builder.ts';
import { LIMITS, type Limits } from './limits.ts';

/** What each limit bounds, and what happens above it, for the schema's readers. */
const MEANINGS: Readonly<Record<keyof Limits, string>> = {
  bodyBytes: 'Bytes of an HTTP request body. More is refused with 413.',
  tokens: 'Lexical tokens of a document: names, numbers, strings and punctuation.',
  depth: 'Fields nested in each other, fragments resolved.',
  aliases: 'Aliased fields in a document, `__typename` among them.',
  directives: 'Directives in a document, such as `@include`.',
  fieldComparisons:
    'Comparisons to find out whether fields of one name can be merged; passed only by documents that repeat fields ' +
    'hundreds of times.',
  cost:
    'Cost of an operation: 1 for each field, and those inside a list as often as the list is long: a page by ' +
    '`first` or `last`, other lists 10. Each answer carries its own as `extensions.cost.requested`.',
  variableValues: 'Values inside the variables, those in lists and objects counted singly.',
  variableDepth: 'Lists and objects nested in each other inside the variables.',
  defaultPageSize: 'Rows of a page where neither `first` nor `last` is given.',
  pageSize: 'Rows of a page. Asking for more is an error, and never cut in silence.',
  socketOperations:
    'Operations running at once on one WebSocket. One more is answered with an error message.',
  socketMessageBytes: 'Bytes of one WebSocket message. A longer one closes the socket with 1009.',
  pendingSockets: 'WebSockets one address may hold that have sent no connection_init yet. More get 429.',
  eventStreams: 'Event streams one address may hold open over HTTP. More get 429.',
  socketInitSeconds: 'Seconds from an open WebSocket to its connection_init. Later closes it with 4408.',
  headerSeconds: 'Seconds to send the headers of a request.',
  requestSeconds:
    'Seconds to send a request whole, and again for it to be answered. Event streams stay open.',
  analyses: 'Analyses of workloads that ask a model at once, of all callers: `analyzeWorkload`.',
  analysesPerOwner: 'Analyses of workloads that ask a model at once, of one owner.',
};

const LimitsType = builder.objectRef<Limits>('Limits').implement({
  description:
    'What a request may cost before it is refused, the same for every caller. A refusal has the code ' +
    'LIMIT_EXCEEDED and names the limit, its maximum and what was found.',
  fields: (t) =>
    Object.fromEntries(
      Object.entries(MEANINGS).map(([name, description]) => [
        name,
        t.exposeInt(name as keyof Limits, { description }),
      ]),
    ),
});

builder.queryField('limits', (t) =>
  t.field({
    type: LimitsType,
    description: 'The limits every request is held to, to know them before meeting them.',
    resolve: () => LIMITS,
  }),
);
