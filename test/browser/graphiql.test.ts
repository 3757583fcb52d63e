import { Kind, parse } from 'graphql';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readOperations } from '#server/explorer.ts';
import { browserMissing, launchBrowser } from '../support/chromium.ts';
import { spawnApp, type SpawnedApp } from '../support/spawn-app.ts';

type Result = { readonly data?: Record<string, unknown> | null; readonly errors?: unknown };

const FOLDER = new URL('../../schema/operations/', import.meta.url);
/** In the order of the tabs, so that what a mutation makes is there when it is asked for. */
const operations = (await readOperations(FOLDER)).map(({ query }) => operationOf(query));

/** Messages to wait for: what moves every few seconds has to tick, the rest shows its snapshot. */
const MESSAGES: Readonly<Record<string, number>> = { PriceChanges: 2, Ticker: 2 };

if (browserMissing) process.stderr.write(`skipped: test/browser/graphiql.test.ts ${browserMissing}\n`);

describe.skipIf(browserMissing)('GraphiQL in a browser', () => {
  let app: SpawnedApp;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const asked: string[] = [];
  const ran: string[] = [];

  beforeAll(async () => {
    app = await spawnApp({ DATA_DIR: 'memory' });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    // A breach of the page's own Content-Security-Policy is told on the console.
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      asked.push(request.url());
      const name = /"operationName":"(\w+)"/.exec(request.postData() ?? '')?.[1];
      if (name) ran.push(name);
    });
    page.on('websocket', (socket) => asked.push(socket.url()));
    await page.goto(`${app.url}/graphql`);
    await page.locator('.graphiql-tab').first().waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await app?.[Symbol.asyncDispose]();
  });

  test('opens with a tab for each operation of schema/operations, a query first, and runs none', async () => {
    await expect.poll(() => page.locator('.graphiql-tab').count()).toBe(operations.length);
    const titles = await page.locator('.graphiql-tab-button').allInnerTexts();
    expect(titles).toEqual(operations.map(({ name }) => name));
    expect(operations[0]?.type).toBe('query');
    // GraphiQL asks for the schema by itself, and for nothing else.
    expect(ran.filter((name) => name !== 'IntrospectionQuery')).toEqual([]);
  });

  test.each(operations.filter(({ type }) => type !== 'subscription'))(
    '$name answers',
    async ({ name, field }) => {
      await openTab(page, name);
      const answering = page.waitForResponse(
        (response) => response.request().postData()?.includes(`"operationName":"${name}"`) ?? false,
      );
      // As the editor's own shortcut would: the mouse runs the subscriptions.
      await page.locator('.graphiql-query-editor .monaco-editor').first().click();
      await page.keyboard.press('Control+Enter');
      const answer = await answering;
      expect(answer.status()).toBe(200);
      expectData((await answer.json()) as Result, field);
      await shown(page, field);
      expect(ran.filter((one) => one === name)).toHaveLength(1);
    },
  );

  test.each(operations.filter(({ type }) => type === 'subscription'))(
    '$name is live',
    { timeout: 60_000 },
    async (operation) => {
      const { name, field } = operation;
      await openTab(page, name);
      const messages: Result[] = [];
      let isOpen = true;
      page.once('websocket', (socket) => {
        socket.on('framereceived', ({ payload }) => {
          const message = JSON.parse(String(payload)) as { type: string; payload?: unknown };
          if (message.type === 'next') messages.push(message.payload as Result);
          // An error message holds the errors alone.
          if (message.type === 'error') messages.push({ errors: message.payload });
        });
        socket.once('close', () => (isOpen = false));
      });
      await page.getByLabel('Execute query').click();
      await expect
        .poll(() => messages.length, { timeout: 40_000 })
        .toBeGreaterThanOrEqual(MESSAGES[name] ?? 1);
      await shown(page, field);
      await page.getByLabel('Stop query').click();
      await page.getByLabel('Execute query').waitFor();
      await expect.poll(() => isOpen, { timeout: 5000 }).toBe(false);
      for (const message of messages) expectData(message, field);
    },
  );

  test('asks nothing of any other server, and the console stays clean', () => {
    const { host } = new URL(app.url);
    const elsewhere = asked.filter((url) => !/^(data|blob):/.test(url) && new URL(url).host !== host);
    expect(asked.filter((url) => url.startsWith('ws:'))).not.toEqual([]);
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

function operationOf(document: string): { name: string; type: string; field: string } {
  const operation = parse(document).definitions.find(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const field = operation?.selectionSet.selections.find((selection) => selection.kind === Kind.FIELD);
  if (!operation?.name || !field) throw new Error(`has no operation with a name: ${document}`);
  return { name: operation.name.value, type: operation.operation, field: field.name.value };
}

/** Opens a tab as a person does: with one click of the mouse. */
async function openTab(page: Page, name: string): Promise<void> {
  await page.locator(`.graphiql-tab-button[title="${name}"]`).click();
  await expect.poll(() => page.locator('.graphiql-tab-active').innerText()).toBe(name);
  // What is run in the first milliseconds of a tab GraphiQL stops again; no hand is that fast.
  await page.waitForTimeout(300);
}

/** Waits until the pane on the right shows the data of this field. */
async function shown(page: Page, field: string): Promise<void> {
  // The editor writes its spaces as no-break spaces.
  const text = async () => (await page.locator('.result-window').innerText()).replaceAll('\u00a0', ' ');
  await expect.poll(text).toContain(`"${field}": `);
}

function expectData(result: Result, field: string): void {
  expect(result.errors).toBeUndefined();
  expect(result.data?.[field] ?? undefined).toBeDefined();
}
