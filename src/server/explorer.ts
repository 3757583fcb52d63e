import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Kind, parse } from 'graphql';

/** A document that opens in a tab of its own. */
export type Operation = { readonly query: string; readonly variables?: string };

/** GraphiQL, served from this machine: the page at /graphql for browsers, and the files it loads. */
export type Explorer = {
  /** Answers if the request is for the page or one of its files; false where it is not. */
  serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean>;
};

/**
 * The page runs our own script files and nothing inline. Styles are inline because its editor makes them as
 * it goes.
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const FILES = '/graphql/explorer/';
const SCRIPT = 'text/javascript; charset=utf-8';

/**
 * Reads `folder`'s .graphql files, a tab each: what answers at once first, then the mutations, then what their comment
 * says reads what a mutation made, then the subscriptions, each in the order of the files' names. No folder, no tabs.
 */
export async function readOperations(folder: URL): Promise<readonly Operation[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const documents = names.filter((name) => name.endsWith('.graphql')).sort();
  const operations = await Promise.all(
    documents.map(async (name) => ({ query: await readFile(new URL(name, withSlash(folder)), 'utf8') })),
  );
  return operations.toSorted((a, b) => placeOf(a.query) - placeOf(b.query));
}

/** In a comment of a query that is empty until a mutation has run: `# Run SubmitWorkload first.` */
const NEEDS_A_MUTATION = /^#.* Run \w+ first\b/m;

function placeOf(document: string): number {
  const operation = parse(document).definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (operation?.operation === 'subscription') return 3;
  if (operation?.operation === 'mutation') return 1;
  return NEEDS_A_MUTATION.test(document) ? 2 : 0;
}

function withSlash(folder: URL): URL {
  return folder.href.endsWith('/') ? folder : new URL(`${folder.href}/`);
}

/** The explorer with a tab for each operation. Its files are loaded when first asked for: they are 9 MB. */
export function createExplorer(operations: readonly Operation[]): Explorer {
  let files: Promise<ReadonlyMap<string, ExplorerFile>> | undefined;
  const page = pageOf(operations);
  return {
    async serve(request, response, url) {
      if (url.pathname === '/graphql' && request.headers.accept?.includes('text/html')) {
        response.setHeader('Content-Security-Policy', PAGE_POLICY);
        response.setHeader('Cache-Control', 'no-cache');
        response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
        return true;
      }
      if (!url.pathname.startsWith(FILES)) return false;
      files ??= loadFiles();
      const file = (await files).get(url.pathname.slice(FILES.length));
      if (!file) return false;
      sendFile(file, request, response);
      return true;
    },
  };
}

type ExplorerFile = {
  readonly type: string;
  readonly etag: string;
  readonly gzipped: Buffer;
  readonly plain: Buffer;
};

async function loadFiles(): Promise<ReadonlyMap<string, ExplorerFile>> {
  const { css, js, editorWorkerService, graphqlWorker, jsonWorker } =
    await import('@graphql-yoga/render-graphiql/graphiql');
  const files: readonly [name: string, type: string, text: string][] = [
    ['graphiql.js', SCRIPT, js],
    ['graphiql.css', 'text/css; charset=utf-8', css],
    ['editorWorkerService.js', SCRIPT, editorWorkerService],
    ['json.js', SCRIPT, jsonWorker],
    ['graphql.js', SCRIPT, graphqlWorker],
    ['start.js', SCRIPT, START_SCRIPT],
  ];
  const loaded = await Promise.all(
    files.map(async ([name, type, text]): Promise<[string, ExplorerFile]> => {
      const plain = Buffer.from(text);
      const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
      return [name, { type, etag, plain, gzipped: await promisify(gzip)(plain) }];
    }),
  );
  return new Map(loaded);
}

function sendFile(file: ExplorerFile, request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('ETag', file.etag);
  response.setHeader('Cache-Control', 'public, max-age=3600');
  response.setHeader('Vary', 'Accept-Encoding');
  if (request.headers['if-none-match']?.includes(file.etag)) {
    response.writeHead(304).end();
    return;
  }
  const isGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  response.writeHead(200, { 'Content-Type': file.type, ...(isGzip ? { 'Content-Encoding': 'gzip' } : {}) });
  response.end(isGzip ? file.gzipped : file.plain);
}

/**
 * GraphiQL animates its tabs' first layout with offsets that never end and take effect when a tab is pressed:
 * it leaps away from under the mouse, and the first click on it is lost.
 */
const TABS_STAND_STILL = '.graphiql-tab { transform: none !important; }';

function pageOf(operations: readonly Operation[]): string {
  const options = {
    title: 'spotgraph',
    subscriptionsProtocol: 'WS',
    shouldPersistHeaders: false,
    ...(operations.length > 0 ? { defaultTabs: operations } : {}),
  };
  // Inside a script element only "<" could end it early.
  const json = JSON.stringify(options).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>spotgraph</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${FILES}graphiql.css" />
    <style>${TABS_STAND_STILL}</style>
  </head>
  <body class="no-focus-outline">
    <noscript>GraphiQL needs JavaScript. The schema is at <a href="/schema.graphql">/schema.graphql</a>.</noscript>
    <div id="root"></div>
    <script type="application/json" id="options">${json}</script>
    <script src="${FILES}graphiql.js"></script>
    <script src="${FILES}start.js"></script>
  </body>
</html>
`;
}

const START_SCRIPT = `'use strict';
self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_moduleId, label) => '${FILES}' + label + '.js',
};
YogaGraphiQL.renderYogaGraphiQL(
  document.querySelector('#root'),
  JSON.parse(document.querySelector('#options').textContent),
);
`;
