import { addressFault } from '../sending/address-fault.ts';
import type { WebhookTargets } from '../sending/public-address.ts';
import { inputFault, inputTextFaults, type InputFault } from '#workload/graph-input-error.ts';
import type { NoticeKind } from '../notice.ts';
import { DEFAULT_DOCUMENTS } from './default-documents.ts';
import type { CheckedDocument } from './graph-document.ts';
import type { WebhookPlan } from './store-webhooks.ts';
import { NOTICE_FIELDS } from '../notice-fields.ts';

export const MOST = { name: 100, key: 100, document: 20_000, variables: 20_000, webhooks: 20 } as const;

/** What an owner says of a webhook; what is left out stays, or has a default. */
export type AskedWebhook = {
  readonly name?: string | null | undefined;
  readonly url?: string | null | undefined;
  readonly kind?: NoticeKind | null | undefined;
  readonly document?: string | null | undefined;
  readonly variables?: unknown;
};

/** Judges a document against the schema that is served. */
export type DocumentCheck = (asked: Pick<WebhookPlan, 'document' | 'variables'>) => CheckedDocument;

type Rules = { readonly check: DocumentCheck; readonly targets: WebhookTargets };

/** What is to be kept of it, beside what is kept already; or every fault found. */
export function plannedWebhook(
  asked: AskedWebhook,
  kept: WebhookPlan | null,
  { check, targets }: Rules,
): { readonly plan: WebhookPlan } | { readonly faults: readonly InputFault[] } {
  const name = asked.name ?? kept?.name ?? '';
  const url = asked.url ?? kept?.url ?? '';
  const faults = [...inputTextFaults('name', name, [1, MOST.name])];
  const wrongUrl = asked.url == null ? undefined : addressFault(url, targets);
  if (wrongUrl !== undefined) faults.push(inputFault('BAD_TEXT', 'url', wrongUrl));
  const told = toldBy(asked, kept);
  if ('faults' in told) return { faults: [...faults, ...told.faults] };
  const checked = check(told);
  if ('faults' in checked)
    return {
      faults: [
        ...faults,
        ...checked.faults.map(({ where, message }) => inputFault('BAD_DOCUMENT', where, message)),
      ],
    };
  const { kind } = checked.fits;
  if (asked.kind != null && asked.kind !== kind) {
    const { field } = NOTICE_FIELDS[asked.kind];
    const message = `The document is told by \`${NOTICE_FIELDS[kind].field}\`, and ${asked.kind} by \`${field}\`: leave \`kind\` out, the document says it.`;
    faults.push(inputFault('BAD_DOCUMENT', 'kind', message));
  }
  return faults.length > 0 ? { faults } : { plan: { name, url, ...told, ...checked.fits } };
}

type Told = Pick<WebhookPlan, 'document' | 'variables'>;

/** The document and the variables that are meant. */
function toldBy(
  asked: AskedWebhook,
  kept: WebhookPlan | null,
): Told | { readonly faults: readonly InputFault[] } {
  const byKind = asked.kind != null && asked.kind !== kept?.kind ? DEFAULT_DOCUMENTS[asked.kind] : undefined;
  const document = asked.document ?? byKind ?? kept?.document;
  const isNew = asked.document != null || byKind !== undefined;
  const variables = asked.variables ?? (isNew ? {} : (kept?.variables ?? {}));
  if (document === undefined) {
    const message =
      'Say what is to be told: by `kind`, for a document that tells all of it, or by a `document` of your own.';
    return { faults: [inputFault('BAD_DOCUMENT', 'document', message)] };
  }
  const faults = [...inputTextFaults('document', document, [1, MOST.document])];
  if (!isRecord(variables)) {
    const message = '`variables` is an object with the value of each variable: {"budgets": ["…"]}.';
    faults.push(inputFault('BAD_DOCUMENT', 'variables', message));
  } else if (JSON.stringify(variables).length > MOST.variables) {
    const message = `\`variables\` is longer than ${MOST.variables} characters as JSON: send fewer, or write them in the document.`;
    faults.push(inputFault('BAD_TEXT', 'variables', message));
  } else if (faults.length === 0) return { document, variables };
  return { faults };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
