/** Lists of what belongs to an owner. */
export type Listing = 'workloads' | 'runs' | 'analyses' | 'webhooks' | 'alerts' | 'budgets' | 'ledger';

/** By what a caller names a thing: alice’s own, or the like that nobody has. */
export type Names = {
  readonly workload: string;
  readonly run: string;
  readonly analysis: string;
  readonly webhook: string;
  readonly delivery: string;
  readonly alert: string;
  readonly budget: string;
  readonly spend: string;
  readonly held: string;
  readonly key: string;
  /** The key a reservation was made under: the ledger’s keys are of one kind. */
  readonly heldKey: string;
  readonly name: string;
  readonly model: string;
  readonly cursors: Readonly<Record<Listing, string>>;
};

/** Mutations of one webhook that answer it. */
const WEBHOOK_CHANGES = Object.fromEntries(
  [
    ['updateWebhook', 'url: "https://example.org"'],
    ['pauseWebhook', ''],
    ['resumeWebhook', ''],
    ['rotateWebhookSecret', 'overlap: "PT1H"'],
    ['deleteWebhook', ''],
  ].map(([field = '', rest = '']) => [
    field,
    ({ webhook, workload, key }: Names) =>
      [`id: "${webhook}"`, `id: "${workload}"`, `idempotencyKey: "${key}"`].map(
        (which) =>
          `mutation { ${field}(input: { ${which} ${rest} }) { replayed errors { code message path } webhook { name url status } } }`,
      ),
  ]),
);

/** What became of an entry: budgets and thresholds of anybody's that it touched are told with it. */
const WRITTEN = `{ replayed errors { code message path } entry { kind spent reserved open net referredBy { kind } refersTo { kind } }
  budgets { budget { name } } fired { percent } refusals { remaining } }`;

/**
 * Every root field of what belongs to an owner, with documents that name a thing in each way the field takes. A field
 * that is missing here fails the test of this table.
 */
export const FIELDS: Readonly<Record<string, (names: Names) => readonly string[]>> = {
  ...WEBHOOK_CHANGES,
  webhook: ({ webhook, workload, key }) => [
    `{ webhook(id: "${webhook}") { name deliveries { totalCount } } }`,
    `{ webhook(id: "${workload}") { name } }`,
    `{ webhook(idempotencyKey: "${key}") { url deliveries { edges { node { body attempts { error } } } } } }`,
  ],
  webhooks: ({ cursors }) => [
    '{ webhooks { totalCount edges { node { name url deliveries { totalCount } } } } }',
    ...['first: 1, after', 'last: 1, before'].map(
      (args) =>
        `{ webhooks(${args}: "${cursors.webhooks}") { totalCount pageInfo { hasNextPage hasPreviousPage } edges { node { name } } } }`,
    ),
  ],
  createWebhook: ({ key }) => [
    `mutation { createWebhook(input: { name: "Bob's", url: "https://example.net", kind: ALERT_FIRED, idempotencyKey: "${key}" })
      { replayed errors { code message } webhook { name url } } }`,
  ],
  pingWebhook: ({ webhook, workload }) =>
    [webhook, workload].map(
      (id) =>
        `mutation { pingWebhook(input: { id: "${id}" }) { errors { code message } delivery { body } } }`,
    ),
  replayDelivery: ({ delivery, webhook }) =>
    [delivery, webhook].map(
      (id) => `mutation { replayDelivery(id: "${id}") { errors { code message path } delivery { body } } }`,
    ),
  replayDeliveries: ({ webhook, workload }) =>
    [webhook, workload].map(
      (id) => `mutation { replayDeliveries(input: { id: "${id}", since: "2026-06-01T00:00:00Z" })
        { queued more errors { code message } } }`,
    ),
  node: ({ workload, run, analysis, webhook, delivery, alert, budget, spend, held }) =>
    [workload, run, analysis, webhook, delivery, alert, budget, spend, held].map(
      (id) => `{ node(id: "${id}") { __typename id } }`,
    ),
  nodes: ({ workload, run, analysis, webhook, delivery, alert, budget, spend, held }) => [
    `{ nodes(ids: ["${workload}", "${run}", "${analysis}", "${webhook}", "${delivery}", "${alert}", "${budget}", "${spend}", "${held}"]) { __typename id } }`,
  ],
  workload: ({ workload, run, key }) => [
    `{ workload(id: "${workload}") { name } }`,
    `{ workload(id: "${run}") { name } }`,
    `{ workload(idempotencyKey: "${key}") { name history { after } analyses { edges { cursor } } } }`,
  ],
  workloads: ({ cursors, model }) => [
    `{ workloads { totalCount edges { node { name } } } }`,
    `{ workloads(filter: { project: "${model}" }) { totalCount edges { node { name } } } }`,
    ...['first: 1, after', 'last: 1, before'].map(
      (args) =>
        `{ workloads(${args}: "${cursors.workloads}") { totalCount pageInfo { hasNextPage hasPreviousPage } edges { node { name } } } }`,
    ),
  ],
  submitWorkload: ({ key }) => [
    `mutation { submitWorkload(input: { gpu: "RTX 4090", hours: 2, idempotencyKey: "${key}" })
      { replayed errors { code message } workload { plannedHours status } } }`,
  ],
  setWorkloadStatus: ({ workload, key }) =>
    [`id: "${workload}"`, `idempotencyKey: "${key}"`].map(
      (which) => `mutation { setWorkloadStatus(input: { ${which}, status: RUNNING })
        { errors { code message path } workload { status } } }`,
    ),
  reportWorkloadEnergy: ({ workload, key }) =>
    [`id: "${workload}"`, `idempotencyKey: "${key}"`].map(
      (which) => `mutation { reportWorkloadEnergy(input: { ${which}, kwh: 1, meteredPart: GPUS, meter: "x" })
        { errors { code message path } workload { status } } }`,
    ),
  analyzeWorkload: ({ workload, key }) => [
    `mutation { analyzeWorkload(input: { workload: "${workload}" }) { errors { code message path } analysis { summary } } }`,
    `mutation { analyzeWorkload(input: { setup: { gpu: "RTX 4090", hours: 2, utilization: 50 }, idempotencyKey: "${key}" })
      { replayed errors { code message path } analysis { answeredBy } } }`,
  ],
  analysis: ({ analysis, workload, key }) => [
    `{ analysis(id: "${analysis}") { summary trace { text } } }`,
    `{ analysis(id: "${workload}") { summary } }`,
    `{ analysis(idempotencyKey: "${key}") { summary } }`,
  ],
  analyses: ({ cursors }) => [
    `{ analyses { edges { node { summary } } } }`,
    `{ analyses(first: 1, after: "${cursors.analyses}") { pageInfo { hasNextPage hasPreviousPage } edges { cursor } } }`,
  ],
  budget: ({ budget, workload, key }) => [
    `{ budget(id: "${budget}") { name current { spent } } }`,
    `{ budget(id: "${workload}") { name } }`,
    `{ budget(idempotencyKey: "${key}") { name periods { totalCount } alerts { totalCount } forecast { absence } } }`,
  ],
  budgets: ({ cursors, model }) => [
    `{ budgets { totalCount edges { node { name } } } }`,
    `{ budgets(filter: { scopeName: "${model}" }) { totalCount edges { node { name } } } }`,
    `{ budgets(first: 1, after: "${cursors.budgets}") { totalCount pageInfo { hasNextPage hasPreviousPage } edges { cursor } } }`,
  ],
  createBudget: ({ key }) => [
    `mutation { createBudget(input: { name: "b", amount: 2, idempotencyKey: "${key}" })
      { replayed errors { code message path } budget { amount current { spent } } } }`,
  ],
  updateBudget: ({ budget, key }) =>
    [`id: "${budget}"`, `idempotencyKey: "${key}"`].map(
      (which) => `mutation { updateBudget(input: { ${which}, amount: 2 })
        { errors { code message path } budget { amount } } }`,
    ),
  archiveBudget: ({ budget, key }) =>
    [`id: "${budget}"`, `idempotencyKey: "${key}"`].map(
      (which) =>
        `mutation { archiveBudget(input: { ${which} }) { errors { code message path } budget { amount } } }`,
    ),
  budgetDeployment: ({ budget, key }) =>
    [`budget: "${budget}"`, `budgetKey: "${key}"`].map(
      (which) =>
        `{ budgetDeployment(input: { ${which}, rental: { pricePerGpuHour: 1 } }) { dailyBudget { value } } }`,
    ),
  ledger: ({ cursors, model }) => [
    '{ ledger { totalCount totals { entries spent reserved kinds { kind } } projects { name } models { name } edges { node { description } } } }',
    `{ ledger(filter: { projects: ["${model}"] }) { totalCount totals { entries spent } projects { name spent } edges { node { spent } } } }`,
    ...['first: 1, after', 'last: 1, before'].map(
      (args) =>
        `{ ledger(${args}: "${cursors.ledger}") { totalCount pageInfo { hasNextPage hasPreviousPage } edges { node { number spent description } } } }`,
    ),
  ],
  recordSpend: ({ key, model }) => [
    `mutation { recordSpend(input: { amount: "3", project: "${model}", idempotencyKey: "${key}" }) ${WRITTEN} }`,
  ],
  settleReservation: ({ held, spend, workload, heldKey, key }) =>
    [
      `reservation: "${held}"`,
      `reservation: "${spend}"`,
      `reservation: "${workload}"`,
      `reservationKey: "${heldKey}"`,
      `reservationKey: "${heldKey}", idempotencyKey: "${key} settled"`,
    ].map((which) => `mutation { settleReservation(input: { ${which}, amount: "1" }) ${WRITTEN} }`),
  releaseReservation: ({ held, spend, workload, heldKey, key }) =>
    [
      `reservation: "${held}"`,
      `reservation: "${spend}"`,
      `reservation: "${workload}"`,
      `reservationKey: "${heldKey}"`,
      `reservationKey: "${heldKey}", idempotencyKey: "${key} released"`,
    ].map((which) => `mutation { releaseReservation(input: { ${which} }) ${WRITTEN} }`),
  correctSpend: ({ spend, held, workload, heldKey, key }) =>
    [
      `entry: "${spend}"`,
      `entry: "${held}"`,
      `entry: "${workload}"`,
      `entryKey: "${heldKey}"`,
      `entry: "${spend}", idempotencyKey: "${key} corrected"`,
    ].map((which) => `mutation { correctSpend(input: { ${which}, to: "0" }) ${WRITTEN} }`),
  // After those that ask for a reservation under this key: from here on this owner has one.
  reserveSpend: ({ heldKey, model }) => [
    `mutation { reserveSpend(input: { amount: "3", project: "${model}", idempotencyKey: "${heldKey}" }) ${WRITTEN} }`,
  ],
  run: ({ run, workload, name }) => [
    `{ run(id: "${run}") { name points { totalCount } } }`,
    `{ run(id: "${workload}") { name } }`,
    `{ run(name: "${name}") { id changes { edges { cursor } } curve(metric: TRAIN_LOSS) { step } recommendations { evaluations } } }`,
  ],
  runs: ({ cursors, model }) => [
    `{ runs { totalCount edges { node { name } } } }`,
    `{ runs(filter: { models: ["${model}"] }) { totalCount edges { node { name } } } }`,
    ...['first: 1, after', 'last: 1, before'].map(
      (args) =>
        `{ runs(${args}: "${cursors.runs}") { totalCount pageInfo { hasNextPage hasPreviousPage } edges { node { name } } } }`,
    ),
  ],
  runComparison: ({ model }) => [
    `{ runComparison(models: ["${model}"]) { absence leftOut models { model runs } } }`,
    `{ runComparison { absence leftOut models { model runs } } }`,
  ],
  runReturns: ({ model }) => [`{ runReturns(model: "${model}") { absence runs { totalCount } } }`],
  runForecast: ({ model, name }) => [
    `{ runForecast(model: "${model}", runs: 2) { absence pastRuns expected { absence figure { value } } } }`,
    `{ runForecast(run: "${name}", runs: 2) { absence pastRuns expected { absence figure { value } } } }`,
  ],
  recordRunPoints: ({ name }) => [
    `mutation { recordRunPoints(input: { run: "${name}", points: [{ step: 3, trainLoss: 9 }] })
      { added contradicted errors { code message path } run { name } } }`,
  ],
  alert: ({ alert, workload, key }) => [
    `{ alert(idempotencyKey: "${key}") { name dryRun(period: { last: "PT1H" }) { summary } } }`,
    `{ alert(id: "${alert}") { name state reading { value { value } } } }`,
    `{ alert(id: "${workload}") { name } }`,
  ],
  alerts: ({ cursors }) => [
    `{ alerts { totalCount edges { node { name } } } }`,
    ...['first: 1, after', 'last: 1, before'].map(
      (args) =>
        `{ alerts(${args}: "${cursors.alerts}") { totalCount pageInfo { hasNextPage hasPreviousPage } edges { node { name } } } }`,
    ),
  ],
  createAlert: ({ key }) => [
    `mutation { createAlert(input: { name: "mine", gpu: "RTX 4090", condition: { below: 1 }, idempotencyKey: "${key}" })
      { replayed errors { code message path } alert { name } } }`,
  ],
  updateAlert: ({ alert, key }) =>
    [`id: "${alert}"`, `idempotencyKey: "${key}"`].map(
      (which) =>
        `mutation { updateAlert(input: { ${which}, name: "taken" }) { errors { code message path } alert { name } } }`,
    ),
  deleteAlert: ({ alert, key }) =>
    [`id: "${alert}"`, `idempotencyKey: "${key}"`].map(
      (which) =>
        `mutation { deleteAlert(input: { ${which} }) { errors { code message path } alert { name } } }`,
    ),
  alertFirings: ({ alert }) => [
    `{ alertFirings { totalCount edges { node { name } } } }`,
    `{ alertFirings(ids: ["${alert}"]) { totalCount edges { node { name alert { name } } } } }`,
  ],
  // Read by owner, as every stream of notices.
  alertFired: () => [],
  budgetAlerts: () => [],
  recordRun: ({ name, model }) => [
    `mutation { recordRun(input: { name: "${name}", hours: 7 }) { replayed errors { code message path } run { hours } } }`,
    `mutation { recordRun(input: { name: "${name}", model: "${model}", hours: 7, correct: true })
      { replayed changed errors { code message path } run { hours points { totalCount } } } }`,
  ],
};
