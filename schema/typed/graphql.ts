/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Which commercial API is compared with. */
export type ApiInput =
  {   /** A model by its name or the key of its price in `apiPrices`: "gpt-4", "aws-bedrock/llama-3.1-8b@us-east-1". A name with several prices is an error that lists them. */
  name: string; prices?: never; }
  |  { name?: never;   /** Prices of your own. */
  prices: ApiRatesInput; };

/** Which API prices are meant; everything given must hold. */
export type ApiPriceFilter = {
  /** Only of models whose name holds this: "llama". Any case. */
  model?: string | null | undefined;
  /** Only of this provider: "OpenAI". Any case. */
  provider?: string | null | undefined;
  /** Only of this provider’s region ("us-east-1"), and prices that hold everywhere. */
  region?: string | null | undefined;
};

/** Prices of an API in US dollars per million tokens. */
export type ApiRatesInput = {
  /** Of input tokens read from a cache. As `input` where it is absent. */
  cachedInput?: string | number | null | undefined;
  /** Of input tokens: 0 to 1000000. */
  input: string | number;
  /** Of output tokens: 0 to 1000000. */
  output: string | number;
};

/** Why there is no figure where one was asked for. */
export type Absence =
  /** Too little was observed in the time asked about to compute it. */
  | 'NOT_ENOUGH_DATA'
  /** No price was observed in the time asked about: nothing was on offer, or nobody was watching. */
  | 'NOT_OBSERVED'
  /** No provider lists it, under the filter given. */
  | 'NOT_OFFERED'
  /** It is listed, but every offer is taken. */
  | 'SOLD_OUT'
  /** The only offers are from providers that have not answered lately, and those were excluded. */
  | 'STALE';

/** Which activations are computed again in the backward pass instead of being kept. */
export type ActivationRecomputation =
  /** All but each layer’s input. */
  | 'FULL'
  /** None. */
  | 'NONE'
  /** The scores of attention, as FlashAttention does. */
  | 'SELECTIVE';

/** What an alert waits for: one of these. */
export type AlertConditionInput =
  {   /** The lowest price per GPU-hour is above this. */
  above: string | number; availableAtLeast?: never; below?: never; dropPercent?: never; surgePercent?: never; }
  |  { above?: never;   /** At least so many GPUs can be rented. */
  availableAtLeast: number; below?: never; dropPercent?: never; surgePercent?: never; }
  |  { above?: never; availableAtLeast?: never;   /** The lowest price per GPU-hour is below this. */
  below: string | number; dropPercent?: never; surgePercent?: never; }
  |  { above?: never; availableAtLeast?: never; below?: never;   /** The lowest price is more than this under its mean of the last 24 whole hours (UTC): 10 for 10 %. */
  dropPercent: number; surgePercent?: never; }
  |  { above?: never; availableAtLeast?: never; below?: never; dropPercent?: never;   /** The lowest price is more than this over its mean of the last 24 whole hours (UTC): 20 for 20 %. */
  surgePercent: number; };

/** What an alert waits for. */
export type AlertConditionKind =
  /** The lowest price per GPU-hour is above the threshold. */
  | 'ABOVE'
  /** At least as many GPUs can be rented as the threshold says. */
  | 'AVAILABLE'
  /** The lowest price per GPU-hour is below the threshold. */
  | 'BELOW'
  /** The lowest price is under its mean of the last 24 whole hours (UTC) by more than the threshold, in percent. */
  | 'DROP'
  /** The lowest price is over its mean of the last 24 whole hours (UTC) by more than the threshold, in percent. */
  | 'SURGE';

/** An alert to be tried on the past: as `createAlert` takes it, without a name. */
export type AlertDryRunInput = {
  /** On-demand or spot; both where it is null. */
  billing?: Billing | null | undefined;
  /** What it waits for. */
  condition: AlertConditionInput;
  /** It fires at most once in this time; at most 30 days. */
  coolDown?: string;
  /** How long the condition must hold without a break before it fires; at most 7 days. */
  forAtLeast?: string;
  /** The GPU by any name the catalog knows ("RTX 4090"). A name that means several GPUs ("H100") is refused with the nearest ones. */
  gpu: string;
  /** How far it must be back over the threshold before the alert ends, in percent of the threshold, 0 to 100: a price that trembles around it is told once. */
  hysteresisPercent?: number;
  /** Provider ids ("vastai"), at most 50; all where it is null or empty. Naming providers also reaches those of the other kind of market. */
  providers?: Array<string> | null | undefined;
  /** Region codes ("DE", "US-CA"; a country covers its states) or continents ("EUROPE"), at most 50; everywhere where it is null or empty. Offers without a known region are then left out. */
  regions?: Array<string> | null | undefined;
};

/** Where an alert stands: NORMAL → PENDING → FIRING → RECOVERING → NORMAL. */
export type AlertState =
  /** The alert has fired, and the condition is not over yet. */
  | 'FIRING'
  /** The condition does not hold, or nobody knows. */
  | 'NORMAL'
  /** The condition holds, and has not held for as long as `forAtLeast` asks. */
  | 'PENDING'
  /** The condition is over, and the cool-down after the firing lasts: what holds again waits for its end. */
  | 'RECOVERING';

/** Who answered a question about a workload. */
export type AnalysisAnsweredBy =
  /** The model that the server’s operator configured; its numbers were checked. */
  | 'AGENT'
  /** What is computed without any model: see fallbackReason. */
  | 'FALLBACK';

/** Why what is computed answered in place of the agent. */
export type AnalysisFallbackReason =
  /** The endpoint or the model sent what is no JSON. */
  | 'BAD_JSON'
  /** The endpoint answered without a message, or with an empty one. */
  | 'EMPTY_ANSWER'
  /** The endpoint answered with an error of its own, or would redirect. */
  | 'ENDPOINT_ERROR'
  /** The model’s numbers are refuted by those that are computed: see disagreements. */
  | 'IMPLAUSIBLE'
  /** The server has no model: its operator sets AGENT_URL and AGENT_MODEL. */
  | 'NOT_CONFIGURED'
  /** The endpoint is asked too often: try again later. */
  | 'RATE_LIMITED'
  /** The model refused to answer. */
  | 'REFUSED'
  /** The model’s answer is JSON of another form, or holds impossible numbers. */
  | 'SCHEMA_MISMATCH'
  /** The model had not answered when its seconds were over. */
  | 'TIMEOUT'
  /** The model kept calling tools and never answered. */
  | 'TOOL_LOOP'
  /** The answer was longer than is taken. */
  | 'TOO_LONG'
  /** The endpoint does not take the server’s key. */
  | 'UNAUTHORIZED'
  /** The model’s endpoint took no connection, or broke it. */
  | 'UNREACHABLE';

/** What a change to a workload changes. */
export type AnalysisInsightKind =
  /** Several of these at once. */
  | 'COMBINED'
  /** Fewer GPUs. */
  | 'FEWER_GPUS'
  /** Less time in which GPUs idle. */
  | 'IDLE'
  /** Something that is computed nowhere: the agent’s own idea. */
  | 'OTHER'
  /** Another GPU. */
  | 'OTHER_GPU'
  /** Another provider. */
  | 'OTHER_PROVIDER'
  /** Another region. */
  | 'OTHER_REGION'
  /** Another time of start. */
  | 'OTHER_TIME'
  /** A reservation in place of hourly rent. */
  | 'RESERVATION'
  /** Spot machines in place of on-demand ones. */
  | 'SPOT'
  /** Higher utilisation of the GPUs. */
  | 'UTILIZATION';

/** What an analysis estimates of a workload. */
export type AnalysisQuantity =
  /** kg CO₂e emitted for it. */
  | 'CARBON'
  /** What that electricity costs, in US dollars. */
  | 'ELECTRICITY'
  /** Electricity drawn, in kWh. */
  | 'ENERGY'
  /** An amount of US dollars in a text, whatever it is of. */
  | 'MONEY'
  /** What the GPUs’ rent costs, in US dollars. */
  | 'RENT';

/** What happened in one step of a conversation with the agent. */
export type AnalysisStepKind =
  /** The conversation ended without an answer. */
  | 'ERROR'
  /** The model said something, or called tools without a word. */
  | 'MODEL'
  /** The model called a tool: the text is its input, JSON. */
  | 'TOOL_CALL'
  /** What the tool told the model, JSON; `error` where it failed. */
  | 'TOOL_RESULT';

/** How a number the agent gave stands against the computed one. */
export type AnalysisVerdict =
  /** Within the computed bounds, with a factor of two to spare; within a tenth of what was measured. */
  | 'AGREES'
  /** Outside of half the computed low to twice the high, over five times off the middle, a tenth off what was measured, or more than all there is. */
  | 'REFUTED'
  /** Nothing computed tells. */
  | 'UNVERIFIED';

/** Which workload to analyse, and what to ask of it. */
export type AnalyzeWorkloadInput = {
  /** Names this question among yours, 1 to 100 characters: sent again, it is answered from memory. Without one each sending is a question. */
  idempotencyKey?: string | null | undefined;
  /** What you want to know, 1 to 1000 characters; "What should be changed?" where left out. */
  question?: string | null | undefined;
  /** A workload that is not submitted: what it runs on, and for how long. It is not kept as a workload; its own idempotencyKey and startedAt mean nothing here. */
  setup?: SubmitWorkloadInput | null | undefined;
  /** Id of a workload of yours. This or `setup`. */
  workload?: string | number | null | undefined;
};

/** What kind of answer about the future was given. */
export type AnswerKind =
  /** What a price will be, some hours ahead. */
  | 'PREDICTION'
  /** Whether to begin a job now or to wait. */
  | 'RUN_OR_WAIT';

/** A model by its architecture, as its config.json states it. */
export type ArchitectureInput = {
  /** Those a token passes through. Needed where there are `experts`; all of them where it is absent. */
  activeParams?: number | null | undefined;
  /** The longest sequence it takes: `max_position_embeddings`. */
  contextTokens?: number;
  /** Of a mixture of experts; absent for a dense model. */
  experts?: ExpertsInput | null | undefined;
  /** Values of a head: `head_dim`; hiddenSize ÷ heads where it is absent. */
  headDim?: number | null | undefined;
  /** Query heads: `num_attention_heads`. */
  heads: number;
  /** Values of a token between layers: `hidden_size`. */
  hiddenSize: number;
  /** Key and value heads: `num_key_value_heads`; as many as `heads` where it is absent. */
  kvHeads?: number | null | undefined;
  /** For latent attention, in every layer: `kvHeads` and `headDim` then say nothing of the cache. */
  latent?: LatentAttentionInput | null | undefined;
  /** Layers: `num_hidden_layers`. */
  layers: number;
  /** What to call it in the answer. */
  name?: string | null | undefined;
  /** Parameters, embeddings and all experts included: 8030000000. */
  params: number;
  /** Layers of a hybrid that keep a state. */
  stateLayers?: StateLayersInput | null | undefined;
  /** Tokens of the vocabulary: `vocab_size`. Llama 3’s where it is absent. */
  vocabulary?: number;
  /** Layers with a sliding window; the others attend to everything. */
  windowLayers?: WindowLayersInput | null | undefined;
};

/** A time from one instant to another. */
export type BetweenInput = {
  /** The beginning, included. */
  from: string;
  /** The end, excluded; after the beginning. */
  to: string;
};

/** How a price is agreed. */
export type Billing =
  /** A fixed rate; the machine is kept until the renter ends it. */
  | 'ON_DEMAND'
  /** A lower rate at which the provider may take the machine back: interruptible, a bid, community spot. */
  | 'SPOT';

/** Why a budget’s owner is told something. */
export type BudgetAlertKind =
  /** The burn forecast says that the amount will be exceeded before the period ends: once a period. */
  | 'FORECAST'
  /** A period has ended, with this spent: once a period. */
  | 'PERIOD_ENDED'
  /** What was spent has passed a threshold of the budget: once a period and threshold. */
  | 'THRESHOLD';

/** Workers that start when there is work and stop when there is none, and what they may cost. */
export type BudgetDeploymentInput = {
  /** In place of `monthly`, the `id` of a budget of yours: what remains of its period, over the days that remain. */
  budget?: string | number | null | undefined;
  /** In place of `budget`: the idempotency key you made it under. */
  budgetKey?: string | null | undefined;
  /** How long a worker waits for another request before it stops: at most an hour. */
  idleTimeout?: string;
  /** What they may cost in a month of 30 days. */
  monthly?: string | number | null | undefined;
  /** The most workers whatever the budget pays for: 1 to 100. */
  mostWorkers?: number;
  /** What each worker is: at the market’s price, or your own. */
  rental: RentalInput;
  /** Percent of the time that each worker runs: above 0, at most 100. */
  utilization?: number;
};

/** Which budgets are meant; everything given must hold. */
export type BudgetFilter = {
  /** True for those that are archived, null for all; those in use where left out. */
  archived?: boolean | null | undefined;
  /** Which money they count. */
  scope?: BudgetScope | null | undefined;
  /** The project or model they count, exactly. */
  scopeName?: string | null | undefined;
};

/** How long a budget’s amount lasts. */
export type BudgetPeriodKind =
  /** A calendar day of its time zone: 23 or 25 hours where the clock changes. */
  | 'DAY'
  /** A calendar month of its time zone. */
  | 'MONTH'
  /** For good: it counts all that was ever spent, and has no end. */
  | 'TOTAL';

/** Which money a budget counts. */
export type BudgetScope =
  /** All that its owner spends. */
  | 'EVERYTHING'
  /** What is spent on one model, named as spends name it. */
  | 'MODEL'
  /** What is spent on one project, named as spends name it. */
  | 'PROJECT';

/** Where a budget stands in a period, from well to ill. */
export type BudgetStatus =
  /** What was spent is less than the amount, and with what is reserved it is not: a hard stop refuses reservations. */
  | 'COMMITTED'
  /** The whole amount is spent, or more. */
  | 'EXCEEDED'
  /** No threshold is passed. */
  | 'OK'
  /** What was spent has passed a threshold, and is less than the amount. */
  | 'WARNING';

/** What a source’s figure is of. */
export type CarbonPlace =
  /** Of the grid where a cloud has a region. */
  | 'CLOUD_REGION'
  /** Of a whole country. */
  | 'COUNTRY'
  /** Of a province, computed from how it generates electricity. */
  | 'PROVINCE'
  /** Of a part of the grid, the mean of its hours. */
  | 'ZONE';

/** How many requests are decoded at once. */
export type ChecklistBatchInput = {
  /** Now, on one machine: 1 to 1024. */
  now?: number;
  /** If they were gathered: 1 to 1024. */
  possible: number;
};

/** How often a worker that stopped has to start again. */
export type ColdStarts =
  /** As often as no request comes within the idle timeout, by a Poisson process of the mean rate. */
  | 'ARRIVALS'
  /** Once a day, each worker. */
  | 'DAILY'
  /** 24 times a day, each worker. */
  | 'HOURLY'
  /** 0.1 times a day, each worker. */
  | 'RARELY';

/** How a cloud’s GPU answers to the one asked about. */
export type ComparatorMatch =
  /** The cloud rents no such GPU; another is compared, and `reason` says why. */
  | 'NEAREST_GPU'
  /** The cloud rents no such GPU, and none near enough to compare. */
  | 'NOT_OFFERED'
  /** The cloud rents the very GPU. */
  | 'SAME_GPU';

/** A place on the Earth, in degrees. */
export type CoordinatesInput = {
  /** Degrees north, −90 to 90. */
  latitude: number;
  /** Degrees east, −180 to 180. */
  longitude: number;
};

/** An alert to be kept. */
export type CreateAlertInput = {
  /** On-demand or spot; both where it is null. */
  billing?: Billing | null | undefined;
  /** What it waits for. */
  condition: AlertConditionInput;
  /** It fires at most once in this time; at most 30 days. */
  coolDown?: string;
  /** Whether it is judged at all. */
  enabled?: boolean;
  /** How long the condition must hold without a break before it fires; at most 7 days. */
  forAtLeast?: string;
  /** The GPU by any name the catalog knows ("RTX 4090"). A name that means several GPUs ("H100") is refused with the nearest ones. */
  gpu: string;
  /** How far it must be back over the threshold before the alert ends, in percent of the threshold, 0 to 100: a price that trembles around it is told once. */
  hysteresisPercent?: number;
  /** Names this alert among yours, 1 to 100 characters: sent again, it is made once. Without one each sending is an alert. */
  idempotencyKey?: string | null | undefined;
  /** What you call it, 1 to 120 characters: what is told of it says so. */
  name: string;
  /** Provider ids ("vastai"), at most 50; all where it is null or empty. Naming providers also reaches those of the other kind of market. */
  providers?: Array<string> | null | undefined;
  /** Region codes ("DE", "US-CA"; a country covers its states) or continents ("EUROPE"), at most 50; everywhere where it is null or empty. Offers without a known region are then left out. */
  regions?: Array<string> | null | undefined;
};

/** What may be spent, on what, in which time. */
export type CreateBudgetInput = {
  /** What may be spent in a period: above 0, at most a billion dollars. */
  amount: string | number;
  /** Whether `reserveSpend` refuses what would take it beyond its amount. */
  hardStop?: boolean;
  /** Names this budget among yours, 1 to 100 characters: sent again, it is made once. Without one each sending is a budget. */
  idempotencyKey?: string | null | undefined;
  /** What you call it, 1 to 120 characters. */
  name: string;
  /** How long the amount lasts. */
  period?: BudgetPeriodKind;
  /** Which money it counts. */
  scope?: BudgetScope;
  /** What it counts, at most 120 characters, exactly as spends name it: for a project or a model. */
  scopeName?: string | null | undefined;
  /** When to be told: percent of the amount, 1 to 1000 with at most two decimals, at most 20; an empty list for none. */
  thresholds?: Array<number>;
  /** Whose midnight days and months begin at, by its name in the IANA database ("Europe/Berlin"), daylight saving and all. */
  timeZone?: string;
};

/** Where you want to be told, of what, and how it is written. */
export type CreateWebhookInput = {
  /** Your own subscription, with one root field: `budgetAlerts` or `alertFired`, whose `ids` choose whose events; within the limits every request is held to, at most 20000 characters. */
  document?: string | null | undefined;
  /** Names this webhook among yours, 1 to 100 characters: sent again, it is created once. The secret is shown the first time alone. */
  idempotencyKey?: string | null | undefined;
  /** In place of `document`: what is to be told, by a document that tells all of it. */
  kind?: WebhookKind | null | undefined;
  /** What you call it, 1 to 100 characters. */
  name: string;
  /** Where messages are posted: https://, on a host that everybody can reach. It is not asked until the first message. */
  url: string;
  /** The values of the document’s variables, as an object; none where left out. */
  variables?: unknown;
};

/** A day of the week. */
export type DayOfWeek =
  /** The fifth day. */
  | 'FRIDAY'
  /** The first day of the week, as ISO 8601 has it. */
  | 'MONDAY'
  /** The sixth day. */
  | 'SATURDAY'
  /** The seventh day. */
  | 'SUNDAY'
  /** The fourth day. */
  | 'THURSDAY'
  /** The second day. */
  | 'TUESDAY'
  /** The third day. */
  | 'WEDNESDAY';

/** Where a price goes. A change within ±1 % is steady. */
export type Direction =
  /** Down by more than 1 %. */
  | 'FALLING'
  /** Up by more than 1 %. */
  | 'RISING'
  /** Within 1 % up or down. */
  | 'STEADY';

/** Why a model cannot run on GPUs. */
export type DoesNotFitReason =
  /** It takes more memory than a GPU has to plan with. */
  | 'DOES_NOT_FIT'
  /** It cannot be divided evenly among so many GPUs. */
  | 'NOT_DIVISIBLE';

/** GPUs at work for some time, and where they stand as far as that is known. */
export type EnergyEstimateInput = {
  /** The GPU by any name the catalog knows: "H100 SXM". One that means several ("H100") is an error that lists them. */
  gpu: string;
  /** GPUs that work together: 1 to 100000. */
  gpuCount?: number;
  /** Hours of the clock that they run: 0.001 (a few seconds) to 87600 (ten years). */
  hours: number;
  /** Your own carbon intensity in kg CO₂e per kWh, 0 to 2, in place of the region’s; the simple method keeps 0.4. */
  kgPerKwh?: number | null | undefined;
  /** The provider by id or name: "aws", "Lambda". Leave it out for any, and for machines of your own. */
  provider?: string | null | undefined;
  /** Your own power usage effectiveness, 1 to 3, in place of the provider’s; the simple method keeps 1.3. */
  pue?: number | null | undefined;
  /** Code of the region they stand in ("DE", "US-CA"; a country covers its states): it tells the grid’s carbon and the electricity’s price. Anywhere where it is absent. */
  region?: string | null | undefined;
  /** Your own electricity price in USD per kWh, 0 to 10, in place of the region’s; the simple method keeps 0.15. */
  usdPerKwh?: number | null | undefined;
  /** Percent of the time in which the GPUs are at work: 0 to 100. */
  utilization?: number;
};

/** What a factor of the detailed method is. */
export type EnergyFactorName =
  /** kg CO₂e per kWh of the grid. */
  | 'CARBON_INTENSITY'
  /** USD per kWh. */
  | 'ELECTRICITY_PRICE'
  /** kg CO₂e of making the hardware, for its share of the hardware’s life. */
  | 'EMBODIED'
  /** Watts of one GPU while it is busy. */
  | 'GPU_BUSY'
  /** Watts of one GPU while it does nothing. */
  | 'GPU_IDLE'
  /** Watts of the rest of the machine, per GPU, at this utilization: processor, memory, fans, network, losses. */
  | 'HOST'
  /** What the data centre draws for each unit its machines draw. */
  | 'PUE';

/** The experts of a mixture. */
export type ExpertsInput = {
  /** Of them, those a token is sent to. */
  active: number;
  /** Experts in each layer that has any. */
  count: number;
};

/** How a figure came to be. */
export type FigureBasis =
  /** A stated convention; the caller may say otherwise where there is an argument for it. */
  | 'ASSUMED'
  /** A fact that stands still: of a GPU, a model, a provider’s terms. */
  | 'CATALOG'
  /** Computed from the inputs by the formula given. */
  | 'DERIVED'
  /** By a model whose error is published, or computed from such an estimate. */
  | 'ESTIMATED'
  /** By the caller. */
  | 'GIVEN'
  /** From a published price list. */
  | 'LIST'
  /** By somebody who ran it: the source says who. */
  | 'MEASURED'
  /** Read from the market. */
  | 'OBSERVED';

/** Which offers a fleet may be made of. An empty list leaves nothing out, as an absent one. */
export type FleetFilter = {
  /** GPUs by any name the catalog knows. One that means several ("H100") is an error that lists them. */
  gpus?: Array<string> | null | undefined;
  /** Include offers of providers that have not answered lately, and those whose newest price is held in quarantine. */
  includeStale?: boolean;
  /** Provider ids ("vastai"). */
  providers?: Array<string> | null | undefined;
  /** Region codes ("DE", "US-CA"; a country covers its states) or continents ("EUROPE"). */
  regions?: Array<string> | null | undefined;
  /** Leave out offers their provider does not call verified. */
  verifiedOnly?: boolean;
};

/** How sure a fleet has to be. */
export type FleetReliability =
  /** At least 100 % of the counted capacity on-demand, 25 % of it more to spare, no offer that states a reliability below 0.98. */
  | 'HIGH'
  /** At least 0 % of the counted capacity on-demand, 0 % of it more to spare, no offer that states a reliability below 0. */
  | 'LOW'
  /** At least 50 % of the counted capacity on-demand, 10 % of it more to spare, no offer that states a reliability below 0.95. */
  | 'MEDIUM';

/** What a machine of a fleet is for. */
export type FleetRole =
  /** On-demand: stays whatever happens to the spot market. */
  | 'BASE'
  /** Spot: cheap capacity that may be interrupted. */
  | 'BURST'
  /** On-demand beyond what is counted: takes over where another machine fails. */
  | 'SPARE';

/** The rule by which a fleet is the best. */
export type FleetRule =
  /** On-demand machines alone. */
  | 'ALL_ON_DEMAND'
  /** Spot machines alone. */
  | 'ALL_SPOT'
  /** No more than the cheapest machine costs. */
  | 'CHEAPEST_MACHINE'
  /** The fleet answered: the level of reliability asked for. */
  | 'CHOSEN'
  /** One kind of GPU alone, at the level of reliability asked for. */
  | 'ONE_GPU';

/** What a fleet is for, what it may cost, and what it needs. */
export type FleetStrategyInput = {
  /** Counted capacity that is needed, in the workload’s unit: above 0. Where the budget does not reach it, the answer says what would. */
  capacityAtLeast?: number | null | undefined;
  /** The part of the market to plan on. All of it where it is absent. */
  filter?: FleetFilter | null | undefined;
  /** GPUs that have to work together in one machine, at least: 1 to 1024. */
  gpusPerMachine?: number;
  /** Hours of the month that every machine is rented: above 0, at most 744. */
  hours?: number;
  /** Least memory of one GPU in gigabytes, by the catalog: above 0. */
  minVramGb?: number | null | undefined;
  /** US dollars that the month may cost: above 0, at most 10,000,000. */
  monthlyBudget: string | number;
  /** How sure it has to be. */
  reliability?: FleetReliability;
  /** Mean hours between interruptions of a spot machine, from which the share of its hours that is worked is computed: 0.1 to 1000000. */
  spotMtbiHours?: number;
  /** What it is for. */
  workload: FleetWorkload;
};

/** What a fleet is for, which decides what its capacity is counted in. */
export type FleetWorkload =
  /** Counted in GB/s of memory bandwidth, which limits decoding. */
  | 'INFERENCE'
  /** Counted in FP32 TFLOPS of the shaders, on NVIDIA GPUs with ray-tracing units alone. */
  | 'RENDERING'
  /** Counted in dense BF16 (else FP16) TFLOPS by the data sheet. */
  | 'TRAINING';

/** How fast somebody found a GPU to be. */
export type GpuSpeedInput = {
  /** The GPU by any name the catalog knows. */
  gpu: string;
  /** Output tokens a second of the whole machine, all sequences together: above 0. */
  tokensPerSecond: number;
};

/** Bounds on a whole number; all that are given hold. */
export type IntComparator = {
  /** Above this. */
  gt?: number | null | undefined;
  /** At or above this. */
  gte?: number | null | undefined;
  /** Below this. */
  lt?: number | null | undefined;
  /** At or below this. */
  lte?: number | null | undefined;
};

/** What GPUs talk to each other over. */
export type InterconnectKind =
  /** The machine’s network. */
  | 'ETHERNET'
  /** InfiniBand, a card for each GPU. */
  | 'INFINIBAND'
  /** AMD’s own links. */
  | 'INFINITY_FABRIC'
  /** NVIDIA’s own links. */
  | 'NVLINK'
  /** The machine’s PCI Express. */
  | 'PCIE'
  /** Ethernet with direct access to memory, built into or beside each GPU. */
  | 'ROCE'
  /** Intel’s own links. */
  | 'XE_LINK';

/** Between which GPUs. */
export type InterconnectScope =
  /** Those of different machines. */
  | 'ACROSS_MACHINES'
  /** Those of one machine. */
  | 'WITHIN_MACHINE';

/** How interruptions are known: each counts something else, and none sees all. */
export type InterruptionEstimator =
  /** What the provider publishes: the band of the share of such instances it took back within a month, all customers together. Each offer counts at the middle of its band (60 % for the widest, which has no end): MTBI = −730 h ÷ ln(1 − share). Instances given back within the month are in the share, so true interruptions are more frequent. */
  | 'ADVISOR_BAND'
  /** What a bid would have lived through: each spot offer at or under the bid holds an instance, and a price above the bid interrupts it. An offer that leaves the list, or is taken, ends the watch and is no interruption: it may have been rented. Nobody’s instance was watched, and what a provider ends for other reasons is not in it. */
  | 'BID_CROSSING'
  /** Hosts that went dark: at one poll all of the two or more machines that a host had listed were gone. A machine that goes by itself may have been rented and is not counted, nor are machines that are rented whole, so this is a floor. Only for providers that name machines and hosts; a host that withdraws its offers looks the same. */
  | 'MACHINE_OFFLINE'
  /** What users report of machines they rented: those taken away are interruptions; those they stopped, or still have, are watched until then. Nobody checks reports, so a rate needs 3 reporters; of each count the newest lives, as many as all others report of the same provider, GPU and billing, and each life for its first 30 days. Whoever makes up reporters can still bend a rate; what providers publish goes before it. */
  | 'REPORTED';

/** What a score amounts to. */
export type InterruptionRisk =
  /** A score below 0.5: most jobs of a day are interrupted. */
  | 'HIGH'
  /** A score of 0.9 or more: of ten jobs of a day nine or more go through. */
  | 'LOW'
  /** A score of 0.5 or more, and below 0.9. */
  | 'MEDIUM';

/** Which metric of a run is judged. */
export type JudgedMetric =
  /** The share that is right, on data held out. */
  | 'ACCURACY'
  /** The loss on the data trained on, which does not show overfitting. */
  | 'TRAIN_LOSS'
  /** The loss on data held out. */
  | 'VALIDATION_LOSS';

/** How keys and values of attention are stored. */
export type KvCacheFormat =
  /** One byte a value. */
  | 'FP8'
  /** Two bytes a value: what engines do unless told otherwise. */
  | 'FP16';

/** What GPUs are ranked for: models, how they are served, and which offers count. */
export type LlmgpuInput = {
  /** How far ahead costs are forecast, PT1H to P7D. */
  ahead?: string;
  /** Sequences served at once (the batch): 1 to 4096. Memory is planned for all of them at full length. */
  concurrency?: number;
  /** Tokens that each sequence has room for, at most what the model was made for. promptTokens + outputTokens where it is absent. */
  contextTokens?: number | null | undefined;
  /** What serves it. */
  engine?: ServingEngine;
  /** Which offers count: GPUs, least memory, greatest price, places, billing. Taken offers never do. GPUs named here are told of even where nobody offers them. */
  filter?: OfferFilter;
  /** How the weights are stored. */
  format?: WeightFormat;
  /** How the KV cache is stored. */
  kvFormat?: KvCacheFormat;
  /** The models, 1 to 10; one may be given without a list. Every model is ranked on every GPU. */
  models: Array<ModelInput>;
  /** Tokens of an answer: at least 1. Costs are of these tokens, reading the prompts included. */
  outputTokens?: number;
  /** Tokens of a prompt, which are read before the answer: at least 1. */
  promptTokens?: number;
  /** The same for single GPUs, which goes before tokensPerSecond. At most 100. */
  speeds?: Array<GpuSpeedInput> | null | undefined;
  /** Output tokens a second that any machine makes, all sequences together, where you know better: above 0. Estimated or measured for each GPU where it is absent. */
  tokensPerSecond?: number | null | undefined;
  /** Which weights trainingHours train. */
  trainingMethod?: TrainingMethod;
  /** Tokens that trainingHours are told for, passes over the data counted: above 0. */
  trainingTokens?: number;
  /** The share of the time that the machine is busy, above 0 up to 1. By default 1: the least a token can cost; at 0.25 it costs four times as much. */
  utilisation?: number;
};

/** Which of the times asked for is not kept. */
export type LatencyMiss =
  /** The first token of an answer takes longer. */
  | 'FIRST_TOKEN_TIME'
  /** A token of an answer takes longer. */
  | 'TOKEN_TIME';

/** Multi-head latent attention: one compressed vector of each token is kept, as DeepSeek’s models do. */
export type LatentAttentionInput = {
  /** Values of the compressed vector: `kv_lora_rank`. */
  latentDim: number;
  /** Values of the key that carries the position: `qk_rope_head_dim`. */
  ropeDim: number;
};

/** What an entry of the ledger records. */
export type LedgerEntryKind =
  /** What was spent by an entry is corrected: up, or below zero down. */
  | 'CORRECTION'
  /** A reservation’s time was over: what it held was let go by itself. */
  | 'EXPIRY'
  /** What a reservation held is let go. */
  | 'RELEASE'
  /** Money that is held for what is to come. */
  | 'RESERVATION'
  /** What a reservation came to: it is spent, and no longer held. */
  | 'SETTLEMENT'
  /** Money that was spent. */
  | 'SPEND';

/** Which entries are meant; everything given must hold. An empty list leaves nothing out, as an absent one. */
export type LedgerFilter = {
  /** Spent, or to be spent, at this instant or later. */
  from?: string | null | undefined;
  /** What they record. */
  kinds?: Array<LedgerEntryKind> | null | undefined;
  /** The model, exactly as it was told. */
  models?: Array<string> | null | undefined;
  /** The project, exactly as it was told. */
  projects?: Array<string> | null | undefined;
  /** Spent, or to be spent, before this instant. */
  to?: string | null | undefined;
};

/** Which offers are followed; everything given must hold. An empty list leaves nothing out, as an absent one. An offer whose change takes it out of the filter is told once more. */
export type LiveFilter = {
  /** On-demand or spot; both where it is absent. */
  billing?: Billing | null | undefined;
  /** Bounds on the number of GPUs in an offer. */
  gpuCount?: IntComparator | null | undefined;
  /** GPU names exactly as providers write them: the way to offers the catalog does not map, such as an imported "H100". Given beside `gpus`, both must hold. */
  gpuNames?: Array<string> | null | undefined;
  /** GPUs by any name the catalog knows ("RTX 4090", "rtx4090", "NVIDIA GeForce RTX 4090"). A name that is unknown, or means several GPUs ("H100"), is an error that lists the nearest ones. */
  gpus?: Array<string> | null | undefined;
  /** Least reliability, 0 to 1, as the provider states it. Offers without one are left out. */
  minReliability?: number | null | undefined;
  /** Least memory of one GPU in gigabytes, by the catalog; for an unmapped GPU by what its provider states. */
  minVramGb?: number | null | undefined;
  /** Bounds on the price per GPU-hour. */
  price?: UsdComparator | null | undefined;
  /** Provider ids ("vastai"). Naming providers also reaches those of the other kind of market (real while the simulated one is served, and the reverse), and those known from imported files alone. */
  providers?: Array<string> | null | undefined;
  /** Region codes ("DE", "US-CA"; a country covers its states) or continents ("EUROPE"). Offers without a known region are left out. */
  regions?: Array<string> | null | undefined;
  /** Classes of service as the provider names them: "SECURE", "COMMUNITY". Any case. */
  tiers?: Array<string> | null | undefined;
  /** Leave out offers their provider does not call verified. */
  verifiedOnly?: boolean;
};

/** Which offers are summed up. An empty list leaves nothing out, as an absent one. Spot and on-demand prices are never mixed. */
export type MarketFilter = {
  /** On-demand or spot. */
  billing?: Billing;
  /** Bounds on the number of GPUs in an offer. */
  gpuCount?: IntComparator | null | undefined;
  /** GPU names exactly as providers write them: the way to offers the catalog does not map, such as an imported "H100". Given beside `gpus`, both must hold. */
  gpuNames?: Array<string> | null | undefined;
  /** GPUs by any name the catalog knows ("RTX 4090", "rtx4090", "NVIDIA GeForce RTX 4090"). A name that is unknown, or means several GPUs ("H100"), is an error that lists the nearest ones. */
  gpus?: Array<string> | null | undefined;
  /** Include offers of providers that have not answered lately, and those whose newest price is held in quarantine; their prices say `stale`. */
  includeStale?: boolean;
  /** Least reliability, 0 to 1, as the provider states it. Offers without one are left out. */
  minReliability?: number | null | undefined;
  /** Least memory of one GPU in gigabytes, by the catalog; for an unmapped GPU by what its provider states. */
  minVramGb?: number | null | undefined;
  /** Bounds on the price per GPU-hour now; they do not cut history. */
  price?: UsdComparator | null | undefined;
  /** Provider ids ("vastai"). Naming providers also reaches those of the other kind of market (real while the simulated one is served, and the reverse), and those known from imported files alone. */
  providers?: Array<string> | null | undefined;
  /** Region codes ("DE", "US-CA"; a country covers its states) or continents ("EUROPE"). Offers without a known region are left out. */
  regions?: Array<string> | null | undefined;
  /** Classes of service as the provider names them: "SECURE", "COMMUNITY". Any case. */
  tiers?: Array<string> | null | undefined;
  /** Leave out offers their provider does not call verified. */
  verifiedOnly?: boolean;
};

/** A change that takes less memory of each GPU, or gives it more. */
export type MemoryRemedy =
  /** Moments of the optimizer in 8 bits. */
  | 'ADAM_8BIT'
  /** Weights in a format of fewer bits. */
  | 'FEWER_BITS'
  /** Fewer sequences at once. */
  | 'FEWER_SEQUENCES'
  /** The KV cache in FP8. */
  | 'KV_CACHE_FP8'
  /** Train adapters of a frozen model (LoRA). */
  | 'LORA'
  /** More GPUs of the kind. */
  | 'MORE_GPUS'
  /** As many GPUs as divide it evenly. */
  | 'OTHER_COUNT'
  /** A GPU with more memory, as many of it. */
  | 'OTHER_GPU'
  /** Train adapters of a model frozen in 4 bits (QLoRA). */
  | 'QLORA'
  /** Compute activations again in the backward pass. */
  | 'RECOMPUTE'
  /** Shorter sequences. */
  | 'SHORTER_CONTEXT'
  /** Divide states, gradients, weights among the GPUs (ZeRO). */
  | 'ZERO';

/** Which models of the catalog are meant; everything given must hold. */
export type ModelFilter = {
  /** Only of this publisher: "Meta". Any case. */
  developer?: string | null | undefined;
  /** True for mixtures of experts alone, false for dense models alone. */
  isMixture?: boolean | null | undefined;
  /** Most parameters: 80000000000. */
  maxParams?: number | null | undefined;
  /** Least context in tokens: 32768. */
  minContextTokens?: number | null | undefined;
  /** Least parameters: 7000000000. */
  minParams?: number | null | undefined;
};

/** Which language model is meant: of the catalog by its name, a size, or any by its architecture. */
export type ModelInput =
  {   /** Any model, told by its architecture. */
  architecture: ArchitectureInput; name?: never; size?: never; }
  |  { architecture?: never;   /** A model of the catalog in any common spelling: "Llama 3.1 8B", "llama3.1:8b", "meta-llama/Llama-3.1-8B-Instruct". A name that is unknown, or means several models, is an error that lists the nearest ones. */
  name: string; size?: never; }
  |  { architecture?: never; name?: never;   /** A typical dense model of exactly this many parameters: "7B", "13B", "30B", "70B", "180B", or any other such as "1.5B" or "350M". Llama-like, with 8 key and value heads from 70B on; "180B" is Falcon’s. */
  size: string; };

/** What layers of a model remember of the tokens before. */
export type ModelLayerKind =
  /** Keys and values of `kvHeads` heads for each token, of the last `window` tokens where there is a window. */
  | 'GROUPED'
  /** One compressed vector of each token: multi-head latent attention. */
  | 'LATENT'
  /** A state of fixed size whatever the context: linear attention, Mamba. */
  | 'STATE';

/** Why there is no fleet that does what was asked for. */
export type NoFleetReason =
  /** The cheapest machine that does costs more. */
  | 'BUDGET_TOO_SMALL'
  /** The budget buys less capacity than is needed. */
  | 'CAPACITY_NOT_REACHED'
  /** No offer has the memory, the GPUs or the reliability needed. */
  | 'NOTHING_FITS'
  /** Nothing can be rented in this part of the market. */
  | 'NOT_OFFERED'
  /** Some has to be on-demand, and every offer that fits is spot. */
  | 'NO_ON_DEMAND';

/** Why a GPU is in no plan. */
export type NoPlanReason =
  /** As many as can be rented do not hold the model in any of the formats. */
  | 'DOES_NOT_FIT'
  /** It is listed, but nothing of it can be rented: `absence` says why. */
  | 'NOT_RENTABLE'
  /** The engine runs none of the formats on it. */
  | 'NOT_RUN';

/** Why a change is not recommended. */
export type NoRecommendationReason =
  /** It does not fit in the memory of the GPUs, by the estimate. */
  | 'DOES_NOT_FIT'
  /** Too few evaluations, or too few sizes of data sets. */
  | 'NOT_ENOUGH_POINTS'
  /** Something of the run is not told: the message says what. */
  | 'NOT_TOLD'
  /** The metric did not get better by more than its noise. */
  | 'NO_GAIN'
  /** Every epoch was worth about as much as the others. */
  | 'NO_KNEE'
  /** No point of the run has a loss or an accuracy. */
  | 'NO_METRIC'
  /** The metric was getting better until the end, or until less than a patience before it. */
  | 'NO_PLATEAU'
  /** What the run cost is not known. */
  | 'NO_PRICE'
  /** The sizes of data sets lie too close together. */
  | 'NO_SPREAD'
  /** It was looked at, and saves nothing worth a change. */
  | 'SAVES_NOTHING'
  /** All of the data still counts. */
  | 'STILL_IMPROVING'
  /** It may be worth it, and noise leaves too little certainty to say so. */
  | 'UNCERTAIN';

/** What a change of an offer is, first of all. */
export type OfferChangeKind =
  /** How many GPUs can be rented changed, or the stock level, at the same price. */
  | 'AVAILABILITY'
  /** The offer is new, or back after it had been withdrawn. */
  | 'LISTED'
  /** Its price changed, and perhaps how many GPUs can be rented. */
  | 'PRICE'
  /** The provider lists it no longer. */
  | 'WITHDRAWN';

/** Which offers are meant; everything given must hold. An empty list leaves nothing out, as an absent one. */
export type OfferFilter = {
  /** On-demand or spot; both where it is absent. */
  billing?: Billing | null | undefined;
  /** Bounds on the number of GPUs in an offer. */
  gpuCount?: IntComparator | null | undefined;
  /** GPU names exactly as providers write them: the way to offers the catalog does not map, such as an imported "H100". Given beside `gpus`, both must hold. */
  gpuNames?: Array<string> | null | undefined;
  /** GPUs by any name the catalog knows ("RTX 4090", "rtx4090", "NVIDIA GeForce RTX 4090"). A name that is unknown, or means several GPUs ("H100"), is an error that lists the nearest ones. */
  gpus?: Array<string> | null | undefined;
  /** Include offers of providers that have not answered lately, and those whose newest price is held in quarantine; their prices say `stale`. */
  includeStale?: boolean;
  /** Least reliability, 0 to 1, as the provider states it. Offers without one are left out. */
  minReliability?: number | null | undefined;
  /** Least memory of one GPU in gigabytes, by the catalog; for an unmapped GPU by what its provider states. */
  minVramGb?: number | null | undefined;
  /** Bounds on the price per GPU-hour now; they do not cut history. */
  price?: UsdComparator | null | undefined;
  /** Provider ids ("vastai"). Naming providers also reaches those of the other kind of market (real while the simulated one is served, and the reverse), and those known from imported files alone. */
  providers?: Array<string> | null | undefined;
  /** Region codes ("DE", "US-CA"; a country covers its states) or continents ("EUROPE"). Offers without a known region are left out. */
  regions?: Array<string> | null | undefined;
  /** Leave out offers that are listed but taken. */
  rentableOnly?: boolean;
  /** Classes of service as the provider names them: "SECURE", "COMMUNITY". Any case. */
  tiers?: Array<string> | null | undefined;
  /** Leave out offers their provider does not call verified. */
  verifiedOnly?: boolean;
};

/** Another run of the same model, on other data or with another batch: what a learning curve is drawn through. */
export type OtherRunInput = {
  /** Accuracy at its end, 0 to 1. */
  accuracy?: number | null | undefined;
  /** Samples of a step, on all GPUs together: at least 1. */
  batchSize?: number | null | undefined;
  /** How often it went through them. 1 where it is absent. */
  epochs?: number | null | undefined;
  /** Hours it took, of the clock, on GPUs like the run’s. */
  hours?: number | null | undefined;
  /** Samples of its data set: at least 1. */
  samples?: number | null | undefined;
  /** Loss on data held out, at its end. */
  validationLoss?: number | null | undefined;
};

/** A stretch of time, at most 3,660 days. */
export type PeriodInput =
  {   /** From one instant to another. */
  between: BetweenInput; last?: never; }
  |  { between?: never;   /** Up to now, for this long: "PT24H", "P7D", "P30D", "P365D". */
  last: string; };

/** A place, by region or by coordinates. */
export type PlaceInput =
  {   /** Exactly there. */
  coordinates: CoordinatesInput; region?: never; }
  |  { coordinates?: never;   /** A region’s code: its middle is meant. */
  region: string; };

/** What a forecast is worth. */
export type PredictionStatus =
  /** There is no forecast: see absence and explanation. */
  | 'ABSENT'
  /** Nothing has been better than “the price stays” on this series, which is what the forecast says; explanation tells why. */
  | 'NO_SKILL'
  /** On this very series it has been better than “the price stays”: see accuracy. An error at least 1 % smaller is asked. */
  | 'SKILL';

/** How a figure came to be. */
export type PriceBasis =
  /** Computed from observed prices by the formula given. */
  | 'DERIVED'
  /** A model’s estimate; its formula says how. */
  | 'ESTIMATED'
  /** From a published price list. */
  | 'LIST'
  /** Read from the market at the time given. */
  | 'OBSERVED';

/** What an amount pays for. */
export type PriceUnit =
  /** One GPU for one hour, without disk or network. */
  | 'PER_GPU_HOUR'
  /** Every GPU of the offer for one hour, without disk or network. */
  | 'PER_OFFER_HOUR'
  /** One GPU’s hour of work with everything on the bill: disk, network, boot, interruptions. */
  | 'PER_USEFUL_GPU_HOUR';

/** How a provider’s prices can be taken now. */
export type ProviderStatus =
  /** The last poll failed; prices are the last good ones and still recent. */
  | 'FAILING'
  /** The last poll succeeded and is recent. */
  | 'HEALTHY'
  /** Known from imported files alone: history, nothing current. */
  | 'IMPORTED'
  /** No poll has succeeded yet: there are no prices. */
  | 'NEVER_POLLED'
  /** No poll has succeeded for three intervals (at least a minute); prices are marked stale. */
  | 'STALE';

/** By what a loss of quality was measured. */
export type QualityMetric =
  /** Accuracy on benchmarks, in percent below that in 16 bits. */
  | 'ACCURACY'
  /** Perplexity of WikiText-2, in percent above that in 16 bits. */
  | 'PERPLEXITY';

/** What became of a held quote. */
export type QuarantineOutcome =
  /** It was seen again or elsewhere, and recorded from then on. */
  | 'CONFIRMED'
  /** The offer asks a believable price again; the quote was a mistake. */
  | 'DISMISSED'
  /** The offer was no longer listed. */
  | 'GONE'
  /** It is held: no figure knows it. */
  | 'HELD'
  /** The next quote was another one that is held. */
  | 'REPLACED';

/** Why a quote is not believed on its own word. */
export type QuarantineReason =
  /** A price no market has asked for such a GPU: a B200 at $0.01. */
  | 'ABSURD_PRICE'
  /** The offer’s price moved to ten times its last one or more, or to a tenth or less. */
  | 'JUMP'
  /** Ten times the usual price of its GPU and billing or more, or a tenth or less, in an offer not seen before or one that moved there by more than half. */
  | 'OFF_MARKET';

/** Why a GPU is not ranked. */
export type RankingExclusion =
  /** The largest machine of it on offer does not hold the model: see shortBy. */
  | 'DOES_NOT_FIT'
  /** No provider lists it, under the filter given. */
  | 'NOT_OFFERED'
  /** It is listed, but every offer is taken. */
  | 'SOLD_OUT'
  /** The only offers are of providers that have not answered lately, and those were excluded. */
  | 'STALE';

/** A training run, told at its end or as it goes on. What is absent is not told, and changes nothing of what was. */
export type RecordRunInput = {
  /** A share from 0 to 1, on data held out: 0.93 for 93 %. */
  accuracy?: number | null | undefined;
  /** Samples of one step, over all GPUs. */
  batchSize?: number | null | undefined;
  /** On-demand or spot. */
  billing?: Billing | null | undefined;
  /** Replace what contradicts what was told before; the past is kept in `changes`. Without it such a message is refused whole. */
  correct?: boolean;
  /** When it ended. */
  endedAt?: string | null | undefined;
  /** Epochs done. */
  epochs?: number | null | undefined;
  /** The GPU by any name the catalog knows: "A100 80GB PCIe", "RTX 4090". */
  gpu?: string | null | undefined;
  /** GPUs at work together: 1 to 100000. */
  gpuCount?: number | null | undefined;
  /** Hours at work by the clock, whatever the number of GPUs: at most those from startedAt to endedAt, and fewer where it stood still between them. */
  hours?: number | null | undefined;
  /** The highest learning rate. */
  learningRate?: number | null | undefined;
  /** What is trained, as you call it: runs of one model are compared with each other. Needed the first time. */
  model?: string | null | undefined;
  /** Your name of the run, 1 to 200 characters: told again, it is the same run. */
  name: string;
  /** Parameters of the model. */
  parameters?: string | null | undefined;
  /** What you paid for one GPU and hour. Where it is absent the market’s at the run’s time counts: tell gpu and startedAt, and provider, region and billing where you know them. */
  pricePerGpuHour?: string | number | null | undefined;
  /** Who rents the GPUs out: a provider by id or name ("aws", "Lambda"), or your word for another. */
  provider?: string | null | undefined;
  /** Region code: "DE", "US-CA". */
  region?: string | null | undefined;
  /** Samples of the dataset: of each epoch. */
  samples?: string | null | undefined;
  /** When it began. */
  startedAt?: string | null | undefined;
  /** Where it stands. Where it is absent a run is COMPLETED once its hours or its end are told, and RUNNING before. */
  status?: TrainingRunStatus | null | undefined;
  /** Loss on data kept for the test. */
  testLoss?: number | null | undefined;
  /** Tokens trained on, over all epochs. */
  tokens?: string | null | undefined;
  /** Loss on training data at the end. */
  trainLoss?: number | null | undefined;
  /** Loss on data held out at the end. */
  validationLoss?: number | null | undefined;
};

/** Points of one training run: as `points`, or as the lines of a log; both may be given. */
export type RecordRunPointsInput = {
  /** Replace what is kept of these steps where it differs; without it such points are left as they were. */
  correct?: boolean;
  /** The points as JSON lines, at most 1000: {"step": 100, "loss": 1.25, "lr": 0.0002}. Fields are called as above, or as the logs of Hugging Face’s Trainer, Weights & Biases and LLaMA-Factory call them; a loss may be NaN. Lines that cannot be used are told by rejected, and the rest is kept. */
  lines?: string | null | undefined;
  /** The points, in any order: as many as the limits of a request let in, some 200; at most 1000. */
  points?: Array<RunPointInput>;
  /** The run’s name, as recordRun was told it. */
  run: string;
};

/** Money that was spent. */
export type RecordSpendInput = {
  /** What it costs: more than 0, at most 10000000.00. Or tell a `rental` for a time. */
  amount?: string | number | null | undefined;
  /** When it was spent; now where left out, at most 730 days ago. Budgets count it in the period this lies in: in a past one they fire the thresholds it reaches there, none a second time. */
  at?: string | null | undefined;
  /** Whatever helps you later; at most 500 characters. */
  description?: string | null | undefined;
  /** In place of `hours`: for how long, such as "PT1H30M". */
  duration?: string | null | undefined;
  /** With `rental`: for how many hours, 0.001 to 87600. */
  hours?: number | null | undefined;
  /** Names this among all you tell the ledger, 1 to 100 characters: sent again, it is taken once, and answers what was kept; for anything else it is a conflict, also of another kind. What was refused leaves it free. Without one each sending is an entry. */
  idempotencyKey?: string | null | undefined;
  /** The model it is spent on, at most 120 characters: budgets of that model count it. */
  model?: string | null | undefined;
  /** The project it is spent on, at most 120 characters: budgets of that project count it. */
  project?: string | null | undefined;
  /** In place of `amount`: what is rented. It costs price × GPUs × time, at the cheapest offer at the instant `at`, or at your own `pricePerGpuHour`. The entry keeps the rate. */
  rental?: RentalInput | null | undefined;
};

/** Why a row of a provider’s answer was not taken. */
export type RejectReason =
  /** A price above any that can be: more than $1000 per GPU-hour. Lower ones no market asks are quarantined. */
  | 'ABSURD_PRICE'
  /** The number of GPUs is missing or no positive whole number. */
  | 'BAD_GPU_COUNT'
  /** The price is missing, not a number, or not above 0. */
  | 'BAD_PRICE'
  /** The reliability is not between 0 and 1. */
  | 'BAD_RELIABILITY'
  /** A name holds control characters or is absurdly long. */
  | 'BAD_TEXT'
  /** The same offer twice in one answer. */
  | 'DUPLICATE'
  /** The row is not of the form the provider documents. */
  | 'MALFORMED'
  /** The row names no GPU, or one or an instance type that the tables of its cloud do not hold. */
  | 'NO_GPU_NAME'
  /** A slice of a GPU, which has no price per GPU. */
  | 'PARTIAL_GPU';

/** What machine each worker is, and what it costs: the cheapest offer of the moment, or a price of your own. */
export type RentalInput = {
  /** On-demand or spot. */
  billing?: Billing;
  /** The GPU by any name the catalog knows. One that means several ("H100") is an error that lists them. Needed where there is no pricePerGpuHour. */
  gpu?: string | null | undefined;
  /** GPUs of each worker: 1 to 1024. */
  gpuCount?: number;
  /** A price of your own per GPU-hour, such as a serverless platform’s, in place of the market’s: above 0, at most 1000. */
  pricePerGpuHour?: string | number | null | undefined;
  /** The provider by id or name: "aws", "Lambda". All of them where it is absent. */
  provider?: string | null | undefined;
  /** Region code ("DE", "US-CA"; a country covers its states) or continent ("EUROPE"). Everywhere where it is absent. */
  region?: string | null | undefined;
};

/** What the right GPUs are looked for: a model, how it is served, and which offers count. */
export type RightSizingInput = {
  /** How far ahead costs are forecast, PT1H to P7D. */
  ahead?: string;
  /** Sequences served at once, for which memory is planned at full length: 1 to 4096. */
  concurrency?: number;
  /** Tokens that each sequence has room for: at least `promptTokens` and `outputTokens` together, which it is where it is absent, at most what the model was made for. */
  contextTokens?: number | null | undefined;
  /** What serves it. Formats that it does not run on a GPU are not planned there. */
  engine?: ServingEngine;
  /** Which offers count: GPUs, greatest price per GPU, places, billing. Taken offers never do. */
  filter?: OfferFilter;
  /** Formats of the weights to choose from. Those the engine is mostly used with where it is absent or empty: FP16, FP8, INT8 and AWQ, or FP16 and the K-quants with llama.cpp. */
  formats?: Array<WeightFormat> | null | undefined;
  /** How the KV cache is stored. */
  kvFormat?: KvCacheFormat;
  /** The model. */
  model: ModelInput;
  /** Tokens of an answer: at least 1. */
  outputTokens?: number;
  /** Tokens of a prompt: at least 1. */
  promptTokens?: number;
  /** Share of the memory a GPU reports that is planned with: above 0, at most 1. */
  usableShare?: number;
};

/** Requests of one kind. The prompt is given by one of `prompt`, `promptCharacters` and `promptTokens`. */
export type RoutedRequestInput = {
  /** How many there are: above 0. */
  count?: number;
  /** Tokens the answer may have, at least 1. It is priced as if it had all. */
  maxTokens: number;
  /** The prompt itself: a quarter of its characters are its tokens. */
  prompt?: string | null | undefined;
  /** Characters of the prompt: a quarter of them are its tokens. */
  promptCharacters?: number | null | undefined;
  /** Tokens of the prompt, where you count them. */
  promptTokens?: number | null | undefined;
};

/** What a run measured, as lists of one length, in any order: 900 numbers in all. Runs with more are recorded by `recordRun`. */
export type RunCurveInput = {
  /** Accuracy on data held out, 0 to 1; null where there was none. */
  accuracy?: Array<number | null | undefined> | null | undefined;
  /** Where each evaluation was, in epochs or steps. 1, 2, 3 … where it is absent. */
  at?: Array<number> | null | undefined;
  /** Loss on the data trained on; null where it was no number. Used where there is no other. */
  trainLoss?: Array<number | null | undefined> | null | undefined;
  /** What `at` counts. */
  unit?: RunCurveUnit;
  /** Loss on data held out; null where it was no number. */
  validationLoss?: Array<number | null | undefined> | null | undefined;
};

/** What evaluations of a run are counted by. */
export type RunCurveUnit =
  /** Epochs, whole or not. */
  | 'EPOCH'
  /** Steps of the optimizer. */
  | 'STEP';

/** What to do with a job. */
export type RunDecision =
  /** Begin at once, on what was asked for. */
  | 'RUN_NOW'
  /** Spot was asked for, and is dearer, too slow for the deadline or not to be had. */
  | 'USE_ON_DEMAND'
  /** Do not begin yet: ask again each hour, begin at a price at or under takeAt, at the latest at latestStart. */
  | 'WAIT_UNTIL';

/** Why there is no figure of a training run. */
export type RunFigureAbsence =
  /** The run was recorded without a price, and no price was observed of its GPU, provider, region and billing at its time. */
  | 'NOT_OBSERVED'
  /** It is computed of what was not recorded: `missing` names it. Tell it with recordRun. */
  | 'NOT_TOLD'
  /** It would be divided by zero: an accuracy of 0 was bought at no price. */
  | 'ZERO';

/** What a run measured at one step. What is absent was not measured then. */
export type RunPointInput = {
  /** A share from 0 to 1, on data held out. */
  accuracy?: number | null | undefined;
  /** True where a loss was NaN or infinite, which JSON has no numbers for: leave that loss out. */
  diverged?: boolean;
  /** Epochs done, in parts of one too. */
  epoch?: number | null | undefined;
  /** Hours since the run’s start. */
  hours?: number | null | undefined;
  /** The learning rate then. */
  learningRate?: number | null | undefined;
  /** Samples seen so far. */
  samples?: string | null | undefined;
  /** The step: from 0 on. */
  step: string;
  /** Tokens seen so far. */
  tokens?: string | null | undefined;
  /** Loss on training data. */
  trainLoss?: number | null | undefined;
  /** Loss on data held out. */
  validationLoss?: number | null | undefined;
};

/** Which price a job pays. */
export type RunPricing =
  /** That of each hour it runs: spot prices that move under a running machine. */
  | 'FLOATING'
  /** That of its start, until it ends: on-demand machines, reserved bids. */
  | 'LOCKED';

/** What of a training run can be changed. */
export type RunRecommendationKind =
  /** A larger batch that fits and brings more samples a second. */
  | 'BATCH_SIZE'
  /** Another GPU that does the same work for less. */
  | 'COMPUTE_TIER'
  /** Train on fewer samples that keep most of the accuracy. */
  | 'DATASET_SIZE'
  /** End the run when a patience of evaluations gains too little. */
  | 'EARLY_STOPPING'
  /** Plan fewer epochs: up to the knee, after which each brings ever less. */
  | 'EPOCHS';

/** How much may go wrong. */
export type RunRecommendationRisk =
  /** It gives something up, or rests on weak evidence: `risks` says what. */
  | 'HIGH'
  /** The model is as good as before, within what is told. */
  | 'LOW'
  /** Try it on one run first. */
  | 'MEDIUM';

/** What counts as enough. */
export type RunRecommendationRule = {
  /** Share of the accuracy that a smaller data set has to keep, or of the gain from the smallest size to the largest where only losses are known: 0.5 to 0.999. */
  keptShare?: number;
  /** Loss, or accuracy from 0 to 1, that is worth training on for: above 0. Where it is absent, 1 % of the whole gain. */
  leastGain?: number | null | undefined;
  /** Evaluations to wait for a gain before a run is ended: at least 1. A tenth of the run’s evaluations, at least 3, where it is absent. */
  patience?: number | null | undefined;
};

/** A training run, told inline. Everything may be absent: what cannot be judged without it says so. Nothing of it is kept. */
export type RunRecommendationsInput = {
  /** Accuracy at its end, 0 to 1. The last of the curve where it is absent. */
  accuracy?: number | null | undefined;
  /** Samples of a step, on all GPUs together: at least 1. */
  batchSize?: number | null | undefined;
  /** How they were rented. */
  billing?: Billing;
  /** What it measured as it trained. */
  curve?: RunCurveInput | null | undefined;
  /** How often it went through them. */
  epochs?: number | null | undefined;
  /** Which offers are compared for another GPU. Spot machines with the hours that interruptions add; those whose interruptions are not known are left out. */
  filter?: OfferFilter;
  /** The GPU it ran on, by any name the catalog knows. One that means several is an error that lists them. */
  gpu?: string | null | undefined;
  /** GPUs together: 1 to 1024. */
  gpuCount?: number;
  /** Hours it took, of the clock. */
  hours?: number | null | undefined;
  /** What is trained. A name of the catalog tells its size; any other needs `parameters`. */
  model?: string | null | undefined;
  /** Other runs of the model: at most 40. Four different numbers of samples, the run’s own among them, make a learning curve. */
  otherRuns?: Array<OtherRunInput>;
  /** Parameters of the model: at least 1. */
  parameters?: number | null | undefined;
  /** What a GPU cost an hour. The cheapest offer of this moment where it is absent and `gpu` is told. */
  pricePerGpuHour?: string | number | null | undefined;
  /** What counts as enough. */
  rule?: RunRecommendationRule | null | undefined;
  /** Samples of the data set, once through: at least 1. */
  samples?: number | null | undefined;
  /** Tokens that went through the model, all epochs together. */
  tokens?: number | null | undefined;
  /** Loss on data held out, at its end. The last of the curve where it is absent. */
  validationLoss?: number | null | undefined;
};

/** What is run now. The more of it is told, the more measures have a figure. */
export type SavingsChecklistInput = {
  /** How many requests could be decoded at once. */
  batch?: ChecklistBatchInput | null | undefined;
  /** Hours of the month in which anything is done: 0 to `hours`. */
  busyHours?: number | null | undefined;
  /** How often work is saved now: above 0, at most 30 days. */
  checkpointInterval?: string | null | undefined;
  /** Cold starts of each machine if it stopped while idle, 45 seconds each: 0 to 100000. */
  coldStartsPerMonth?: number;
  /** How the model’s weights are stored now. */
  format?: WeightFormat;
  /** Hours a month that each is paid for: above 0, at most 744. */
  hours?: number;
  /** Such machines: 1 to 10000. */
  machines?: number;
  /** The language model it serves. */
  model?: ModelInput | null | undefined;
  /** Memory the work needs on one machine, in gigabytes, where no model tells it: above 0. */
  neededVramGb?: number | null | undefined;
  /** One machine of what is rented: its GPU is needed. With provider, region or a price of your own, what others ask can be compared. */
  rental: RentalInput;
  /** Share of requests that were asked before: 0 to 1. */
  responseCacheHits?: number | null | undefined;
  /** Mean hours between interruptions of a spot machine, as you assume them: 0.1 to 1000000. */
  spotMtbiHours?: number;
  /** What it is for, in your words ("production API", "fine-tuning"): decides whether spot will do. */
  useCase?: string;
};

/** How soon a measure can be done. */
export type SavingsHorizon =
  /** By a setting or another order: today. */
  | 'IMMEDIATE'
  /** By a decision that binds: months. */
  | 'LONG_TERM'
  /** By work on what runs: days to weeks. */
  | 'MEDIUM_TERM';

/** How much effort or risk there is. */
export type SavingsLevel =
  /** Much. */
  | 'HIGH'
  /** Little. */
  | 'LOW'
  /** Some: try it on one machine first. */
  | 'MEDIUM';

/** What can be done to pay less. */
export type SavingsMeasureKey =
  /** Decode several requests at once. */
  | 'BATCHING'
  /** Answer again what was answered before. */
  | 'CACHING'
  /** Another GPU, no slower and no smaller, that costs less. */
  | 'CHEAPER_GPU'
  /** The same GPU from another provider or region. */
  | 'CHEAPER_OFFER'
  /** Save at the best interval. */
  | 'CHECKPOINTING'
  /** Commit to months of use. */
  | 'COMMITMENT'
  /** Weights of four bits, on the cheapest machine that holds them. */
  | 'QUANTISE'
  /** The cheapest machine that holds what is needed. */
  | 'RIGHT_SIZE'
  /** No worker while nothing is done. */
  | 'SCALE_TO_ZERO'
  /** Spot instead of on-demand. */
  | 'SPOT';

/** Why a measure has no saving. */
export type SavingsWhyNot =
  /** A figure is missing: the reason says which. */
  | 'NOT_KNOWN'
  /** It would harm what the machines are for. */
  | 'NOT_SUITED'
  /** Nothing to change to is on offer. */
  | 'NO_OFFER'
  /** It costs as much or more, or is done already. */
  | 'NO_SAVING';

/** Requests that come by chance, and the ways of keeping workers for them that are compared. */
export type ScaleToZeroInput = {
  /** From the start of a worker until it serves: at most a day. */
  coldStart?: string;
  /** 24 weights, one for each hour of the day, of any size: how requests are divided over it. A steady rate where it is absent. */
  hourlyShares?: Array<number> | null | undefined;
  /** The most of the requests that may start a worker, 0 to 1: any where it is absent. */
  maxColdProbability?: number;
  /** The most workers that run: 1 to 100. */
  maxWorkers?: number;
  /** What is compared: at most 8. Min 0 with an idle timeout of 15 s and of 60 s, min 1 and min 2 where it is absent. */
  policies?: Array<ScalingPolicyInput> | null | undefined;
  /** What each worker is. */
  rental: RentalInput;
  /** What a request keeps a warm worker busy, on average: above 0, at most a day. */
  requestDuration: string;
  /** The squared coefficient of variation of that: 0 where every request takes the same, 1 where it is exponential, at most 100. */
  requestVariation?: number;
  /** 0.001 to 10000000; at most 50000 with hourlyShares. */
  requestsPerDay: number;
  /** How long a request waits before another worker is started for it (queue delay), while fewer than maxWorkers run. Where none runs one is started at once. */
  scaleUpAfter?: string;
  /** What 95 of 100 requests are to wait at most, cold starts included. */
  targetDelay?: string;
};

/** How many workers run, and when they stop. */
export type ScalingPolicyInput = {
  /** How long a worker waits for another request before it stops: at most a day. */
  idleTimeout?: string;
  /** The most that run: 1 to 100, at least minWorkers. The input’s maxWorkers where it is absent. */
  maxWorkers?: number | null | undefined;
  /** Workers that never stop: 0 to 100. */
  minWorkers: number;
};

/** What became of a way of keeping workers. */
export type ScalingVerdict =
  /** The cheapest that meets the target. */
  | 'CHOSEN'
  /** Another one costs no more, waits no longer and starts cold no more often, and is better in one of these. */
  | 'DOMINATED'
  /** Not chosen, but nothing compared is at once as cheap, as quick and as seldom cold. */
  | 'FRONTIER';

/** A language that programs are printed in. */
export type SdkLanguage =
  /** A POSIX shell script around curl 7.76 or newer. */
  | 'CURL'
  /** JavaScript for fetch: Node.js 20 or newer, Deno, Bun, browsers; no packages. */
  | 'JAVASCRIPT'
  /** Python 3.9 or newer: urllib of its standard library, no packages. */
  | 'PYTHON'
  /** TypeScript for fetch, with the types of exactly the operation’s variables and data; Node.js 22.18 or newer, Deno and Bun run it as it is. */
  | 'TYPESCRIPT';

/** What an operation does. */
export type SdkOperationKind =
  /** It tells or changes something. */
  | 'MUTATION'
  /** It asks. */
  | 'QUERY'
  /** It follows events as they come. */
  | 'SUBSCRIPTION';

/** How one would serve oneself: a model on rented machines, machines of a known throughput, or a bill that is known already. */
export type SelfHostedInput = {
  /** Requests that a replica works on at once: 1 to 4096. More of them make it cheaper, and each slower. */
  concurrency?: number;
  /** What serves it. */
  engine?: ServingEngine;
  /** How the weights are stored. */
  format?: WeightFormat;
  /** How the KV cache is stored. */
  kvFormat?: KvCacheFormat;
  /** The model each replica serves, whose throughput is told by what was measured or estimated. */
  model?: ModelInput | null | undefined;
  /** What it costs a month whatever is served, where that is known already: above 0. Nothing else but `opsPerMonth` counts then. */
  monthlyCost?: string | number | null | undefined;
  /** What running it costs beside machines a month: people, storage, traffic. */
  opsPerMonth?: string | number;
  /** The busiest hour ÷ the mean hour: 1 to 1000. Replicas are as many as the busiest hour takes, as they are not scaled. */
  peakFactor?: number;
  /** The share of its capacity a replica is used to in the busiest hour: above 0, at most 1. */
  peakUtilisation?: number;
  /** What one replica runs on. Needed where there is no monthlyCost. */
  rental?: RentalInput | null | undefined;
  /** Replicas beyond those needed, in case one fails: 0 to 1000. */
  spareReplicas?: number;
  /** Tokens a second that one replica gets through, input and output together, with requests as these. In place of `model`. */
  tokensPerSecond?: number | null | undefined;
};

/** Requests that could be served by oneself, or by an API. */
export type SelfHostedVsApiInput = {
  /** What is compared with: 1 to 10 APIs. */
  apis: Array<ApiInput>;
  /** Of the prompt’s tokens, those an API reads from its cache. Self-hosted they are computed all the same. */
  cachedPromptTokens?: number;
  /** Tokens of an answer: 0 to 10000000. */
  outputTokens: number;
  /** Tokens of a prompt: 0 to 10000000. */
  promptTokens: number;
  /** Above 0, at most 10¹². */
  requestsPerMonth: number;
  /** How one would serve oneself. */
  selfHosted: SelfHostedInput;
  /** Requests a month to tell both costs of, at most 20. A tenth to a hundred times requestsPerMonth where it is absent. */
  volumes?: Array<number> | null | undefined;
};

/** Requests to workers that are billed by the second and stop when idle. */
export type ServerlessInput = {
  /** From the start of a stopped worker until it serves, billed: at most a day. */
  coldStart?: string;
  /** How often workers start cold. */
  coldStarts?: ColdStarts;
  /** How long a worker without a request waits before it stops, billed: at most a day. */
  idleTimeout?: string;
  /** What each worker is. */
  rental: RentalInput;
  /** What a request keeps a warm worker busy: above 0, at most a day. */
  requestDuration: string;
  /** 0.001 to 1000000000. */
  requestsPerDay: number;
  /** Workers that requests are dealt to evenly, each with its own idle timeout: 1 to 1000. */
  workers?: number;
};

/** What serves a model. */
export type ServingEngine =
  /** llama.cpp: layers are given to GPUs whole, which makes room and no speed. */
  | 'LLAMA_CPP'
  /** Ollama, which is llama.cpp underneath. */
  | 'OLLAMA'
  /** SGLang: GPUs share every layer. */
  | 'SGLANG'
  /** TensorRT-LLM: GPUs share every layer. */
  | 'TENSORRT_LLM'
  /** vLLM: GPUs share every layer. */
  | 'VLLM';

/** What is served, on what, how fast it has to be, and what caches find. */
export type ServingGainsInput = {
  /** What serves it. */
  engine?: ServingEngine;
  /** The longest that the first token may take, in milliseconds: above 0, at most 3600000. Any time where it is absent. */
  firstTokenMilliseconds?: number | null | undefined;
  /** How the weights are stored. */
  format?: WeightFormat;
  /** How the KV cache is stored. */
  kvFormat?: KvCacheFormat;
  /** The model. */
  model: ModelInput;
  /** Tokens of an answer: at least 1. */
  outputTokens?: number;
  /** The share of prompt tokens that a cache of prefixes holds already, 0 to 1. */
  promptCacheHits?: number;
  /** Tokens of a prompt, which are read before the answer: at least 1. */
  promptTokens?: number;
  /** The machine. It needs a `gpu`, also where a price is told. */
  rental: RentalInput;
  /** The share of output tokens that a cache of whole answers gives, 0 to 1. */
  responseCacheHits?: number;
  /** The longest that a token of an answer may take, in milliseconds: above 0, at most 3600000. Any time where it is absent. */
  tokenMilliseconds?: number | null | undefined;
  /** The share of the time that the machine is busy, above 0 up to 1. By default 1: the least a token can cost. */
  utilisation?: number;
};

/** How a model is to be served, as far as memory goes. */
export type ServingMemoryInput = {
  /** Sequences served at once, each with its own cache: 1 to 4096. */
  concurrency?: number;
  /** Tokens of each sequence, prompt and answer together: at least 1, at most what the model was made for. 8192, or what the model was made for where that is less, where it is absent. */
  contextTokens?: number | null | undefined;
  /** How the weights are stored. */
  format?: WeightFormat;
  /** How the KV cache is stored. */
  kvFormat?: KvCacheFormat;
};

/** What is served, how, and on what. */
export type ServingThroughputInput = {
  /** Sequences served at once (the batch): 1 to 4096. */
  concurrency?: number;
  /** What serves it. */
  engine?: ServingEngine;
  /** How the weights are stored. */
  format?: WeightFormat;
  /** GPUs that serve it together: 1 to 8, or whole machines of 8 up to 1024. */
  gpuCount?: number;
  /** The GPUs to compare by any names the catalog knows: 1 to 20. One may be given without a list. */
  gpus: Array<string>;
  /** How the KV cache is stored. */
  kvFormat?: KvCacheFormat;
  /** The model. */
  model: ModelInput;
  /** Tokens of an answer: at least 1. */
  outputTokens?: number;
  /** Tokens of a prompt, which are read before the answer: at least 1. */
  promptTokens?: number;
};

/** Which signals are meant; everything given must hold. An empty list leaves nothing out, as an absent one. */
export type SignalFilter = {
  /** On-demand or spot; both where it is absent. */
  billing?: Billing | null | undefined;
  /** GPUs by any name the catalog knows ("RTX 4090", "rtx4090"). An unknown one is an error. */
  gpus?: Array<string> | null | undefined;
  /** Of GPUs everywhere or of single providers and regions; both where it is absent. */
  level?: SignalLevel | null | undefined;
  /** Provider ids ("vastai"): signals of their offers alone, and none of level INDEX. Naming providers also reaches those of the other kind of market. */
  providers?: Array<string> | null | undefined;
  /** Region codes ("DE", "US-CA"; a country covers its states) or continents ("EUROPE"): none of level INDEX. */
  regions?: Array<string> | null | undefined;
};

/** What stands out in a price. */
export type SignalKind =
  /** More than 3 × 1.4826 × MAD off the median of the last 24 whole hours and now (Hampel’s rule; the scale is at least 1 % of the median). A price that has lasted for three hours is none. */
  | 'ANOMALY'
  /** More than 10 % under its mean of the last 24 whole hours. */
  | 'DROP'
  /** More than 20 % over its mean of the last 24 whole hours. */
  | 'SURGE';

/** What a signal is of. */
export type SignalLevel =
  /** All offers of a GPU under one billing, over all providers and regions. */
  | 'INDEX'
  /** The offers of a GPU of one provider in one region, under one billing. */
  | 'PROVIDER';

/** How far over its threshold a signal was when it was raised. */
export type SignalSeverity =
  /** Three times its threshold or more: a drop of 30 %, a surge of 60 %. */
  | 'EXTREME'
  /** Less than twice its threshold: a drop of 10 to 20 %, a surge of 20 to 40 %. */
  | 'NOTABLE'
  /** Twice its threshold or more: a drop of 20 to 30 %, a surge of 40 to 60 %. */
  | 'STRONG';

/** How it is known how often spot machines are interrupted, the most trusted first. */
export type SpotHazardOrigin =
  /** What the provider publishes: the band of the share of such instances it took back within a month, all customers together. Each offer counts at the middle of its band (60 % for the widest, which has no end): MTBI = −730 h ÷ ln(1 − share). Instances given back within the month are in the share, so true interruptions are more frequent. */
  | 'ADVISOR_BAND'
  /** The caller’s own `mtbiHours`. */
  | 'ASSUMPTION'
  /** What a bid would have lived through: each spot offer at or under the bid holds an instance, and a price above the bid interrupts it. An offer that leaves the list, or is taken, ends the watch and is no interruption: it may have been rented. Nobody’s instance was watched, and what a provider ends for other reasons is not in it. */
  | 'BID_CROSSING'
  /** What users report of machines they rented: those taken away are interruptions; those they stopped, or still have, are watched until then. Nobody checks reports, so a rate needs 3 reporters; of each count the newest lives, as many as all others report of the same provider, GPU and billing, and each life for its first 30 days. Whoever makes up reporters can still bend a rate; what providers publish goes before it. */
  | 'REPORTED';

/** Work that could be done on spot machines: what on, how long, and what an interruption costs it. */
export type SpotPlanInput = {
  /** The most you bid per GPU-hour: above 0, at most 1000. Offers above it are left out, and a price that rises above it is an interruption. */
  bid?: string | number | null | undefined;
  /** What writing one checkpoint takes: at most a day. */
  checkpointDuration?: string;
  /** The GPU by any name the catalog knows. One that means several ("H100") is an error that lists them. */
  gpu: string;
  /** GPUs of each node: 1 to 1024. */
  gpuCount?: number;
  /** Your own assumption of the mean hours between interruptions of one machine, in place of what was measured: 0.01 to 1000000. */
  mtbiHours?: number | null | undefined;
  /** Machines that work together, so that all stop when one is interrupted: 1 to 1024. */
  nodes?: number;
  /** Id of the provider ("vastai"). All of them where it is absent. */
  provider?: string | null | undefined;
  /** Region code ("DE", "US-CA"; a country covers its states) or continent ("EUROPE"). Everywhere where it is absent. */
  region?: string | null | undefined;
  /** On a new machine until the work goes on, paid: boot, loading. At most a day. */
  restartDuration?: string;
  /** From an interruption until a new machine is had, unpaid: at most 30 days. Where it is absent the mean length of the interruptions seen, or none where that is not known. */
  resumeWait?: string | null | undefined;
  /** How long before an interruption it is told: at most a day. Where it is absent what the provider named documents. */
  warning?: string | null | undefined;
  /** Hours of work if nothing interrupted it and nothing was saved: above 0, at most 8784. */
  workHours: number;
};

/** How interruptions are taken to come. */
export type SpotPlanMethod =
  /** At one rate, whatever a machine’s age, by Daly’s formulas: too few lives were seen. Real machines end early more often than that. */
  | 'EXPONENTIAL'
  /** As the lives of machines that were observed, by renewal over their Kaplan–Meier curve: where 30 or more were seen to end. */
  | 'REAL_LIVES';

/** What GPUs are rented for, as far as it decides whether spot machines will do. */
export type SpotUseCaseKey =
  /** Spot suits it. Also: batch embeddings, batch embedding, embeddings, embedding, vectorization, vectorisation, indexing. */
  | 'BATCH_EMBEDDINGS'
  /** Spot suits it. Also: batch processing, batch, batch job, batch jobs, batch inference, offline inference, batch scoring, data processing, rendering, render farm, video transcoding, transcoding, evaluation, benchmarking, synthetic data, simulation. */
  | 'BATCH_PROCESSING'
  /** Spot does not suit it. Also: demo, demonstration, live demo, demos, presentation, showcase, customer demo, product demo. */
  | 'DEMO'
  /** Spot suits it. Also: development, dev, developing, research, notebook, jupyter, prototyping, testing, ci, debugging. */
  | 'DEVELOPMENT'
  /** Spot suits it. Also: fine tuning, finetuning, fine tune, finetune, lora, qlora, sft, dpo, adapter training. */
  | 'FINE_TUNING'
  /** Spot does not suit it. Also: production api, production, prod, api, api server, production inference, model serving, serving, saas, backend. */
  | 'PRODUCTION_API'
  /** Spot does not suit it. Also: real time inference, realtime inference, real time, realtime, online inference, interactive inference, low latency inference, inference, llm inference, inference endpoint, live inference. */
  | 'REAL_TIME_INFERENCE'
  /** Spot does not suit it. Also: streaming responses, streaming response, streaming, token streaming, chat, chatbot, chat bot, voice assistant. */
  | 'STREAMING_RESPONSES'
  /** Spot suits it. Also: training, train, model training, pretraining, pre training, distributed training, reinforcement learning, rlhf, hyperparameter search, hyperparameter tuning, experiments. */
  | 'TRAINING'
  /** Spot suits it. Also: unknown, other. */
  | 'UNKNOWN';

/** What to rent for the work. */
export type SpotVerdict =
  /** The discount is below the break-even’s whole interval, or the work would not end on spot. */
  | 'ON_DEMAND'
  /** The discount is above the break-even’s whole interval. */
  | 'SPOT'
  /** The discount lies within the break-even’s interval. */
  | 'TOO_CLOSE';

/** What to do with a run that may wait. */
export type StartDecision =
  /** Begin at `best.start` in `best.region`. */
  | 'START_ELSEWHERE'
  /** Begin at `best.start`. */
  | 'START_LATER'
  /** Begin at once: nothing better is expected with more certainty than it errs. */
  | 'START_NOW';

/** What the best start is the best by. */
export type StartObjective =
  /** The least of money and carbon together, a kilogram counting `usdPerKg`. */
  | 'BOTH'
  /** The least carbon. */
  | 'CARBON'
  /** The least money. */
  | 'COST';

/** A run that may begin now or later, here or elsewhere, and what its best start is the best by. */
export type StartWindowsInput = {
  /** When the run has to be done: at most seven days from now. This or within. */
  deadline?: string | null | undefined;
  /** How long the run takes without a break: above 0, at most 168. */
  hours: number;
  /** A forecast of your own of the grid, kg CO₂e per kWh for each clock hour from the one that now lies in until the deadline, at most 169: it wins over the averages known here. 0 to 5. */
  kgPerKwh?: Array<number> | null | undefined;
  /** What the best start is the best by. */
  objective?: StartObjective;
  /** True for machines of your own: then the cost is electricity alone. The rent of others has their electricity in it. */
  ownMachines?: boolean;
  /** Whether the run pays the rent of its start throughout, or that of each hour. LOCKED on demand and FLOATING on spot where it is absent. */
  pricing?: RunPricing | null | undefined;
  /** Regions to compare, 1 to 8 codes ("DE", "US-CA"): the best start in each and over all. What is saved is against beginning at once in the first. */
  regions?: Array<string> | null | undefined;
  /** The machine the run takes; its `gpu` has to be named, as its watts make the carbon. A region is needed to know the grid; where it is absent that of the cheapest offer counts. */
  rental: RentalInput;
  /** What a kilogram of CO₂e not emitted is worth to you in US dollars, for BOTH: 0 to 100. 0.19 is the social cost of carbon of the US EPA (2023). */
  usdPerKg?: number;
  /** What you pay for electricity, USD/kWh, for machines of your own: one number for a flat tariff, or one for each clock hour from the one that now lies in until the deadline. -10 to 100. The wholesale price of the grid by the hour where it is absent. */
  usdPerKwh?: Array<number> | null | undefined;
  /** Percent of the time in which the GPUs are at work: 0 to 100. */
  utilization?: number;
  /** How long from now until the run has to be done: at most P7D. */
  within?: string | null | undefined;
};

/** Layers that keep a state of fixed size whatever the context: Mamba, linear attention. */
export type StateLayersInput = {
  /** How many of the model’s layers do. */
  layers: number;
  /** Values in the state of one of them, for one sequence. */
  stateValues: number;
};

/** What a provider says of how many can be rented. */
export type StockLevel =
  /** A number: see availableGpus. */
  | 'COUNTED'
  /** Many, in the provider’s words; no number. */
  | 'HIGH'
  /** Few, in the provider’s words; no number. */
  | 'LOW'
  /** Some, in the provider’s words; no number. */
  | 'MEDIUM'
  /** Sold out. */
  | 'NONE'
  /** Nothing. */
  | 'UNKNOWN';

/** Why a stream could not go on from the cursor it was given. */
export type StreamResetReason =
  /** The cursor comes from another database than this one, or from another owner’s stream. */
  | 'OTHER_TAPE'
  /** Of a market: more than 10,000 changes have happened since, and more than 5 minutes have passed. Of what an owner is told: more than 400 days have passed; all that is kept follows. */
  | 'TOO_OLD';

/** What is run, and on what. Nothing of it is proved: estimates are as good as it is. */
export type SubmitWorkloadInput = {
  /** How they are rented: decides which prices count. Hours of what runs on spot hold its interruptions. */
  billing?: Billing;
  /** The GPU by any name the catalog knows: "H100 SXM". One that means several ("H100") is an error that lists them. */
  gpu: string;
  /** GPUs that work together: 1 to 1024. */
  gpuCount?: number;
  /** Hours of the clock that they run: 0.001 (a few seconds) to 87600 (ten years). */
  hours: number;
  /** Names this submission among yours, 1 to 100 characters: sent again, it is taken once. Without one each sending is a workload. */
  idempotencyKey?: string | null | undefined;
  /** Gigabytes of the model’s weights, 0.001 to 100000: decides which GPUs hold it. The GPUs are taken to be full where it is absent. */
  modelGb?: number | null | undefined;
  /** What you call it; at most 120 characters. */
  name?: string | null | undefined;
  /** Whatever helps you later; at most 4000 characters. */
  notes?: string | null | undefined;
  /** What you pay for a GPU-hour, in place of the market’s price: above 0, at most 1000. */
  pricePerGpuHour?: string | number | null | undefined;
  /** What it belongs to; at most 120 characters. */
  project?: string | null | undefined;
  /** The provider by id or name: "aws", "Lambda". Leave it out for any, and for machines of your own. */
  provider?: string | null | undefined;
  /** Code of the region they stand in ("DE", "US-CA"; a country covers its states): it tells the grid’s carbon and the electricity’s price. Anywhere where it is absent. */
  region?: string | null | undefined;
  /** When it began, where it has: then it is RUNNING at once. */
  startedAt?: string | null | undefined;
  /** Percent of the time in which the GPUs are at work: 0 to 100. */
  utilization?: number;
};

/** How a throughput is known. */
export type ThroughputBasis =
  /** By users’ reports, weighed against the published measurement or else the estimate. */
  | 'CREDIBILITY'
  /** By a roofline alone: nobody is known to have measured it. */
  | 'ESTIMATED'
  /** By a published measurement of the setup or one near it. */
  | 'MEASURED';

/** Which part of a run tokens a second are of. */
export type ThroughputMeasure =
  /** The time in which answers were written, the reading of prompts left out: llama-bench’s tg, Ollama’s eval rate. */
  | 'DECODE'
  /** The whole run, prompts’ reading included: what a benchmark of a server tells. */
  | 'TOTAL';

/** Why a tier has no price. */
export type TierAbsence =
  /** No machine on offer holds its model: `llmGpus` says by how much. */
  | 'DOES_NOT_FIT'
  /** Nothing can be rented under the filter given. */
  | 'NOT_OFFERED';

/** What serves some of the requests: a `model` on the GPU where its token is cheapest, or an API at an `apiPrice`. One of the two is given. */
export type TierInput = {
  /** What an API asks, in place of a model. */
  apiPrice?: TokenPriceInput | null | undefined;
  /** Requests of fewer tokens, prompt and answer together, belong here unless to a tier before. Absent for the last tier alone, which takes the rest. */
  below?: number | null | undefined;
  /** How the model’s weights are stored. */
  format?: WeightFormat;
  /** GPUs it may run on, by any name the catalog knows; any where it is absent. */
  gpus?: Array<string> | null | undefined;
  /** The model that serves it. */
  model?: ModelInput | null | undefined;
  /** What you call it, 1 to 40 characters: "small". */
  name: string;
  /** Output tokens a second of the machine, where you know better. Estimated or measured else. */
  tokensPerSecond?: number | null | undefined;
};

/** Requests, the tiers they may be routed to, and how models are served. */
export type TierRoutingInput = {
  /** How far ahead costs are forecast, PT1H to P7D. */
  ahead?: string;
  /** Sequences served at once by each machine: 1 to 4096. */
  concurrency?: number;
  /** What serves models. */
  engine?: ServingEngine;
  /** Which offers count. Taken ones never do. */
  filter?: OfferFilter;
  /** How the KV cache is stored. */
  kvFormat?: KvCacheFormat;
  /** The mix: 1 to 50 kinds of requests. */
  requests: Array<RoutedRequestInput>;
  /** 1 to 5 tiers by ascending `below`. By default small below 1000 tokens (7B), medium below 4000 (13B), large for the rest (70B). */
  tiers?: Array<TierInput>;
  /** The share of the time that machines are busy: above 0 up to 1. By default 1, the least a token can cost. */
  utilisation?: number;
};

/** What an API asks for tokens. */
export type TokenPriceInput = {
  /** For a million tokens of prompts. */
  input: string | number;
  /** For a million tokens of answers. */
  output: string | number;
};

/** What is trained on, once through. */
export type TrainingDatasetInput =
  {   /** Text, of which tokens are made. */
  text: TrainingTextInput; tokens?: never; }
  |  { text?: never;   /** Tokens: at least 1, at most 1000000000000000. */
  tokens: number; };

/** Training that is planned: what, on how much, and how. */
export type TrainingInput = {
  /** On spot: what writing one checkpoint takes: a second to a day. */
  checkpointDuration?: string;
  /** The data set. */
  dataset: TrainingDatasetInput;
  /** How often the data set is gone through: 0.001 to 1000. */
  epochs?: number;
  /** GPUs that train together: 1 to 1024. Where it is absent, of each GPU the machines with the fewest GPUs that hold the model. */
  gpuCount?: number | null | undefined;
  /** Rank of the adapters of LORA and QLORA, on all linear layers (of a mixture of experts on attention alone): 1 to 1024. */
  loraRank?: number;
  /** Which weights are trained. */
  method?: TrainingMethod;
  /** Share of the GPU’s BF16 peak you reckon with, in place of the estimator’s: 0.001 to 1. FLOPs are then 6 for each parameter and token (8 recomputing, 4 with adapters), attention not counted, as such shares are usually told. */
  mfu?: number | null | undefined;
  /** The model. */
  model: ModelInput;
  /** What is kept of each parameter that is trained. ADAM_MIXED, or ADAM_FP32 in FP32, where it is absent. */
  optimizer?: TrainingOptimizer | null | undefined;
  /** What is computed in. */
  precision?: TrainingPrecision;
  /** Whether activations are computed again in the backward pass to save memory, which takes a third longer. Where it is absent only where it would not fit without. */
  recompute?: boolean | null | undefined;
  /** On spot: from a new machine until the work goes on, paid: at most a day. */
  restartDuration?: string;
  /** Tokens of a sequence: at least 1, at most what the model was made for. 2048, or what the model was made for where that is less, where it is absent. */
  sequenceTokens?: number | null | undefined;
};

/** How a model is to be trained, as far as memory goes. */
export type TrainingMemoryInput = {
  /** Rank of the adapters of LORA and QLORA, on all linear layers (of a mixture of experts on attention alone): 1 to 1024. */
  loraRank?: number;
  /** What is trained. */
  method?: TrainingMethod;
  /** Sequences a GPU works on at once: 1 to 4096. */
  microBatch?: number;
  /** The optimizer of what is trained. */
  optimizer?: TrainingOptimizer;
  /** Which activations are not kept. */
  recomputation?: ActivationRecomputation;
  /** Tokens of a sequence: at least 1, at most what the model was made for. 2048, or what the model was made for where that is less, where it is absent. */
  sequenceTokens?: number | null | undefined;
  /** What is divided among the GPUs: 0 nothing, 1 optimizer, 2 gradients too, 3 weights too. */
  zeroStage?: number;
};

/** Which weights are trained. */
export type TrainingMethod =
  /** All of them. */
  | 'FULL'
  /** Adapters of a frozen model in 16 bits. */
  | 'LORA'
  /** Adapters of a model frozen in 4 bits. */
  | 'QLORA';

/** Why training cannot be planned on a GPU. */
export type TrainingMisfitReason =
  /** The GPU does not compute in the precision asked for. */
  | 'NO_SUCH_PRECISION'
  /** Nothing is known of how fast the GPU multiplies matrices. */
  | 'RATE_UNKNOWN'
  /** It would fit, but not as many GPUs can be rented together. */
  | 'TOO_FEW_OFFERED'
  /** The GPUs cannot hold it: `shortBy` says by how much, `wouldFit` what would. */
  | 'TOO_LITTLE_MEMORY'
  /** It would take over ten years, or a hundred million dollars. */
  | 'TOO_LONG';

/** Why there are no hours of training. */
export type TrainingOnGpuAbsence =
  /** Training takes more memory than the machine has, see missingGb. */
  | 'DOES_NOT_FIT'
  /** The GPU computes nothing narrower than FP32: nobody trains on it. */
  | 'NO_MATRIX_UNITS';

/** What is kept of each parameter that is trained. */
export type TrainingOptimizer =
  /** The same with moments in 8 bits: 10 bytes. */
  | 'ADAM_8BIT'
  /** Weights, gradients and moments in BF16: 8 bytes. */
  | 'ADAM_BF16'
  /** All in 32 bits: 16 bytes. */
  | 'ADAM_FP32'
  /** 16-bit weights and gradients, with moments and a copy of the weights in 32 bits: 16 bytes. */
  | 'ADAM_MIXED';

/** What the matrices of training are multiplied in. */
export type TrainingPrecision =
  /** 16 bits of a wider range. */
  | 'BF16'
  /** 8-bit floats, weights kept in 16 bits: Hopper, Ada, Blackwell and CDNA3 on. */
  | 'FP8'
  /** 16 bits. */
  | 'FP16'
  /** 32 bits, on matrix units as TF32: half the rate of BF16. */
  | 'FP32'
  /** Stored in 8 bits for transfer alone and computed in 16: planned as BF16. */
  | 'INT8'
  /** 4-bit floats with scales, weights kept in 16 bits: Blackwell. */
  | 'NVFP4';

/** What sort of change it was. */
export type TrainingRunChangeKind =
  /** Something else had been told, and was replaced. */
  | 'CORRECTED'
  /** Nothing had been told. */
  | 'FILLED'
  /** The run was at work, and went on. */
  | 'WENT_ON';

/** Which training runs are meant; everything given must hold. An empty list leaves nothing out. */
export type TrainingRunFilter = {
  /** GPUs by any name the catalog knows. */
  gpus?: Array<string> | null | undefined;
  /** Models, as they were told. */
  models?: Array<string> | null | undefined;
  /** Where they stand. */
  statuses?: Array<TrainingRunStatus> | null | undefined;
};

/** Where the price of a training run comes from. */
export type TrainingRunPriceBasis =
  /** The market’s in the hour before the run was recorded, for nobody told when it was at work: tell startedAt or endedAt. */
  | 'AT_RECORDING'
  /** The market’s while the run was at work: the mean over time of the median offer of each hour, for its GPU, provider, region and billing. */
  | 'DURING_RUN'
  /** The owner told it. */
  | 'TOLD';

/** Where a training run stands. */
export type TrainingRunStatus =
  /** Done. */
  | 'COMPLETED'
  /** Ended without a result; what it cost counts. */
  | 'FAILED'
  /** At work: its hours, tokens, epochs, accuracy and losses are those so far. */
  | 'RUNNING';

/** Why there is nothing to say of training runs. */
export type TrainingRunsAbsence =
  /** You have recorded none that were asked for: record one with recordRun, or look at `runs`. */
  | 'NO_RUNS';

/** A data set by the size of its text. */
export type TrainingTextInput = {
  /** Gigabytes of 10⁹ bytes of plain text: at least 0.000001. */
  gb: number;
  /** Tokens the model’s vocabulary makes of a byte: 0.001 to 1. 0.25 where it is absent, about what English comes to; code and other scripts come to more. */
  tokensPerByte?: number | null | undefined;
};

/** Bounds on an amount of money; all that are given hold. */
export type UsdComparator = {
  /** Above this. */
  gt?: string | number | null | undefined;
  /** At or above this. */
  gte?: string | number | null | undefined;
  /** Below this. */
  lt?: string | number | null | undefined;
  /** At or below this. */
  lte?: string | number | null | undefined;
};

/** Why a name means no one GPU. */
export type UnknownGpuReason =
  /** Several GPUs go by that name: "H100" is PCIe, SXM or NVL. */
  | 'AMBIGUOUS_NAME'
  /** The catalog has no GPU of that name. */
  | 'UNKNOWN_NAME';

/** Why a name means no one model. */
export type UnknownModelReason =
  /** Several models go by that name: "Llama 3.1" is 8B, 70B or 405B. */
  | 'AMBIGUOUS_NAME'
  /** It is a size and no name: "70B". */
  | 'SIZE'
  /** The catalog has no model of that name. */
  | 'UNKNOWN_NAME';

/** What is to be otherwise; what is left out stays. The same sent twice is harmless. No threshold fires twice in a period, whatever changes: raising the amount does not tell the same percent again, and neither does another scope. */
export type UpdateBudgetInput = {
  /** What may be spent in a period: above 0, at most a billion dollars. */
  amount?: string | number | null | undefined;
  /** Whether `reserveSpend` refuses what would take it beyond its amount. */
  hardStop?: boolean | null | undefined;
  /** The budget’s `id`. */
  id?: string | number | null | undefined;
  /** In place of `id`: the key you made it under. */
  idempotencyKey?: string | null | undefined;
  /** What you call it, 1 to 120 characters. */
  name?: string | null | undefined;
  /** How long the amount lasts. What was spent counts in the day, month or total of now at once, and thresholds passed in that fire, as they were told of another period; changed back, those told before stay told. The end of the period it was in is not told. */
  period?: BudgetPeriodKind | null | undefined;
  /** Which money it counts. */
  scope?: BudgetScope | null | undefined;
  /** What it counts, at most 120 characters, exactly as spends name it; needed with another scope. */
  scopeName?: string | null | undefined;
  /** When to be told: percent of the amount, 1 to 1000 with at most two decimals, at most 20; an empty list for none. */
  thresholds?: Array<number> | null | undefined;
  /** Whose midnight days and months begin at: an IANA name. What was spent is counted by the new clock at once, in past periods too. A day and a month stay the ones they are: what was told of October 2026, or of 2026-10-25, is not told of it again, and its end is told once. */
  timeZone?: string | null | undefined;
};

/** What an hour of work costs beside the price of the GPU, and that price. */
export type UsablePriceComponentKind =
  /** Time billed and not used: the last increment, or the minimum. */
  | 'BILLING_INCREMENT'
  /** Time billed until the machine works. */
  | 'BOOT'
  /** Data sent, and data received where that is billed. */
  | 'EGRESS'
  /** Time billed of boots that come to nothing, as many as have to be expected. */
  | 'FAILED_BOOTS'
  /** The price of the GPU itself for the hour of work. */
  | 'GPU'
  /** Time billed for checkpoints, for work lost to interruptions and for restarts; 0 on demand. */
  | 'INTERRUPTION'
  /** Disk, for as long as the machine is held. */
  | 'STORAGE';

/** What an offer would be rented for, which decides what an hour of work costs on it. */
export type UsageInput = {
  /** Minutes that writing a checkpoint takes; counts for spot; 0 to 30. */
  checkpointMinutes?: number;
  /** Gigabytes of disk, for the whole offer; 0 to 100000. */
  diskGb?: number;
  /** Gigabytes sent over the internet in all that time; 0 to 100000. */
  egressGb?: number;
  /** Hours of work wanted of each GPU, boot and interruptions not counted; 0.1 to 720. */
  hours?: number;
  /** Gigabytes received over the internet in all that time; 0 to 100000. */
  ingressGb?: number;
  /** Minutes from an interruption until work goes on, the next machine’s boot included; counts for spot; 0 to 60. */
  restartMinutes?: number;
};

/** How a text was taken for a use case. */
export type UseCaseMatch =
  /** The text has one of its names in it. Of several mentioned the one that spot does not suit is taken, then the one of the longest name. */
  | 'MENTIONED'
  /** The text is one of the use case’s names. */
  | 'NAMED'
  /** The text names none that is known: taken for UNKNOWN. */
  | 'NOT_RECOGNISED';

/** How far a message has come. */
export type WebhookDeliveryStatus =
  /** No attempt is made any more: `reason` says why. It can be replayed. */
  | 'DEAD'
  /** The receiver answered with a status from 200 to 299. */
  | 'DELIVERED'
  /** For its next attempt, or for its webhook to become active. */
  | 'WAITING';

/** What a webhook is told of. */
export type WebhookKind =
  /** Price and availability alerts that fire, as `alertFired` tells them: type "alert.fired". */
  | 'ALERT_FIRED'
  /** Alerts of budgets, as `budgetAlerts` tells them: type "budget.alert". */
  | 'BUDGET_ALERT';

/** What a message tells: `type` of its body, written with a dot there. */
export type WebhookMessageType =
  /** "alert.fired": a price or availability alert fired. */
  | 'ALERT_FIRED'
  /** "budget.alert": an alert of a budget. */
  | 'BUDGET_ALERT'
  /** "ping": a test its owner asked for. */
  | 'PING'
  /** "webhook.misfit": the schema no longer fits the webhook’s document, and why. */
  | 'WEBHOOK_MISFIT';

/** Whether a webhook is sent what it is told. */
export type WebhookStatus =
  /** It is sent each message as it comes. */
  | 'ACTIVE'
  /** Its receiver answered 410 Gone: what waited is dead, and nothing more is written for it. */
  | 'GONE'
  /** The schema no longer fits its document: messages wait until it is given one that fits. */
  | 'MISFIT'
  /** Its owner paused it: messages wait until it is resumed. */
  | 'PAUSED';

/** How a model’s weights are stored. More bits are more exact; what the scales of a block take is counted. */
export type WeightFormat =
  /** 4.25 bits a weight. */
  | 'AWQ'
  /** 16 bits a weight. */
  | 'BF16'
  /** 8 bits a weight. */
  | 'FP8'
  /** 16 bits a weight. */
  | 'FP16'
  /** 32 bits a weight. */
  | 'FP32'
  /** 4.25 bits a weight. */
  | 'GPTQ'
  /** 4 bits a weight. */
  | 'INT4'
  /** 8 bits a weight. */
  | 'INT8'
  /** 4.25 bits a weight. */
  | 'MXFP4'
  /** 4.127 bits a weight. */
  | 'NF4'
  /** 4.5 bits a weight. */
  | 'NVFP4'
  /** 4.85 bits a weight. */
  | 'Q4_K_M'
  /** 5.69 bits a weight. */
  | 'Q5_K_M'
  /** 6.56 bits a weight. */
  | 'Q6_K'
  /** 8.5 bits a weight. */
  | 'Q8_0';

/** Layers that attend to the last tokens only (sliding window). */
export type WindowLayersInput = {
  /** How many of the model’s layers do. */
  layers: number;
  /** Tokens they attend to: `sliding_window`. */
  window: number;
};

/** What changed about a workload. */
export type WorkloadChangeKind =
  /** Its energy was measured: before and after are kWh, as decimals. */
  | 'ENERGY'
  /** It was submitted or moved: before and after are statuses. */
  | 'STATUS';

/** Which workloads are meant; everything given must hold. An empty list leaves nothing out, as an absent one. */
export type WorkloadFilter = {
  /** GPUs by any name the catalog knows ("RTX 4090", "rtx4090"). An unknown one is an error. */
  gpus?: Array<string> | null | undefined;
  /** The project, exactly as it was submitted. */
  project?: string | null | undefined;
  /** How far they have come. */
  statuses?: Array<WorkloadStatus> | null | undefined;
  /** Submitted at this instant or later. */
  submittedFrom?: string | null | undefined;
  /** Submitted before this instant. */
  submittedTo?: string | null | undefined;
};

/** What a workload could do otherwise. */
export type WorkloadInsightKind =
  /** Several of them together. */
  | 'COMBINED'
  /** The same work in the same time on fewer of the GPUs, each at work for more of it. */
  | 'FEWER_GPUS'
  /** Machines that do nothing, ended. */
  | 'IDLE'
  /** The same work on another GPU of the vendor: cheaper, or with less energy. */
  | 'OTHER_GPU'
  /** The same GPUs in a cheaper offer, of another provider or of the same. */
  | 'OTHER_PROVIDER'
  /** The same GPUs in another region: cheaper, or on electricity of less carbon. */
  | 'OTHER_REGION'
  /** A later start within a day: when rent is expected to be less, or when the grid is cleaner where its hours are known. */
  | 'OTHER_TIME'
  /** A commitment of months in place of hours. */
  | 'RESERVATION'
  /** Spot machines in place of on-demand ones, interruptions paid for. */
  | 'SPOT'
  /** The same GPUs at work for more of the time, and so done earlier. */
  | 'UTILIZATION';

/** Why a change that was considered is not advised. */
export type WorkloadInsightWhyNot =
  /** It has too little memory for the work. */
  | 'DOES_NOT_FIT'
  /** A figure is missing: the reason says which. */
  | 'NOT_KNOWN'
  /** It would harm what the machines are for, or programs would have to be ported. */
  | 'NOT_SUITED'
  /** Nothing to change to is on offer. */
  | 'NO_OFFER'
  /** It costs as much or more, or saves less than one percent. */
  | 'NO_SAVING'
  /** It saves, and another of its kind saves more. */
  | 'OUTDONE'
  /** It may take over twice as long. */
  | 'TOO_SLOW';

/** What is run. Where it must run (provider, region) is kept to by every change but the one that moves it; what is not told may be any. */
export type WorkloadInsightsInput = {
  /** How they are rented: decides which prices count. Hours of what runs on spot hold its interruptions. */
  billing?: Billing;
  /** The GPU by any name the catalog knows: "H100 SXM". One that means several ("H100") is an error that lists them. */
  gpu: string;
  /** GPUs that work together: 1 to 1024. */
  gpuCount?: number;
  /** Hours of the clock that they run: 0.001 (a few seconds) to 87600 (ten years). */
  hours: number;
  /** Gigabytes of the model’s weights, 0.001 to 100000: decides which GPUs hold it. The GPUs are taken to be full where it is absent. */
  modelGb?: number | null | undefined;
  /** What you pay for a GPU-hour, in place of the market’s price: above 0, at most 1000. */
  pricePerGpuHour?: string | number | null | undefined;
  /** The provider by id or name: "aws", "Lambda". Leave it out for any, and for machines of your own. */
  provider?: string | null | undefined;
  /** Code of the region they stand in ("DE", "US-CA"; a country covers its states): it tells the grid’s carbon and the electricity’s price. Anywhere where it is absent. */
  region?: string | null | undefined;
  /** What it is for, in your words ("fine-tuning Llama 70B", "production API"; 500 characters at most): decides what memory it takes and whether spot will do. Where it is absent it is taken for training, which takes the most. */
  useCase?: string | null | undefined;
  /** Percent of the time in which the GPUs are at work: 0 to 100. */
  utilization?: number;
};

/** How far a workload has come: SUBMITTED → RUNNING → COMPLETED, FAILED or CANCELLED. Other moves are refused, but for SUBMITTED → FAILED or CANCELLED: it ended before it began. */
export type WorkloadStatus =
  /** Given up, while it ran or before. */
  | 'CANCELLED'
  /** Ran to its end. */
  | 'COMPLETED'
  /** Ended by a fault, while it ran or before. */
  | 'FAILED'
  /** At work since startedAt. */
  | 'RUNNING'
  /** Told of, and not begun. */
  | 'SUBMITTED';

export type AlertDryRunQueryVariables = Exact<{
  input?: AlertDryRunInput;
  period?: PeriodInput;
  first?: number | null | undefined;
}>;


export type AlertDryRunQuery = { alertDryRun: { timesFired: number, summary: string, absence: Absence | null, state: AlertState, pollsFrom: string | null, firings: { edges: Array<{ node: { at: string, since: string, endedAt: string | null, value: { value: number, unit: string, source: string } | null } }> }, firingShare: { value: number }, knownShare: { value: number }, unknown: Array<{ reason: Absence, duration: string }> } };

export type AlertFiredSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type AlertFiredSubscription = { alertFired:
    | { __typename: 'AlertFired', cursor: string | null, firing: { number: number, summary: string, at: string, value: { value: number, unit: string } | null, threshold: { value: number, unit: string }, reading: { provider: string | null, simulated: boolean, region: { name: string } | null } } }
    | { __typename: 'StreamReset', cursor: string | null }
    | { __typename: 'StreamStart', cursor: string | null }
   };

export type AlertFiringsQueryVariables = Exact<{
  first?: number | null | undefined;
}>;


export type AlertFiringsQuery = { alertFirings: { totalCount: number, edges: Array<{ node: { number: number, alertId: string, summary: string, at: string, since: string, nth: number, threshold: { value: number, unit: string }, value: { value: number, unit: string, source: string } | null, reading: { provider: string | null, seq: string, simulated: boolean, region: { name: string } | null } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AlertQueryVariables = Exact<{
  idempotencyKey?: string | null | undefined;
}>;


export type AlertQuery = { alert: { id: string, name: string, enabled: boolean, state: AlertState, since: string, firedCount: number, lastFiredAt: string | null, condition: { kind: AlertConditionKind, threshold: { value: number, unit: string } }, reading: { absence: Absence | null, availableGpus: number | null, at: string, value: { value: number, unit: string, source: string } | null } | null, dryRun: { timesFired: number, summary: string } } | null };

export type AlertsQueryVariables = Exact<{
  first?: number | null | undefined;
}>;


export type AlertsQuery = { alerts: { totalCount: number, edges: Array<{ node: { id: string, idempotencyKey: string | null, name: string, state: AlertState, since: string, dueAt: string | null, firedCount: number, lastFiredAt: string | null, condition: { kind: AlertConditionKind, threshold: { value: number, unit: string } }, reading: { absence: Absence | null, availableGpus: number | null, provider: string | null, at: string, simulated: boolean, value: { value: number, unit: string, basis: FigureBasis, source: string } | null, region: { name: string } | null } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AnalysesQueryVariables = Exact<{
  first?: number | null | undefined;
}>;


export type AnalysesQuery = { analyses: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, createdAt: string, answeredBy: AnalysisAnsweredBy, fallbackReason: AnalysisFallbackReason | null, question: string | null, summary: string, setup: { gpuCount: number, hours: number, gpu: { name: string } | null } } }> } };

export type AnalysisQueryVariables = Exact<{
  key?: string | null | undefined;
}>;


export type AnalysisQuery = { analysis: { id: string, createdAt: string, answeredBy: AnalysisAnsweredBy, fallbackReason: AnalysisFallbackReason | null, summary: string, took: string | null, claims: Array<{ where: string, claimed: number, unit: string, ratio: number | null, verdict: AnalysisVerdict, reason: string }>, tokens: { input: number, output: number } | null, trace: Array<{ kind: AnalysisStepKind, tool: string | null, text: string, after: string, took: string | null }> } | null };

export type AnalyzeWorkloadMutationVariables = Exact<{
  input?: AnalyzeWorkloadInput;
}>;


export type AnalyzeWorkloadMutation = { analyzeWorkload: { replayed: boolean, errors: Array<{ code: string, message: string, path: Array<string>, nearest: Array<string> }>, analysis: { answeredBy: AnalysisAnsweredBy, fallbackReason: AnalysisFallbackReason | null, fallbackDetail: string | null, summary: string, model: string | null, insights: Array<{ kind: AnalysisInsightKind, title: string, reasoning: string, confidence: number | null, costSaved: { value: number } | null, carbonSaved: { value: number } | null }>, estimates: Array<{ quantity: AnalysisQuantity, low: { value: number }, middle: { value: number, unit: string, source: string }, high: { value: number } }>, disagreements: Array<{ where: string, claimed: number, unit: string, reason: string }> } | null } };

export type ApiPricesQueryVariables = Exact<{
  filter?: ApiPriceFilter | null | undefined;
}>;


export type ApiPricesQuery = { apiPrices: { edges: Array<{ node: { key: string, provider: string, model: string, region: string | null, input: string, output: string, cachedInput: string | null, asOf: string, source: string, note: string | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ArchiveBudgetMutationVariables = Exact<{ [key: string]: never; }>;


export type ArchiveBudgetMutation = { createBudget: { errors: Array<{ message: string }> }, archiveBudget: { replayed: boolean, errors: Array<{ code: string, message: string, path: Array<string> }>, budget: { name: string, archivedAt: string | null } | null } };

export type AsOfQueryVariables = Exact<{
  name?: string;
  asOf?: string | null | undefined;
}>;


export type AsOfQuery = { gpu:
    | { name: string, prices: Array<{ billing: Billing, offers: number, absence: Absence | null, min: { amount: string, observedAt: string, stale: boolean } | null, median: { amount: string } | null }> }
    | Record<PropertyKey, never>
  , before:
    | { name: string, prices: Array<{ billing: Billing, offers: number, absence: Absence | null, min: { amount: string, observedAt: string, stale: boolean } | null, median: { amount: string } | null }> }
    | Record<PropertyKey, never>
  , statusBefore: { at: string, revision: string, listedOffers: number } };

export type PricesFragment = { name: string, prices: Array<{ billing: Billing, offers: number, absence: Absence | null, min: { amount: string, observedAt: string, stale: boolean } | null, median: { amount: string } | null }> };

export type AvailabilityChangesSubscriptionVariables = Exact<{
  filter?: LiveFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type AvailabilityChangesSubscription = { availabilityChanges:
    | { __typename: 'Lagged', missed: number, resumeFrom: string, cursor: string | null }
    | { __typename: 'OfferChange', kind: OfferChangeKind, previousAvailableGpus: number | null, previousStock: StockLevel | null, cursor: string | null, offer: { gpuName: string, regionName: string | null, availableGpus: number | null, stock: StockLevel, price: { amount: string, simulated: boolean } } }
    | { __typename: 'OfferSnapshot', complete: boolean, cursor: string | null, offers: Array<{ gpuName: string, regionName: string | null, availableGpus: number | null, stock: StockLevel }> }
    | { __typename: 'StreamReset', reason: StreamResetReason, cursor: string | null }
   };

export type BudgetAlertsSubscriptionVariables = Exact<{
  ids?: Array<string | number> | string | number | null | undefined;
  after?: string | null | undefined;
}>;


export type BudgetAlertsSubscription = { budgetAlerts:
    | { __typename: 'BudgetAlertRaised', cursor: string | null, alert: { kind: BudgetAlertKind, message: string, at: string, budgetName: string, threshold: number | null, spent: string, amount: string } }
    | { __typename: 'StreamReset', reason: StreamResetReason, cursor: string | null }
    | { __typename: 'StreamStart', cursor: string | null }
   };

export type BudgetDeploymentQueryVariables = Exact<{
  input?: BudgetDeploymentInput;
}>;


export type BudgetDeploymentQuery = { budgetDeployment: { reasoning: string, withinBudget: boolean | null, workersMin: number, idleTimeout: string, dailyBudget: { value: number, unit: string, explain: { formula: string } | null }, hoursPerDay: { value: number, explain: { formula: string } | null } | null, workersMax: { value: number, explain: { formula: string } | null } | null, costPerDay: { value: number, explain: { formula: string } | null } | null, mostUtilization: { value: number } | null } };

export type BudgetQueryVariables = Exact<{
  idempotencyKey?: string | null | undefined;
}>;


export type BudgetQuery = { budget: { id: string, name: string, amount: string, current: { endsAt: string | null, status: BudgetStatus, spent: string, reserved: string, remaining: string, percent: { value: number, explain: { formula: string } | null }, thresholds: Array<{ percent: number, amount: string, firedAt: string | null }> }, forecast: { reason: string | null, exceeded: { value: number } | null, thresholds: Array<{ percent: number, low: string | null, middle: string | null, high: string | null }> }, periods: { edges: Array<{ node: { startsAt: string | null, spent: string, status: BudgetStatus } }> }, alerts: { edges: Array<{ node: { at: string, message: string } }> } } | null };

export type BudgetsQueryVariables = Exact<{
  first?: number | null | undefined;
  filter?: BudgetFilter;
}>;


export type BudgetsQuery = { budgets: { totalCount: number, edges: Array<{ node: { id: string, idempotencyKey: string | null, name: string, scope: BudgetScope, scopeName: string | null, amount: string, period: BudgetPeriodKind, current: { status: BudgetStatus, spent: string, remaining: string } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type CarbonIntensityQueryVariables = Exact<{
  region?: string;
  provider?: string | null | undefined;
}>;


export type CarbonIntensityQuery = { carbonIntensity: { year: number | null, isAssumed: boolean, region: { name: string }, intensity: { low: { value: number }, middle: { value: number, unit: string, source: string }, high: { value: number } }, figures: Array<{ kind: CarbonPlace, place: string, provider: string | null, year: number | null, figure: { value: number, source: string } }> } };

export type ChangeWebhookMutationVariables = Exact<{
  alert?: string;
}>;


export type ChangeWebhookMutation = { createWebhook: { errors: Array<{ message: string }> }, updateWebhook: { errors: Array<{ code: string, message: string, path: Array<string> }>, webhook: { name: string, document: string } | null }, pauseWebhook: { errors: Array<{ message: string }>, webhook: { status: WebhookStatus, statusReason: string | null } | null }, resumeWebhook: { errors: Array<{ message: string }>, webhook: { status: WebhookStatus, statusReason: string | null } | null }, rotateWebhookSecret: { secret: string | null, errors: Array<{ message: string }>, webhook: { retiringSecrets: Array<string> } | null } };

export type CheapestOffersQueryVariables = Exact<{
  gpus?: Array<string> | string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type CheapestOffersQuery = { offers: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, gpuCount: number, regionName: string | null, tier: string, billing: Billing, pricePerTflop: number | null, availableGpus: number | null, stock: StockLevel, reliability: number | null, verified: boolean | null, provider: { name: string }, gpu: { name: string, vramGb: number } | null, region: { name: string, country: string } | null, price: { amount: string, unit: PriceUnit, basis: PriceBasis, source: string, observedAt: string, simulated: boolean, stale: boolean }, priceForOffer: { amount: string, unit: PriceUnit }, machine: { cpuName: string | null, ramGb: number | null, downloadMbps: number | null }, extras: { storagePerGbMonth: string | null } } }> } };

export type CloudSavingsQueryVariables = Exact<{
  gpu?: string;
  gpuCount?: number;
  hours?: number;
  asOf?: string | null | undefined;
}>;


export type CloudSavingsQuery = { savings: { at: string, pricePerGpuHour: string | null, cost: string | null, absence: Absence | null, simulated: boolean, note: string | null, gpu: { name: string, breadth: { offersWithoutRegion: number, regions: { listed: number, withStock: number, share: number | null }, providers: { listed: number, withStock: number, share: number | null } } }, offer: { gpuName: string, gpuCount: number, provider: { name: string } } | null, against: Array<{ name: string, match: ComparatorMatch, reason: string, sku: string | null, instanceGpus: number | null, gpuShare: number | null, region: string | null, billing: Billing, pricePerInstanceHour: string | null, validFrom: string | null, costThere: string | null, saving: string | null, savingPercent: number | null, absence: Absence | null, note: string | null, price: { amount: string, basis: PriceBasis, source: string, observedAt: string } | null, yearly: { hours: number, costHere: string | null, costThere: string | null, saving: string | null } }> } };

export type CorrectSpendMutationVariables = Exact<{ [key: string]: never; }>;


export type CorrectSpendMutation = { recordSpend: { errors: Array<{ code: string, message: string }> }, correctSpend: { replayed: boolean, errors: Array<{ code: string, message: string }>, entry: { kind: LedgerEntryKind, spent: string, refersTo: { kind: LedgerEntryKind, spent: string, net: string } | null } | null } };

export type CreateAlertMutationVariables = Exact<{
  input?: CreateAlertInput;
}>;


export type CreateAlertMutation = { createAlert: { replayed: boolean, hints: Array<string>, errors: Array<{ code: string, message: string, path: Array<string>, nearest: Array<string> }>, alert: { name: string, enabled: boolean, forAtLeast: string, coolDown: string, scope: { billing: Billing | null, providers: Array<string> | null, regions: Array<string> | null, simulated: boolean | null, gpu: { name: string } | null }, condition: { kind: AlertConditionKind, hysteresisPercent: number, threshold: { value: number, unit: string } } } | null } };

export type CreateBudgetMutationVariables = Exact<{
  input?: CreateBudgetInput;
}>;


export type CreateBudgetMutation = { createBudget: { replayed: boolean, firedThresholds: Array<number>, errors: Array<{ code: string, message: string, path: Array<string>, nearest: Array<string> }>, budget: { id: string, name: string, thresholds: Array<number>, current: { startsAt: string | null, endsAt: string | null, status: BudgetStatus, spent: string, remaining: string } } | null } };

export type CreateWebhookMutationVariables = Exact<{
  input?: CreateWebhookInput;
}>;


export type CreateWebhookMutation = { createWebhook: { secret: string | null, replayed: boolean, errors: Array<{ code: string, message: string, path: Array<string> }>, webhook: { id: string, name: string, url: string, kind: WebhookKind, document: string, variables: unknown, status: WebhookStatus, statusReason: string | null, retiringSecrets: Array<string>, createdAt: string } | null } };

export type DeleteAlertMutationVariables = Exact<{ [key: string]: never; }>;


export type DeleteAlertMutation = { createAlert: { errors: Array<{ message: string }> }, deleteAlert: { errors: Array<{ code: string, message: string, path: Array<string> }>, alert: { name: string } | null } };

export type DeleteWebhookMutationVariables = Exact<{ [key: string]: never; }>;


export type DeleteWebhookMutation = { createWebhook: { errors: Array<{ message: string }> }, deleteWebhook: { errors: Array<{ code: string, message: string }>, webhook: { name: string } | null } };

export type EnergyEstimateQueryVariables = Exact<{
  input?: EnergyEstimateInput;
}>;


export type EnergyEstimateQuery = { energyEstimate: { simple: { energy: { value: number, unit: string, explain: { formula: string } | null }, carbon: { value: number, unit: string }, cost: { value: number, unit: string } }, detailed: { low: { energy: { value: number, unit: string }, carbon: { value: number, unit: string }, cost: { value: number, unit: string } }, middle: { energy: { value: number, unit: string }, carbon: { value: number, unit: string }, cost: { value: number, unit: string } }, high: { energy: { value: number, unit: string }, carbon: { value: number, unit: string }, cost: { value: number, unit: string } } }, embodied: { middle: { value: number, unit: string } }, factors: Array<{ name: EnergyFactorName, source: string, year: number | null, range: { low: { value: number }, middle: { value: number, unit: string, basis: FigureBasis }, high: { value: number } } }> } };

export type FiguresFragment = { energy: { value: number, unit: string }, carbon: { value: number, unit: string }, cost: { value: number, unit: string } };

export type FleetStrategyQueryVariables = Exact<{
  input?: FleetStrategyInput;
}>;


export type FleetStrategyQuery = { fleetStrategy: { totalGpus: number, isOptimal: boolean, refusal: { reason: NoFleetReason, message: string, leastBudget: string | null } | null, parts: Array<{ role: FleetRole, billing: Billing, provider: string, region: string | null, machines: number, gpusPerMachine: number, gpu: { name: string }, hours: { value: number }, monthlyCost: { amount: string, later: { p10: string, p90: string } | null }, capacity: { value: number, unit: string } }>, monthlyCost: { amount: string, simulated: boolean, figure: { explain: { formula: string } | null } }, countedCapacity: { value: number, unit: string, explain: { formula: string } | null }, onDemandShare: { value: number }, againstOnDemand: { missing: Array<string>, saving: { value: number } | null }, againstDearestCloud: { missing: Array<string>, saving: { value: number } | null }, roiPercent: { value: number } | null, yearlySaving: { value: number } | null, gapPercent: { value: number }, alternatives: Array<{ rule: FleetRule, isOnParetoFront: boolean, verdict: string, cost: { value: number } | null, capacity: { value: number } | null, spotShare: { value: number } | null }> } };

export type GpuAvailabilityQueryVariables = Exact<{
  name?: string;
  from?: PlaceInput;
}>;


export type GpuAvailabilityQuery = { gpu:
    | { name: string, availability: { availableGpus: number | null, uncountedOffers: number, offers: number, absence: Absence | null, minPrice: { amount: string } | null, avgPrice: { amount: string, unit: PriceUnit, source: string, observedAt: string, simulated: boolean } | null, maxPrice: { amount: string } | null, stock: Array<{ tier: string, level: StockLevel, provider: { name: string } }>, bestRegion: { reason: string, region: { code: string, name: string } | null }, regions: Array<{ availableGpus: number | null, offers: number, region: { code: string, name: string } | null, avgPrice: { amount: string } | null, latency: { roundTripMs: number, distanceKm: number } | null }> } }
    | { reason: UnknownGpuReason, message: string, nearest: Array<{ name: string }> }
   };

export type GpuPricesQueryVariables = Exact<{
  first?: number | null | undefined;
}>;


export type GpuPricesQuery = { gpus: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { name: string, vramGb: number, memoryBandwidthGBs: number, fp16Tflops: number | null, tdpWatts: number, prices: Array<{ billing: Billing, offers: number, absence: Absence | null, min: { amount: string } | null, median: { amount: string, unit: PriceUnit, basis: PriceBasis, formula: string | null, observedAt: string, simulated: boolean, stale: boolean } | null }> } }> } };

export type InterruptionsQueryVariables = Exact<{
  gpus?: Array<string> | string | null | undefined;
  bid?: string | number | null | undefined;
  last?: string;
}>;


export type InterruptionsQuery = { interruptions: { from: string, to: string, estimator: InterruptionEstimator | null, definition: string | null, simulated: boolean, count: number | null, exposureHours: number | null, ratePerDay: number | null, mtbiHours: number | null, meanInterruptionMinutes: number | null, absence: Absence | null, mtbiHoursInterval: { low: number, high: number | null } | null, worstRegion: { count: number | null, region: { code: string } | null } | null, regions: Array<{ count: number | null, exposureHours: number | null, ratePerDay: number | null, absence: Absence | null, region: { code: string } | null, shrunk: { ratePerDay: number, ownWeight: number } | null }>, survival: { n: number, censored: number, medianHours: number | null, absence: Absence | null, at: Array<{ hours: number, survival: number | null, low: number | null, high: number | null, exponential: number | null }> } } };

export type LedgerQueryVariables = Exact<{
  filter?: LedgerFilter;
}>;


export type LedgerQuery = { ledger: { totalCount: number, totals: { spent: string, reserved: string, kinds: Array<{ kind: LedgerEntryKind, entries: number, spent: string, reserved: string }> }, projects: Array<{ name: string | null, spent: string }>, models: Array<{ name: string | null, spent: string }>, edges: Array<{ node: { number: number, kind: LedgerEntryKind, spent: string, reserved: string, project: string | null, model: string | null, at: string, open: boolean, referredBy: Array<{ kind: LedgerEntryKind, spent: string }>, fired: Array<{ percent: number }> } }> } };

export type LlmGpusQueryVariables = Exact<{
  input?: LlmgpuInput;
  first?: number;
}>;


export type LlmGpusQuery = { llmGpus: { gpus: { totalCount: number, edges: Array<{ node: { rank: number, modelName: string, billing: Billing, gpuCount: number, availableGpus: number, reasoning: string, isOnFrontier: boolean, standing: string, gpu: { name: string }, price: { value: number, basis: FigureBasis, source: string }, tokensPerSecond: { value: number, basis: FigureBasis, source: string }, costPerMillionTokens: { amount: string, figure: { explain: { formula: string, inputs: Array<{ name: string, figure: { value: number, unit: string, basis: FigureBasis } }> } | null }, later: { p10: string, p50: string, p90: string } | null }, maxContextTokens: { value: number }, fitScore: { value: number }, training: { absence: TrainingOnGpuAbsence | null, hours: { value: number } | null, cost: { amount: string } | null }, recommendedModels: Array<{ name: string }>, risk: { value: number, basis: FigureBasis } | null } }> }, excluded: { edges: Array<{ node: { modelName: string, reason: RankingExclusion, gpusNeeded: number | null, formatsThatFit: Array<WeightFormat>, gpu: { name: string }, shortBy: { value: number } | null } }> } } };

export type MarketStatusQueryVariables = Exact<{ [key: string]: never; }>;


export type MarketStatusQuery = { marketStatus: { at: string, simulated: boolean, revision: string, cursor: string, listedOffers: number, rentableOffers: number, providers: Array<{ key: string, name: string, rentableOffers: number, health: { status: ProviderStatus, lag: string | null } }> } };

export type ModelMemoryQueryVariables = Exact<{
  large?: ModelInput;
  small?: ModelInput;
  serving?: ServingMemoryInput;
  training?: TrainingMemoryInput;
}>;


export type ModelMemoryQuery = { modelMemory: { model: string, weights: Array<{ format: WeightFormat, wholeGb: number }>, cachePerToken: { value: number, unit: string, basis: FigureBasis, explain: { formula: string, inputs: Array<{ name: string, figure: { value: number, unit: string, basis: FigureBasis, source: string } }> } | null }, serving: { need: { total: { value: number, unit: string, basis: FigureBasis, explain: { formula: string, inputs: Array<{ name: string, figure: { value: number, unit: string, basis: FigureBasis, source: string } }> } | null } }, fits: Array<{ gpuCount: number, fits: boolean, longestContext: number, mostSequences: number, gpu: { name: string }, usable: { value: number }, doesNotFit: { reason: DoesNotFitReason, message: string, shortBy: { value: number } | null, remedies: Array<{ changes: Array<MemoryRemedy>, to: string, need: { value: number }, usable: { value: number } }> } | null }> } }, toTrain: { training: { fits: Array<{ gpuCount: number, fits: boolean, longestContext: number, mostSequences: number, gpu: { name: string }, usable: { value: number }, doesNotFit: { reason: DoesNotFitReason, message: string, shortBy: { value: number } | null, remedies: Array<{ changes: Array<MemoryRemedy>, to: string, need: { value: number }, usable: { value: number } }> } | null }> } } };

export type WorkedFragment = { value: number, unit: string, basis: FigureBasis, explain: { formula: string, inputs: Array<{ name: string, figure: { value: number, unit: string, basis: FigureBasis, source: string } }> } | null };

export type FitFragment = { gpuCount: number, fits: boolean, longestContext: number, mostSequences: number, gpu: { name: string }, usable: { value: number }, doesNotFit: { reason: DoesNotFitReason, message: string, shortBy: { value: number } | null, remedies: Array<{ changes: Array<MemoryRemedy>, to: string, need: { value: number }, usable: { value: number } }> } | null };

export type ModelQueryVariables = Exact<{
  name?: string;
}>;


export type ModelQuery = { model:
    | { id: string, name: string, slug: string, aliases: Array<string>, params: number, activeParams: number, layers: number, hiddenSize: number, heads: number, vocabulary: number, tiedEmbeddings: boolean, contextTokens: number, source: string, attention: Array<{ kind: ModelLayerKind, layers: number, kvHeads: number | null, headDim: number | null, window: number | null, latentDim: number | null, ropeDim: number | null, stateValues: number | null }>, feedForward: Array<{ layers: number, size: number, matrices: number, experts: number, activeExperts: number, sharedSize: number }>, cachePerToken: { value: number, unit: string, basis: FigureBasis, source: string, explain: { formula: string, inputs: Array<{ name: string, figure: { value: number, basis: FigureBasis, explain: { formula: string } | null } }> } | null } }
    | { reason: UnknownModelReason, message: string, nearest: Array<{ name: string }> }
   };

export type ModelsQueryVariables = Exact<{
  filter?: ModelFilter | null | undefined;
}>;


export type ModelsQuery = { models: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { name: string, developer: string, released: string, licence: string, params: number, activeParams: number, isMixture: boolean, contextTokens: number, source: string, cachePerToken: { value: number, unit: string } } }> } };

export type PriceChangesSubscriptionVariables = Exact<{
  filter?: LiveFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type PriceChangesSubscription = { priceChanges:
    | { __typename: 'Lagged', missed: number, resumeFrom: string, cursor: string | null }
    | { __typename: 'OfferChange', seq: string, kind: OfferChangeKind, priceChangePercent: number | null, cursor: string | null, offer: { gpuName: string, gpuCount: number, billing: Billing, regionName: string | null, price: { amount: string, observedAt: string, simulated: boolean } } }
    | { __typename: 'OfferSnapshot', complete: boolean, cursor: string | null, offers: Array<{ gpuName: string, gpuCount: number, billing: Billing, regionName: string | null, price: { amount: string, observedAt: string, simulated: boolean } }> }
    | { __typename: 'StreamReset', reason: StreamResetReason, cursor: string | null }
   };

export type ChangedOfferFragment = { gpuName: string, gpuCount: number, billing: Billing, regionName: string | null, price: { amount: string, observedAt: string, simulated: boolean } };

export type PriceIndexQueryVariables = Exact<{ [key: string]: never; }>;


export type PriceIndexQuery = { gpus: { edges: Array<{ node: { name: string, index: Array<{ billing: Billing, spread: number | null, offers: number, machines: number, providers: number, effectiveSampleSize: number, trimmedShare: number, anomalies: number, absence: Absence | null, price: { amount: string, basis: PriceBasis, source: string, observedAt: string, stale: boolean, simulated: boolean, formula: string | null } | null, p10: { amount: string } | null, p50: { amount: string } | null, p90: { amount: string } | null }> } }> } };

export type PriceMonitorQueryVariables = Exact<{
  billing?: Billing;
}>;


export type PriceMonitorQuery = { priceMonitor: { at: string, simulated: boolean, gpusTracked: number, gpus: Array<{ offers: number, average24h: string | null, min24h: string | null, max24h: string | null, changePercent: number | null, direction: Direction | null, absence: Absence | null, gpu: { name: string } | null, current: { amount: string, unit: PriceUnit, basis: PriceBasis, observedAt: string, stale: boolean } | null }> } };

export type PricePredictionQueryVariables = Exact<{
  gpu?: string;
  billing?: Billing;
  provider?: string | null | undefined;
  region?: string | null | undefined;
  horizons?: Array<string> | string;
}>;


export type PricePredictionQuery = { prediction: { through: string | null, simulated: boolean, recommendation: string, absence: Absence | null, explanation: string | null, current: { amount: string } | null, horizons: Array<{ horizon: string, from: string, status: PredictionStatus, explanation: string, p10: string | null, p25: string | null, p50: string | null, p75: string | null, p90: string | null, confidence: number | null, changePercent: number | null, direction: Direction | null, recommendation: string, savingPercent: number | null, price: { amount: string, basis: PriceBasis, source: string, observedAt: string } | null, low: { amount: string } | null, high: { amount: string } | null, accuracy: { n: number, since: string, mae: string | null, maeIfPriceStays: string | null, skill: number | null, pinballSkill: number | null, coverage80: number | null } | null }> } };

export type PriceTrendQueryVariables = Exact<{
  gpus?: Array<string> | string | null | undefined;
  last?: string;
}>;


export type PriceTrendQuery = { priceTrend: { from: string, to: string, bucketLength: string, simulated: boolean, sources: Array<string>, direction: Direction | null, changePercent: number | null, slopePerDay: string | null, volatility: number | null, spreadPercent: number | null, anomalies: number, absence: Absence | null, buckets: Array<{ start: string, n: number, p10: string | null, p50: string | null, p90: string | null, anomalies: number, anomalous: boolean, absence: Absence | null }> } };

export type ProviderHealthQueryVariables = Exact<{ [key: string]: never; }>;


export type ProviderHealthQuery = { providers: Array<{ key: string, name: string, source: string, simulated: boolean, listedOffers: number, rentableOffers: number, health: { status: ProviderStatus, lastSuccessAt: string | null, lag: string | null, cadence: string | null, consecutiveFailures: number, lastError: string | null, seen: number | null, rejected: number | null, coverage: number | null, held: number, rejects: Array<{ reason: RejectReason, count: string, lastDetail: string, lastAt: string }> } }>, unmappedGpuNames: { totalCount: number, edges: Array<{ node: { gpuName: string, ambiguous: boolean, listedOffers: number, provider: { name: string } } }> } };

export type QuarantineQueryVariables = Exact<{
  first?: number | null | undefined;
}>;


export type QuarantineQuery = { quarantine: { totalCount: number, edges: Array<{ node: { key: string, gpuName: string, billing: Billing, price: string, previousPrice: string | null, usualPrice: string | null, reason: QuarantineReason, detail: string, release: string, outcome: QuarantineOutcome, firstAt: string, lastAt: string | null, times: string | null, provider: { key: string }, region: { code: string } | null } }> } };

export type RecordRunPointsMutationVariables = Exact<{
  run?: RecordRunInput;
  points?: RecordRunPointsInput;
}>;


export type RecordRunPointsMutation = { recordRun: { errors: Array<{ message: string }> }, recordRunPoints: { added: number, filled: number, contradicted: number, rejected: Array<{ line: number, reason: string }>, run: { lastStep: string | null, hours: number | null, curve: Array<{ step: string, value: number }> } | null, errors: Array<{ code: string, message: string }> } };

export type RecordRunMutationVariables = Exact<{
  input?: RecordRunInput;
}>;


export type RecordRunMutation = { recordRun: { replayed: boolean, changed: Array<string>, run: { name: string, status: TrainingRunStatus, cost: { amount: string | null, priceBasis: TrainingRunPriceBasis | null, perSample: { figure: { value: number, unit: string, explain: { formula: string } | null } | null }, perAccuracyPoint: { figure: { value: number } | null }, efficiency: { figure: { value: number } | null } } } | null, errors: Array<{ code: string, message: string, path: Array<string> }> } };

export type RecordSpendMutationVariables = Exact<{
  input?: RecordSpendInput;
}>;


export type RecordSpendMutation = { recordSpend: { replayed: boolean, errors: Array<{ code: string, message: string, path: Array<string>, nearest: Array<string> }>, entry: { number: number, kind: LedgerEntryKind, spent: string, project: string | null, rate: { gpuCount: number, duration: string, pricePerGpuHour: { value: number, unit: string, source: string }, cost: { value: number, explain: { formula: string } | null } } | null } | null, budgets: Array<{ budget: { name: string }, period: { status: BudgetStatus, spent: string, reserved: string, remaining: string, percent: { value: number } } }>, fired: Array<{ percent: number }> } };

export type ReleaseReservationMutationVariables = Exact<{ [key: string]: never; }>;


export type ReleaseReservationMutation = { reserveSpend: { errors: Array<{ code: string, message: string }> }, releaseReservation: { replayed: boolean, errors: Array<{ code: string, message: string }>, entry: { kind: LedgerEntryKind, reserved: string } | null } };

export type ReliabilityQueryVariables = Exact<{
  gpus?: Array<string> | string | null | undefined;
}>;


export type ReliabilityQuery = { offers: { edges: Array<{ node: { billing: Billing, reliability: number | null, provider: { key: string }, region: { code: string } | null, measuredReliability: { score: number | null, risk: InterruptionRisk | null, uptimePercent: number | null, mtbiHours: number | null, meanInterruptionMinutes: number | null, estimator: InterruptionEstimator | null, basis: PriceBasis | null, count: number | null, exposureHours: number | null, ownWeight: number | null, formula: string | null, absence: Absence | null } } }> } };

export type RightSizingQueryVariables = Exact<{
  input?: RightSizingInput;
}>;


export type RightSizingQuery = { rightSizing: { at: string, smallest: { name: string } | null, bestValue: { name: string } | null, cheapest: { name: string, gpusPaid: number, need: { total: { value: number, explain: { formula: string } | null } }, usable: { value: number }, cost: { amount: string, figure: { value: number, unit: string, explain: { formula: string, inputs: Array<{ name: string, figure: { value: number, basis: FigureBasis, source: string } }> } | null }, later: { p10: string, p50: string, p90: string, hasSkill: boolean } | null }, tokensPerSecond: { value: number, basis: FigureBasis, source: string } } | null, formats: Array<{ format: WeightFormat, weights: { value: number }, qualityLoss: { metric: QualityMetric, high: { value: number, source: string } } | null, cheapest: { name: string, cost: { amount: string } } | null, saving: { value: number } | null }>, plans: { totalCount: number, edges: Array<{ node: { rank: number, name: string, machines: number, isOnFrontier: boolean, whyLost: string | null, cost: { amount: string }, costPerMillionTokens: { amount: string }, interconnects: Array<{ scope: InterconnectScope, kind: InterconnectKind, bandwidth: { value: number, source: string } }> } }> }, withoutPlan: { edges: Array<{ node: { reason: NoPlanReason, message: string, gpu: { name: string } } }> } } };

export type RunComparisonQueryVariables = Exact<{
  models?: Array<string> | string;
  accuracy?: number | null | undefined;
}>;


export type RunComparisonQuery = { runComparison: { absence: TrainingRunsAbsence | null, models: Array<{ model: string, runs: number, total: { figure: { value: number, unit: string } | null }, mean: { figure: { value: number } | null }, bestRun: { name: string, accuracy: number | null } | null, costPerAccuracyPoint: { figure: { value: number, unit: string } | null } }>, frontier: Array<{ accuracy: number, run: { name: string, model: string }, total: { figure: { value: number } | null } }>, cheapestTo: { run: { name: string }, spentUntilThen: { figure: { value: number } | null } } | null } };

export type RunForecastQueryVariables = Exact<{
  model?: string | null | undefined;
  run?: string | null | undefined;
  runs?: number;
  confidence?: number;
}>;


export type RunForecastQuery = { runForecast: { absence: TrainingRunsAbsence | null, pastRuns: number, expected: { figure: { value: number, explain: { formula: string } | null } | null }, low: { figure: { value: number } | null }, high: { figure: { value: number } | null }, hoursSpread: { figure: { value: number, basis: FigureBasis, source: string } | null } } };

export type RunNowOrWaitQueryVariables = Exact<{
  gpu?: string;
  hours?: number;
  within?: string;
  billing?: Billing;
  pricing?: RunPricing;
}>;


export type RunNowOrWaitQuery = { runNowOrWait: { at: string, simulated: boolean, decision: RunDecision | null, start: string | null, latestStart: string, reasoning: string, absence: Absence | null, probabilityOfSaving: number | null, probabilityMissed: number | null, takeAt: { amount: string } | null, cost: { low: string, expected: string, high: string } | null, costNow: { low: string, expected: string, high: string } | null, saving: { low: string, expected: string, high: string } | null, options: Array<{ start: string, probabilityOfSaving: number, price: { amount: string, basis: PriceBasis } | null, cost: { expected: string } }> } };

export type RunRecommendationsQueryVariables = Exact<{
  input?: RunRecommendationsInput;
}>;


export type RunRecommendationsQuery = { runRecommendations: { metric: JudgedMetric | null, evaluations: number, recommended: Array<{ kind: RunRecommendationKind, title: string, reasoning: string, steps: Array<string>, risk: RunRecommendationRisk, risks: Array<string>, target: { value: number, unit: string } | null, saves: { cost: { value: number, unit: string, explain: { formula: string, inputs: Array<{ name: string, figure: { value: number, unit: string, basis: FigureBasis } }> } | null } | null, hours: { value: number, unit: string } }, confidence: { value: number, source: string }, evidence: Array<{ name: string, figure: { value: number, unit: string, basis: FigureBasis, source: string } }>, alternatives: Array<{ title: string, saves: { cost: { value: number } | null, hours: { value: number } } }> }>, notRecommended: Array<{ kind: RunRecommendationKind, reason: NoRecommendationReason, message: string }> } };

export type RunReturnsQueryVariables = Exact<{
  model?: string;
}>;


export type RunReturnsQuery = { runReturns: { absence: TrainingRunsAbsence | null, spent: { figure: { value: number } | null }, best: { figure: { value: number } | null }, gainedPerDollar: { absence: RunFigureAbsence | null, figure: { value: number, unit: string } | null }, spentSinceBest: { figure: { value: number } | null }, runs: { edges: Array<{ node: { run: { name: string }, gain: { figure: { value: number } | null } } }> } } };

export type RunQueryVariables = Exact<{
  name?: string;
}>;


export type RunQuery = { run: { id: string, model: string, status: TrainingRunStatus, hours: number | null, accuracy: number | null, gpu: { name: string } | null, cost: { amount: string | null, total: { absence: RunFigureAbsence | null, missing: Array<string>, figure: { value: number, unit: string, source: string, explain: { formula: string, inputs: Array<{ name: string, figure: { value: number, unit: string, basis: FigureBasis } }> } | null } | null } }, changes: { edges: Array<{ node: { field: string, previous: string | null, value: string, kind: TrainingRunChangeKind } }> } } | null };

export type RunsQueryVariables = Exact<{
  filter?: TrainingRunFilter;
}>;


export type RunsQuery = { runs: { totalCount: number, edges: Array<{ node: { name: string, model: string, status: TrainingRunStatus, hours: number | null, accuracy: number | null, cost: { amount: string | null, total: { absence: RunFigureAbsence | null, missing: Array<string> } }, curve: Array<{ step: string, value: number }> } }> } };

export type SafeWindowsQueryVariables = Exact<{
  gpus?: Array<string> | string | null | undefined;
  duration?: string;
  timeZone?: string;
}>;


export type SafeWindowsQuery = { safeWindows: { timeZone: string, from: string, to: string, hoursWatched: number, availability: number | null, starts: number, usualSafety: number | null, startedNow: number | null, differ: boolean | null, absence: Absence | null, simulated: boolean, sources: Array<string>, best: Array<{ day: DayOfWeek, from: string, to: string, safety: number, low: number, high: number, starts: number, reasoning: string, averagePrice: { amount: string, basis: PriceBasis, formula: string | null } | null }> | null, worst: Array<{ day: DayOfWeek, from: string, to: string, safety: number, reasoning: string }> | null } };

export type SavingsChecklistQueryVariables = Exact<{
  input?: SavingsChecklistInput;
}>;


export type SavingsChecklistQuery = { savingsChecklist: { monthlyCost: { amount: string } | null, measures: Array<{ key: SavingsMeasureKey, what: string, horizon: SavingsHorizon, reason: string, effort: SavingsLevel, risk: SavingsLevel, how: string, nextQuery: string, monthlySaving: { value: number, explain: { formula: string } | null } | null }>, notNow: Array<{ key: SavingsMeasureKey, whyNot: SavingsWhyNot | null, reason: string }> } };

export type ScaleToZeroQueryVariables = Exact<{
  input?: ScaleToZeroInput;
}>;


export type ScaleToZeroQuery = { scaleToZero: { reasoning: string, options: Array<{ minWorkers: number, maxWorkers: number, idleTimeout: string, verdict: ScalingVerdict, whyLost: string | null, coldProbability: { value: number, basis: FigureBasis }, meanDelay: { value: number, source: string }, p95Delay: { value: number }, monthly: { amount: string, later: { p10: string, p90: string } | null } | null }> } };

export type ScoreboardQueryVariables = Exact<{
  gpu?: string | null | undefined;
  period?: PeriodInput;
  first?: number | null | undefined;
}>;


export type ScoreboardQuery = { scoreboard: { simulated: boolean, sampling: string, dropped: string, predictions: Array<{ horizon: string, kept: number, settled: number, pending: number, maePercent: number | null, maePercentIfPriceStays: number | null, skill: number | null, absence: Absence | null, unsettleable: Array<{ reason: Absence, n: number }>, coverage: { share: number, low: number, high: number, n: number } | null, directionHits: { share: number, low: number, high: number } | null }>, decisions: Array<{ horizon: string, priceLocked: boolean, settled: number, waits: number, savingPercent: number | null, expectedSavingPercent: number | null, oracleSavingPercent: number | null, worse: { share: number, low: number, high: number, n: number } | null }>, settled: { edges: Array<{ node: { kind: AnswerKind, madeAt: string, horizon: string, price: string, actual: string | null, low: string | null, median: string | null, high: string | null, covered: boolean | null, waits: boolean | null, savingPercent: number | null, absence: Absence | null, gpu: { name: string } | null } }> } } };

export type SdkCodeQueryVariables = Exact<{
  document?: string;
  variables?: unknown;
  language?: SdkLanguage;
}>;


export type SdkCodeQuery = { sdkCode: { program: { fileName: string, command: string, needs: string, notes: Array<string>, kind: SdkOperationKind, code: string } | null, errors: Array<{ code: string, message: string, locations: Array<{ line: number, column: number }> }> } };

export type SelfHostedVsApiQueryVariables = Exact<{
  input?: SelfHostedVsApiInput;
}>;


export type SelfHostedVsApiQuery = { selfHostedVsApi: { reasoning: string, selfHosted: { replicas: { value: number } | null, utilisation: { value: number } | null, monthly: { amount: string, later: { p10: string, p90: string } | null } | null, perMillionTokens: { value: number } | null }, comparisons: Array<{ api: { listed: { key: string, input: string, output: string, asOf: string } | null }, monthly: { value: number }, savingPercent: { value: number } | null, breakEven: { first: { value: number } | null, stays: { value: number } | null } | null }> } };

export type ServerlessCostQueryVariables = Exact<{
  input?: ServerlessInput;
}>;


export type ServerlessCostQuery = { serverlessCost: { rental: { absence: Absence | null, pricePerGpuHour: { value: number, unit: string, basis: FigureBasis, source: string } | null }, coldProbability: { value: number }, breakEvenPremium: { value: number }, monthly: { compute: { amount: string }, coldStarts: { amount: string }, idle: { amount: string }, total: { amount: string, figure: { explain: { formula: string } | null }, later: { p10: string, p50: string, p90: string } | null }, alwaysOn: { amount: string } } | null } };

export type ServingGainsQueryVariables = Exact<{
  input?: ServingGainsInput;
}>;


export type ServingGainsQuery = { servingGains: { knee: number | null, rental: { absence: Absence | null, pricePerGpuHour: { value: number, source: string } | null }, batches: Array<{ batch: number, misses: LatencyMiss | null, speed: { basis: ThroughputBasis, tokensPerSecond: { value: number } }, tokenSeconds: { value: number }, firstTokenSeconds: { value: number }, gainOfNext: { value: number } | null, costPerMillionTokens: { amount: string } | null }>, best: { batch: number, costPerMillionTokens: { amount: string, figure: { value: number, unit: string, explain: { formula: string } | null }, later: { p10: string, p50: string, p90: string } | null } | null } | null, caching: { prefillShare: { value: number }, promptSaving: { value: number }, responseSaving: { value: number }, saving: { value: number, explain: { formula: string } | null }, tokensPerSecond: { value: number }, costPerMillionTokens: { amount: string } | null, savedPerMillionTokens: { amount: string } | null } | null } };

export type ServingThroughputQueryVariables = Exact<{
  input?: ServingThroughputInput;
}>;


export type ServingThroughputQuery = { servingThroughput: Array<{ gpu: { name: string }, fit: { fits: boolean, mostSequences: number }, speed: { basis: ThroughputBasis, reporters: number, credibility: number, tokensPerSecond: { value: number, unit: string, basis: FigureBasis, explain: { formula: string, inputs: Array<{ name: string, figure: { value: number, unit: string, basis: FigureBasis, source: string } }> } | null }, streamTokensPerSecond: { value: number }, prefillTokensPerSecond: { value: number }, firstTokenSeconds: { value: number }, range: { p10: { value: number }, p90: { value: number } }, estimate: { value: number }, estimatorError: { p10: number, p50: number, p90: number, heldOut: string }, measurement: { tokensPerSecond: number, measure: ThroughputMeasure, outputTokens: number, distance: number, measured: string, source: string } | null } | null }> };

export type ToldFragment = { value: number, unit: string, basis: FigureBasis, explain: { formula: string, inputs: Array<{ name: string, figure: { value: number, unit: string, basis: FigureBasis, source: string } }> } | null };

export type SettleReservationMutationVariables = Exact<{ [key: string]: never; }>;


export type SettleReservationMutation = { reserveSpend: { replayed: boolean, errors: Array<{ code: string, message: string }>, refusals: Array<{ remaining: string, needed: string, budget: { name: string } }>, entry: { kind: LedgerEntryKind, reserved: string } | null }, settleReservation: { replayed: boolean, errors: Array<{ code: string, message: string }>, entry: { kind: LedgerEntryKind, spent: string, reserved: string, refersTo: { kind: LedgerEntryKind, open: boolean } | null } | null } };

export type SignalRaisedSubscriptionVariables = Exact<{
  filter?: SignalFilter;
  kinds?: Array<SignalKind> | SignalKind;
  after?: string | null | undefined;
}>;


export type SignalRaisedSubscription = { signalRaised:
    | { __typename: 'Lagged', missed: number, resumeFrom: string, cursor: string | null }
    | { __typename: 'SignalRaised', cursor: string | null, signal: { seq: string, kind: SignalKind, severity: SignalSeverity, level: SignalLevel, billing: Billing, changePercent: number, since: string, gpu: { name: string } | null, price: { amount: string, simulated: boolean } } }
    | { __typename: 'SignalSnapshot', complete: boolean, cursor: string | null, signals: Array<{ seq: string, kind: SignalKind, severity: SignalSeverity, level: SignalLevel, billing: Billing, changePercent: number, since: string, gpu: { name: string } | null, price: { amount: string, simulated: boolean } }> }
    | { __typename: 'StreamReset', reason: StreamResetReason, cursor: string | null }
   };

export type RaisedSignalFragment = { seq: string, kind: SignalKind, severity: SignalSeverity, level: SignalLevel, billing: Billing, changePercent: number, since: string, gpu: { name: string } | null, price: { amount: string, simulated: boolean } };

export type SignalsQueryVariables = Exact<{
  filter?: SignalFilter;
  openOnly?: boolean;
  first?: number | null | undefined;
}>;


export type SignalsQuery = { signals: { totalCount: number, edges: Array<{ node: { kind: SignalKind, severity: SignalSeverity, level: SignalLevel, billing: Billing, changePercent: number, since: string, endedAt: string | null, rule: string, gpu: { name: string } | null, provider: { key: string } | null, region: { code: string } | null, price: { amount: string, simulated: boolean, source: string }, priceBefore: { amount: string } | null, mean24h: { amount: string, formula: string | null } } }> } };

export type SpotAgainstOnDemandQueryVariables = Exact<{
  gpus?: Array<string> | string | null | undefined;
}>;


export type SpotAgainstOnDemandQuery = { spotAgainstOnDemand: { at: string, simulated: boolean, gpus: Array<{ savingPercent: number | null, spotRank: number | null, onDemandRank: number | null, spotAbsence: Absence | null, onDemandAbsence: Absence | null, gpu: { name: string } | null, spot: { amount: string, observedAt: string, formula: string | null } | null, onDemand: { amount: string, observedAt: string } | null, regions: Array<{ savingPercent: number | null, spotRank: number | null, onDemandRank: number | null, spotAbsence: Absence | null, onDemandAbsence: Absence | null, region: { code: string, name: string } | null, spot: { amount: string } | null, onDemand: { amount: string } | null }> }> } };

export type SpotPlanQueryVariables = Exact<{
  useCase?: string;
  input?: SpotPlanInput;
}>;


export type SpotPlanQuery = { spotSuitability: { suitable: boolean, match: UseCaseMatch, useCase: { key: SpotUseCaseKey, reason: string }, plan: { verdict: SpotVerdict | null, reasoning: string, discountPercent: number | null, savingPercent: number | null, onDemandCost: string | null, hazardAbsence: Absence | null, spotCost: { low: string | null, expected: string | null, high: string | null } | null, hazard: { origin: SpotHazardOrigin, basis: PriceBasis, source: string, mtbiHours: number, mtbiHoursInterval: { low: number, high: number | null } | null } | null, schedule: { method: SpotPlanMethod, checkpointInterval: string, wallHours: { low: number | null, expected: number, high: number | null }, interruptions: { expected: number }, overheadPercent: { expected: number }, breakEvenDiscountPercent: { low: number | null, expected: number, high: number | null }, survival: { low: number | null, expected: number, high: number | null }, exponentialCheck: { wallHours: number, offPercent: number } | null } | null } | null } };

export type StartWindowsQueryVariables = Exact<{
  input?: StartWindowsInput;
}>;


export type StartWindowsQuery = { startWindows: { decision: StartDecision | null, reasoning: string, best: { region: string | null, start: string, end: string, intensity: { low: { value: number }, middle: { value: number, unit: string, source: string }, high: { value: number } }, cost: { middle: { value: number, unit: string } } | null, saving: { probabilityCleaner: number, cost: { middle: { value: number } } | null, carbon: { low: { value: number }, middle: { value: number, unit: string }, high: { value: number } }, usdPerKgAvoided: { value: number } | null } } | null, places: Array<{ region: string | null, zone: string | null, carbonExplanation: string | null, priceExplanation: string | null, energy: { middle: { value: number, unit: string } }, best: { start: string, carbon: { middle: { value: number } } } | null }> } };

export type SubmitWorkloadMutationVariables = Exact<{
  input?: SubmitWorkloadInput;
}>;


export type SubmitWorkloadMutation = { submitWorkload: { replayed: boolean, errors: Array<{ code: string, message: string, path: Array<string>, nearest: Array<string> }>, workload: { id: string, status: WorkloadStatus, nextStatuses: Array<WorkloadStatus>, energy: { measured: boolean, energy: { value: number, unit: string, basis: FigureBasis, source: string }, carbon: { value: number, unit: string }, cost: { value: number, unit: string } } | null, estimate: { simple: { energy: { value: number, explain: { formula: string, inputs: Array<{ name: string, figure: { value: number, unit: string, basis: FigureBasis, source: string } }> } | null }, carbon: { value: number }, cost: { value: number } }, detailed: { low: { energy: { value: number } }, high: { energy: { value: number } } } } | null, rent: { absence: Absence | null, cost: { amount: string, simulated: boolean } | null, pricePerGpuHour: { value: number, source: string } | null } } | null } };

export type TickerSubscriptionVariables = Exact<{
  filter?: MarketFilter;
  after?: string | null | undefined;
}>;


export type TickerSubscription = { ticker:
    | { __typename: 'Lagged', missed: number, resumeFrom: string, cursor: string | null }
    | { __typename: 'StreamReset', reason: StreamResetReason, cursor: string | null }
    | { __typename: 'Tick', seq: string, cursor: string | null, price: { changePercent: number | null, direction: Direction | null, gpu: { name: string } | null, current: { amount: string, simulated: boolean } | null } }
    | { __typename: 'TickerSnapshot', cursor: string | null, prices: Array<{ changePercent: number | null, direction: Direction | null, gpu: { name: string } | null, current: { amount: string, simulated: boolean } | null }> }
   };

export type TickedPriceFragment = { changePercent: number | null, direction: Direction | null, gpu: { name: string } | null, current: { amount: string, simulated: boolean } | null };

export type TierRoutingQueryVariables = Exact<{
  input?: TierRoutingInput;
}>;


export type TierRoutingQuery = { tierRouting: { requests: Array<{ tier: string, tokens: { value: number }, cost: { amount: string } | null, costInLargest: { amount: string } | null }>, tiers: Array<{ name: string, below: number | null, requests: number, absence: TierAbsence | null, machine: { billing: Billing, gpu: { name: string }, costPerMillionTokens: { amount: string } } | null, cost: { amount: string } | null }>, routed: { amount: string, figure: { explain: { formula: string } | null } } | null, allLargest: { amount: string } | null, savingPercent: { value: number } | null } };

export type TrainingEstimateQueryVariables = Exact<{
  input?: TrainingInput;
  first?: number;
}>;


export type TrainingEstimateQuery = { trainingEstimate: { model: string, optionCount: number, notes: Array<string>, tokens: { value: number, unit: string }, estimator: { p10: number, p50: number, p90: number, medianAbsLog: number, heldOut: string }, bestBudget: { billing: Billing, machines: number, verdict: string, gpu: { name: string }, hours: { value: number }, cost: { amount: string } } | null, fastest: { billing: Billing, machines: number, verdict: string, gpu: { name: string }, hours: { value: number }, cost: { amount: string } } | null, bestValue: { billing: Billing, machines: number, verdict: string, gpu: { name: string }, hours: { value: number }, cost: { amount: string } } | null, options: Array<{ billing: Billing, provider: string, machines: number, batchSize: number, recomputes: boolean, interruptionAbsence: Absence | null, isOnFront: boolean, verdict: string, gpu: { name: string }, gpuCount: { value: number }, memoryPerGpu: { value: number, unit: string }, tokensPerSecond: { value: number, unit: string, basis: FigureBasis }, hours: { value: number, unit: string }, cost: { amount: string, later: { p10: string, p50: string, p90: string } | null, figure: { basis: FigureBasis, source: string, explain: { formula: string, inputs: Array<{ name: string, figure: { value: number, unit: string, basis: FigureBasis, source: string } }> } | null } }, costPerEpoch: { amount: string }, againstClouds: Array<{ name: string, reason: string, cost: { value: number } | null, savingPercent: { value: number } | null }> }>, misfits: Array<{ reason: TrainingMisfitReason, message: string, wouldFit: Array<string>, gpu: { name: string } }>, unavailable: Array<{ absence: Absence, gpu: { name: string } }> } };

export type UpdateAlertMutationVariables = Exact<{ [key: string]: never; }>;


export type UpdateAlertMutation = { createAlert: { errors: Array<{ message: string }> }, updateAlert: { replayed: boolean, hints: Array<string>, errors: Array<{ code: string, message: string, path: Array<string>, nearest: Array<string> }>, alert: { name: string, forAtLeast: string, updatedAt: string, condition: { threshold: { value: number, unit: string } } } | null } };

export type UpdateBudgetMutationVariables = Exact<{
  input?: UpdateBudgetInput;
}>;


export type UpdateBudgetMutation = { createBudget: { errors: Array<{ message: string }> }, updateBudget: { replayed: boolean, firedThresholds: Array<number>, errors: Array<{ code: string, message: string, path: Array<string> }>, budget: { name: string, amount: string, hardStop: boolean, updatedAt: string } | null } };

export type UsablePriceQueryVariables = Exact<{
  gpus?: Array<string> | string | null | undefined;
  usage?: UsageInput;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type UsablePriceQuery = { offers: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, gpuCount: number, billing: Billing, reliability: number | null, provider: { name: string }, price: { amount: string, simulated: boolean }, usablePrice: { usefulHours: number, heldHours: number, billedHours: number, bill: string, total: { amount: string, unit: PriceUnit, basis: PriceBasis, formula: string | null }, components: Array<{ kind: UsablePriceComponentKind, amount: string, basis: PriceBasis, source: string, explanation: string }> } } }> } };

export type WebhookMessagesMutationVariables = Exact<{
  delivery?: string | number;
}>;


export type WebhookMessagesMutation = { createWebhook: { errors: Array<{ message: string }> }, pingWebhook: { errors: Array<{ code: string, message: string }>, delivery: { type: WebhookMessageType, status: WebhookDeliveryStatus, body: string | null, nextAttemptAt: string | null, webhook: { name: string } } | null }, replayDeliveries: { queued: number, more: boolean, errors: Array<{ message: string }> }, replayDelivery: { errors: Array<{ code: string, message: string }>, delivery: { status: WebhookDeliveryStatus } | null } };

export type WebhookQueryVariables = Exact<{
  key?: string | null | undefined;
}>;


export type WebhookQuery = { webhook: { id: string, name: string, url: string, kind: WebhookKind, document: string, variables: unknown, status: WebhookStatus, deliveries: { edges: Array<{ node: { id: string, type: WebhookMessageType, status: WebhookDeliveryStatus, reason: string | null, body: string | null, createdAt: string, endedAt: string | null, attemptCount: number, attempts: Array<{ number: number, startedAt: string, took: string, statusCode: number | null, error: string | null, nextAttemptAt: string | null }> } }> } } | null };

export type WebhooksQueryVariables = Exact<{
  statuses?: Array<WebhookDeliveryStatus> | WebhookDeliveryStatus | null | undefined;
}>;


export type WebhooksQuery = { webhooks: { totalCount: number, edges: Array<{ node: { idempotencyKey: string | null, name: string, url: string, status: WebhookStatus, statusReason: string | null, deliveries: { totalCount: number, edges: Array<{ node: { type: WebhookMessageType, status: WebhookDeliveryStatus, reason: string | null, nextAttemptAt: string | null } }> } } }> } };

export type WorkloadEnergyMutationVariables = Exact<{ [key: string]: never; }>;


export type WorkloadEnergyMutation = { submitWorkload: { errors: Array<{ message: string }> }, setWorkloadStatus: { errors: Array<{ message: string }> }, reportWorkloadEnergy: { errors: Array<{ message: string }>, workload: { name: string | null, status: WorkloadStatus, hours: { value: number, explain: { formula: string } | null }, energy: { measured: boolean, energy: { value: number, unit: string, source: string, explain: { formula: string } | null }, carbon: { value: number, unit: string } } | null, estimate: { simple: { energy: { value: number } }, detailed: { low: { energy: { value: number } }, middle: { energy: { value: number } }, high: { energy: { value: number } } } } | null, history: Array<{ kind: WorkloadChangeKind, before: string | null, after: string, at: string, source: string | null }> } | null } };

export type WorkloadInsightsQueryVariables = Exact<{
  input?: WorkloadInsightsInput;
}>;


export type WorkloadInsightsQuery = { workloadInsights: { absence: Absence | null, now: { cost: { amount: string }, energy: { value: number }, carbon: { value: number } } | null, insights: Array<{ kind: WorkloadInsightKind, title: string, reasoning: string, confidenceRestsOn: string, risk: SavingsLevel, riskReason: string, steps: Array<string>, saves: { cost: { value: number, explain: { formula: string } | null } | null, energy: { value: number } | null, carbon: { value: number } | null }, confidence: { value: number } | null }>, combined: { title: string, reasoning: string, saves: { cost: { value: number } | null } } | null, notNow: Array<{ kind: WorkloadInsightKind, title: string, why: WorkloadInsightWhyNot, reason: string }> } };

export type WorkloadQueryVariables = Exact<{
  key?: string | null | undefined;
}>;


export type WorkloadQuery = { workload: { id: string, name: string | null, status: WorkloadStatus, nextStatuses: Array<WorkloadStatus>, startedAt: string | null, endedAt: string | null, hours: { value: number, basis: FigureBasis }, energy: { measured: boolean, energy: { value: number, unit: string, basis: FigureBasis } } | null, rent: { absence: Absence | null, cost: { amount: string } | null }, history: Array<{ kind: WorkloadChangeKind, before: string | null, after: string, at: string, recordedAt: string, estimate: { simpleKwh: number, lowKwh: number, middleKwh: number, highKwh: number } | null }> } | null };

export type WorkloadsQueryVariables = Exact<{
  filter?: WorkloadFilter;
}>;


export type WorkloadsQuery = { workloads: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, name: string | null, status: WorkloadStatus, gpuCount: number, gpu: { name: string } | null, hours: { value: number }, energy: { measured: boolean, energy: { value: number, unit: string }, carbon: { value: number, unit: string } } | null, history: Array<{ kind: WorkloadChangeKind, before: string | null, after: string, at: string }> } }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const PricesFragmentDoc = new TypedDocumentString(`
    fragment Prices on GPUResult {
  ... on GPU {
    name
    prices {
      billing
      offers
      min {
        amount
        observedAt
        stale
      }
      median {
        amount
      }
      absence
    }
  }
}
    `, {"fragmentName":"Prices"}) as unknown as TypedDocumentString<PricesFragment, unknown>;
export const FiguresFragmentDoc = new TypedDocumentString(`
    fragment Figures on EnergyFigures {
  energy {
    value
    unit
  }
  carbon {
    value
    unit
  }
  cost {
    value
    unit
  }
}
    `, {"fragmentName":"Figures"}) as unknown as TypedDocumentString<FiguresFragment, unknown>;
export const WorkedFragmentDoc = new TypedDocumentString(`
    fragment Worked on Figure {
  value
  unit
  basis
  explain {
    formula
    inputs {
      name
      figure {
        value
        unit
        basis
        source
      }
    }
  }
}
    `, {"fragmentName":"Worked"}) as unknown as TypedDocumentString<WorkedFragment, unknown>;
export const FitFragmentDoc = new TypedDocumentString(`
    fragment Fit on MemoryFit {
  gpu {
    name
  }
  gpuCount
  fits
  usable {
    value
  }
  longestContext
  mostSequences
  doesNotFit {
    reason
    message
    shortBy {
      value
    }
    remedies {
      changes
      to
      need {
        value
      }
      usable {
        value
      }
    }
  }
}
    `, {"fragmentName":"Fit"}) as unknown as TypedDocumentString<FitFragment, unknown>;
export const ChangedOfferFragmentDoc = new TypedDocumentString(`
    fragment ChangedOffer on Offer {
  gpuName
  gpuCount
  billing
  regionName
  price {
    amount
    observedAt
    simulated
  }
}
    `, {"fragmentName":"ChangedOffer"}) as unknown as TypedDocumentString<ChangedOfferFragment, unknown>;
export const ToldFragmentDoc = new TypedDocumentString(`
    fragment Told on Figure {
  value
  unit
  basis
  explain {
    formula
    inputs {
      name
      figure {
        value
        unit
        basis
        source
      }
    }
  }
}
    `, {"fragmentName":"Told"}) as unknown as TypedDocumentString<ToldFragment, unknown>;
export const RaisedSignalFragmentDoc = new TypedDocumentString(`
    fragment RaisedSignal on PriceSignal {
  seq
  kind
  severity
  level
  gpu {
    name
  }
  billing
  price {
    amount
    simulated
  }
  changePercent
  since
}
    `, {"fragmentName":"RaisedSignal"}) as unknown as TypedDocumentString<RaisedSignalFragment, unknown>;
export const TickedPriceFragmentDoc = new TypedDocumentString(`
    fragment TickedPrice on GPUPriceMonitor {
  gpu {
    name
  }
  current {
    amount
    simulated
  }
  changePercent
  direction
}
    `, {"fragmentName":"TickedPrice"}) as unknown as TypedDocumentString<TickedPriceFragment, unknown>;
export const AlertDryRunDocument = new TypedDocumentString(`
    query AlertDryRun(
$input: AlertDryRunInput! = {
  gpu: "RTX 4090"
  condition: { below: 0.4 }
  forAtLeast: "PT10M"
  coolDown: "PT1H"
}
$period: PeriodInput! = { last: "P30D" }
$first: Int = 5
) {
  alertDryRun(input: $input, period: $period) {
    timesFired
    summary
    firings(first: $first) {
      edges {
        node {
          at
          since
          endedAt
          value {
            value
            unit
            source
          }
        }
      }
    }
    firingShare {
      value
    }
    knownShare {
      value
    }
    absence
    unknown {
      reason
      duration
    }
    state
    pollsFrom
  }
}
    `) as unknown as TypedDocumentString<AlertDryRunQuery, AlertDryRunQueryVariables>;
export const AlertFiredDocument = new TypedDocumentString(`
    subscription AlertFired($after: String) {
  alertFired(after: $after) {
    __typename
    cursor
    ... on AlertFired {
      firing {
        number
        summary
        at
        value {
          value
          unit
        }
        threshold {
          value
          unit
        }
        reading {
          provider
          region {
            name
          }
          simulated
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AlertFiredSubscription, AlertFiredSubscriptionVariables>;
export const AlertFiringsDocument = new TypedDocumentString(`
    query AlertFirings($first: Int = 20) {
  alertFirings(first: $first) {
    totalCount
    edges {
      node {
        number
        alertId
        summary
        at
        since
        nth
        threshold {
          value
          unit
        }
        value {
          value
          unit
          source
        }
        reading {
          provider
          region {
            name
          }
          seq
          simulated
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AlertFiringsQuery, AlertFiringsQueryVariables>;
export const AlertDocument = new TypedDocumentString(`
    query Alert($idempotencyKey: String = "cheap-4090") {
  alert(idempotencyKey: $idempotencyKey) {
    id
    name
    enabled
    state
    since
    firedCount
    lastFiredAt
    condition {
      kind
      threshold {
        value
        unit
      }
    }
    reading {
      value {
        value
        unit
        source
      }
      absence
      availableGpus
      at
    }
    dryRun(period: { last: "P7D" }) {
      timesFired
      summary
    }
  }
}
    `) as unknown as TypedDocumentString<AlertQuery, AlertQueryVariables>;
export const AlertsDocument = new TypedDocumentString(`
    query Alerts($first: Int = 20) {
  alerts(first: $first) {
    totalCount
    edges {
      node {
        id
        idempotencyKey
        name
        state
        since
        dueAt
        firedCount
        lastFiredAt
        condition {
          kind
          threshold {
            value
            unit
          }
        }
        reading {
          value {
            value
            unit
            basis
            source
          }
          absence
          availableGpus
          provider
          region {
            name
          }
          at
          simulated
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AlertsQuery, AlertsQueryVariables>;
export const AnalysesDocument = new TypedDocumentString(`
    query Analyses($first: Int = 10) {
  analyses(first: $first) {
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        id
        createdAt
        answeredBy
        fallbackReason
        question
        summary
        setup {
          gpu {
            name
          }
          gpuCount
          hours
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AnalysesQuery, AnalysesQueryVariables>;
export const AnalysisDocument = new TypedDocumentString(`
    query Analysis($key: String = "what-of-llama-70b") {
  analysis(idempotencyKey: $key) {
    id
    createdAt
    answeredBy
    fallbackReason
    summary
    claims {
      where
      claimed
      unit
      ratio
      verdict
      reason
    }
    tokens {
      input
      output
    }
    took
    trace {
      kind
      tool
      text
      after
      took
    }
  }
}
    `) as unknown as TypedDocumentString<AnalysisQuery, AnalysisQueryVariables>;
export const AnalyzeWorkloadDocument = new TypedDocumentString(`
    mutation AnalyzeWorkload(
$input: AnalyzeWorkloadInput! = {
  idempotencyKey: "what-of-llama-70b"
  setup: { gpu: "H100 SXM", gpuCount: 8, hours: 72, utilization: 85, modelGb: 70 }
  question: "How can this become cheaper and cleaner?"
}
) {
  analyzeWorkload(input: $input) {
    replayed
    errors {
      code
      message
      path
      nearest
    }
    analysis {
      answeredBy
      fallbackReason
      fallbackDetail
      summary
      insights {
        kind
        title
        reasoning
        confidence
        costSaved {
          value
        }
        carbonSaved {
          value
        }
      }
      estimates {
        quantity
        low {
          value
        }
        middle {
          value
          unit
          source
        }
        high {
          value
        }
      }
      disagreements {
        where
        claimed
        unit
        reason
      }
      model
    }
  }
}
    `) as unknown as TypedDocumentString<AnalyzeWorkloadMutation, AnalyzeWorkloadMutationVariables>;
export const ApiPricesDocument = new TypedDocumentString(`
    query ApiPrices($filter: APIPriceFilter = { model: "llama 3.3" }) {
  apiPrices(filter: $filter, first: 10) {
    edges {
      node {
        key
        provider
        model
        region
        input
        output
        cachedInput
        asOf
        source
        note
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ApiPricesQuery, ApiPricesQueryVariables>;
export const ArchiveBudgetDocument = new TypedDocumentString(`
    mutation ArchiveBudget {
  createBudget(
    input: { idempotencyKey: "no-longer-needed", name: "No longer needed", amount: "20" }
  ) {
    errors {
      message
    }
  }
  archiveBudget(input: { idempotencyKey: "no-longer-needed" }) {
    replayed
    errors {
      code
      message
      path
    }
    budget {
      name
      archivedAt
    }
  }
}
    `) as unknown as TypedDocumentString<ArchiveBudgetMutation, ArchiveBudgetMutationVariables>;
export const AsOfDocument = new TypedDocumentString(`
    query AsOf($name: String! = "RTX 4090", $asOf: DateTime) {
  gpu(name: $name) {
    ...Prices
  }
  before: gpu(name: $name, asOf: $asOf) {
    ...Prices
  }
  statusBefore: marketStatus(asOf: $asOf) {
    at
    revision
    listedOffers
  }
}
    fragment Prices on GPUResult {
  ... on GPU {
    name
    prices {
      billing
      offers
      min {
        amount
        observedAt
        stale
      }
      median {
        amount
      }
      absence
    }
  }
}`) as unknown as TypedDocumentString<AsOfQuery, AsOfQueryVariables>;
export const AvailabilityChangesDocument = new TypedDocumentString(`
    subscription AvailabilityChanges($filter: LiveFilter = { gpus: ["H100 SXM", "H100 PCIe", "H200"], billing: SPOT }, $after: String) {
  availabilityChanges(filter: $filter, after: $after) {
    __typename
    cursor
    ... on OfferSnapshot {
      complete
      offers {
        gpuName
        regionName
        availableGpus
        stock
      }
    }
    ... on OfferChange {
      kind
      previousAvailableGpus
      previousStock
      offer {
        gpuName
        regionName
        availableGpus
        stock
        price {
          amount
          simulated
        }
      }
    }
    ... on Lagged {
      missed
      resumeFrom
    }
    ... on StreamReset {
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<AvailabilityChangesSubscription, AvailabilityChangesSubscriptionVariables>;
export const BudgetAlertsDocument = new TypedDocumentString(`
    subscription BudgetAlerts($ids: [ID!], $after: String) {
  budgetAlerts(ids: $ids, after: $after) {
    __typename
    cursor
    ... on BudgetAlertRaised {
      alert {
        kind
        message
        at
        budgetName
        threshold
        spent
        amount
      }
    }
    ... on StreamReset {
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<BudgetAlertsSubscription, BudgetAlertsSubscriptionVariables>;
export const BudgetDeploymentDocument = new TypedDocumentString(`
    query BudgetDeployment(
$input: BudgetDeploymentInput! = {
  monthly: "100"
  rental: { gpu: "RTX 4090", pricePerGpuHour: "0.44" }
  utilization: 50
}
) {
  budgetDeployment(input: $input) {
    reasoning
    withinBudget
    dailyBudget {
      value
      unit
      explain {
        formula
      }
    }
    hoursPerDay {
      value
      explain {
        formula
      }
    }
    workersMin
    workersMax {
      value
      explain {
        formula
      }
    }
    costPerDay {
      value
      explain {
        formula
      }
    }
    mostUtilization {
      value
    }
    idleTimeout
  }
}
    `) as unknown as TypedDocumentString<BudgetDeploymentQuery, BudgetDeploymentQueryVariables>;
export const BudgetDocument = new TypedDocumentString(`
    query Budget($idempotencyKey: String = "fine-tuning-monthly") {
  budget(idempotencyKey: $idempotencyKey) {
    id
    name
    amount
    current {
      endsAt
      status
      spent
      reserved
      remaining
      percent {
        value
        explain {
          formula
        }
      }
      thresholds {
        percent
        amount
        firedAt
      }
    }
    forecast {
      exceeded {
        value
      }
      thresholds {
        percent
        low
        middle
        high
      }
      reason
    }
    periods(first: 6) {
      edges {
        node {
          startsAt
          spent
          status
        }
      }
    }
    alerts(first: 5) {
      edges {
        node {
          at
          message
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<BudgetQuery, BudgetQueryVariables>;
export const BudgetsDocument = new TypedDocumentString(`
    query Budgets($first: Int = 20, $filter: BudgetFilter! = { archived: false }) {
  budgets(first: $first, filter: $filter) {
    totalCount
    edges {
      node {
        id
        idempotencyKey
        name
        scope
        scopeName
        amount
        period
        current {
          status
          spent
          remaining
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<BudgetsQuery, BudgetsQueryVariables>;
export const CarbonIntensityDocument = new TypedDocumentString(`
    query CarbonIntensity($region: String! = "US-VA", $provider: String = "gcp") {
  carbonIntensity(region: $region, provider: $provider) {
    region {
      name
    }
    intensity {
      low {
        value
      }
      middle {
        value
        unit
        source
      }
      high {
        value
      }
    }
    year
    isAssumed
    figures {
      kind
      place
      provider
      figure {
        value
        source
      }
      year
    }
  }
}
    `) as unknown as TypedDocumentString<CarbonIntensityQuery, CarbonIntensityQueryVariables>;
export const ChangeWebhookDocument = new TypedDocumentString(`
    mutation ChangeWebhook($alert: String! = "subscription { alertFired { ... on AlertFired { firing { summary at } } } }") {
  createWebhook(
    input: {
      idempotencyKey: "prices-to-the-team"
      name: "Prices"
      url: "https://example.com/hooks/team"
      kind: ALERT_FIRED
    }
  ) {
    errors {
      message
    }
  }
  updateWebhook(
    input: {
      idempotencyKey: "prices-to-the-team"
      name: "Prices, to the team"
      document: $alert
    }
  ) {
    errors {
      code
      message
      path
    }
    webhook {
      name
      document
    }
  }
  pauseWebhook(input: { idempotencyKey: "prices-to-the-team" }) {
    errors {
      message
    }
    webhook {
      status
      statusReason
    }
  }
  resumeWebhook(input: { idempotencyKey: "prices-to-the-team" }) {
    errors {
      message
    }
    webhook {
      status
      statusReason
    }
  }
  rotateWebhookSecret(
    input: { idempotencyKey: "prices-to-the-team", overlap: "PT1H" }
  ) {
    secret
    errors {
      message
    }
    webhook {
      retiringSecrets
    }
  }
}
    `) as unknown as TypedDocumentString<ChangeWebhookMutation, ChangeWebhookMutationVariables>;
export const CheapestOffersDocument = new TypedDocumentString(`
    query CheapestOffers($gpus: [String!] = ["RTX 4090"], $first: Int = 10, $after: String) {
  offers(
    first: $first
    after: $after
    filter: { gpus: $gpus }
    sort: { by: PRICE }
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      cursor
      node {
        id
        provider {
          name
        }
        gpu {
          name
          vramGb
        }
        gpuCount
        region {
          name
          country
        }
        regionName
        tier
        billing
        price {
          amount
          unit
          basis
          source
          observedAt
          simulated
          stale
        }
        priceForOffer {
          amount
          unit
        }
        pricePerTflop
        availableGpus
        stock
        reliability
        verified
        machine {
          cpuName
          ramGb
          downloadMbps
        }
        extras {
          storagePerGbMonth
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CheapestOffersQuery, CheapestOffersQueryVariables>;
export const CloudSavingsDocument = new TypedDocumentString(`
    query CloudSavings($gpu: String! = "H100 SXM", $gpuCount: Int! = 8, $hours: Float! = 100, $asOf: DateTime) {
  savings(gpu: $gpu, gpuCount: $gpuCount, hours: $hours, asOf: $asOf) {
    at
    gpu {
      name
      breadth {
        regions {
          listed
          withStock
          share
        }
        providers {
          listed
          withStock
          share
        }
        offersWithoutRegion
      }
    }
    pricePerGpuHour
    offer {
      provider {
        name
      }
      gpuName
      gpuCount
    }
    cost
    absence
    simulated
    note
    against {
      name
      match
      reason
      sku
      instanceGpus
      gpuShare
      region
      billing
      pricePerInstanceHour
      price {
        amount
        basis
        source
        observedAt
      }
      validFrom
      costThere
      saving
      savingPercent
      yearly {
        hours
        costHere
        costThere
        saving
      }
      absence
      note
    }
  }
}
    `) as unknown as TypedDocumentString<CloudSavingsQuery, CloudSavingsQueryVariables>;
export const CorrectSpendDocument = new TypedDocumentString(`
    mutation CorrectSpend {
  recordSpend(
    input: { idempotencyKey: "spend-2", amount: "12.00", model: "Llama 3.1 8B" }
  ) {
    errors {
      code
      message
    }
  }
  correctSpend(
    input: {
      idempotencyKey: "spend-2-invoice"
      entryKey: "spend-2"
      to: "11.40"
      description: "Invoice"
    }
  ) {
    replayed
    errors {
      code
      message
    }
    entry {
      kind
      spent
      refersTo {
        kind
        spent
        net
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CorrectSpendMutation, CorrectSpendMutationVariables>;
export const CreateAlertDocument = new TypedDocumentString(`
    mutation CreateAlert(
$input: CreateAlertInput! = {
  idempotencyKey: "cheap-4090"
  name: "RTX 4090 below 30 cents"
  gpu: "RTX 4090"
  condition: { below: 0.3 }
  hysteresisPercent: 5
  coolDown: "PT1H"
}
) {
  createAlert(input: $input) {
    replayed
    hints
    errors {
      code
      message
      path
      nearest
    }
    alert {
      name
      enabled
      scope {
        gpu {
          name
        }
        billing
        providers
        regions
        simulated
      }
      condition {
        kind
        threshold {
          value
          unit
        }
        hysteresisPercent
      }
      forAtLeast
      coolDown
    }
  }
}
    `) as unknown as TypedDocumentString<CreateAlertMutation, CreateAlertMutationVariables>;
export const CreateBudgetDocument = new TypedDocumentString(`
    mutation CreateBudget(
$input: CreateBudgetInput! = {
  idempotencyKey: "fine-tuning-monthly"
  name: "Fine-tuning"
  scope: PROJECT
  scopeName: "fine-tuning"
  amount: "100"
  timeZone: "Europe/Berlin"
}
) {
  createBudget(input: $input) {
    replayed
    firedThresholds
    errors {
      code
      message
      path
      nearest
    }
    budget {
      id
      name
      thresholds
      current {
        startsAt
        endsAt
        status
        spent
        remaining
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CreateBudgetMutation, CreateBudgetMutationVariables>;
export const CreateWebhookDocument = new TypedDocumentString(`
    mutation CreateWebhook(
$input: CreateWebhookInput! = {
  idempotencyKey: "prices-to-our-chat"
  name: "Prices, to our chat"
  url: "https://example.com/hooks/gpu-prices"
  kind: ALERT_FIRED
}
) {
  createWebhook(input: $input) {
    secret
    replayed
    errors {
      code
      message
      path
    }
    webhook {
      id
      name
      url
      kind
      document
      variables
      status
      statusReason
      retiringSecrets
      createdAt
    }
  }
}
    `) as unknown as TypedDocumentString<CreateWebhookMutation, CreateWebhookMutationVariables>;
export const DeleteAlertDocument = new TypedDocumentString(`
    mutation DeleteAlert {
  createAlert(
    input: {
      idempotencyKey: "no-longer-watched"
      name: "No longer watched"
      gpu: "L40S"
      condition: { availableAtLeast: 8 }
    }
  ) {
    errors {
      message
    }
  }
  deleteAlert(input: { idempotencyKey: "no-longer-watched" }) {
    errors {
      code
      message
      path
    }
    alert {
      name
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteAlertMutation, DeleteAlertMutationVariables>;
export const DeleteWebhookDocument = new TypedDocumentString(`
    mutation DeleteWebhook {
  createWebhook(
    input: {
      idempotencyKey: "prices-no-more"
      name: "Prices, no more"
      url: "https://example.com/hooks/old"
      kind: ALERT_FIRED
    }
  ) {
    errors {
      message
    }
  }
  deleteWebhook(input: { idempotencyKey: "prices-no-more" }) {
    errors {
      code
      message
    }
    webhook {
      name
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteWebhookMutation, DeleteWebhookMutationVariables>;
export const EnergyEstimateDocument = new TypedDocumentString(`
    query EnergyEstimate(
$input: EnergyEstimateInput! = {
  gpu: "H100 SXM"
  gpuCount: 8
  hours: 72
  utilization: 85
  region: "US-VA"
  provider: "aws"
}
) {
  energyEstimate(input: $input) {
    simple {
      energy {
        value
        unit
        explain {
          formula
        }
      }
      carbon {
        value
        unit
      }
      cost {
        value
        unit
      }
    }
    detailed {
      low {
        ...Figures
      }
      middle {
        ...Figures
      }
      high {
        ...Figures
      }
    }
    embodied {
      middle {
        value
        unit
      }
    }
    factors {
      name
      range {
        low {
          value
        }
        middle {
          value
          unit
          basis
        }
        high {
          value
        }
      }
      source
      year
    }
  }
}
    fragment Figures on EnergyFigures {
  energy {
    value
    unit
  }
  carbon {
    value
    unit
  }
  cost {
    value
    unit
  }
}`) as unknown as TypedDocumentString<EnergyEstimateQuery, EnergyEstimateQueryVariables>;
export const FleetStrategyDocument = new TypedDocumentString(`
    query FleetStrategy($input: FleetStrategyInput! = { workload: TRAINING, monthlyBudget: 2000, reliability: MEDIUM }) {
  fleetStrategy(input: $input) {
    refusal {
      reason
      message
      leastBudget
    }
    parts {
      role
      gpu {
        name
      }
      billing
      provider
      region
      machines
      gpusPerMachine
      hours {
        value
      }
      monthlyCost {
        amount
        later {
          p10
          p90
        }
      }
      capacity {
        value
        unit
      }
    }
    totalGpus
    monthlyCost {
      amount
      figure {
        explain {
          formula
        }
      }
      simulated
    }
    countedCapacity {
      value
      unit
      explain {
        formula
      }
    }
    onDemandShare {
      value
    }
    againstOnDemand {
      saving {
        value
      }
      missing
    }
    againstDearestCloud {
      saving {
        value
      }
      missing
    }
    roiPercent {
      value
    }
    yearlySaving {
      value
    }
    isOptimal
    gapPercent {
      value
    }
    alternatives {
      rule
      cost {
        value
      }
      capacity {
        value
      }
      spotShare {
        value
      }
      isOnParetoFront
      verdict
    }
  }
}
    `) as unknown as TypedDocumentString<FleetStrategyQuery, FleetStrategyQueryVariables>;
export const GpuAvailabilityDocument = new TypedDocumentString(`
    query GpuAvailability($name: String! = "RTX 4090", $from: PlaceInput! = { region: "DE" }) {
  gpu(name: $name) {
    ... on GPU {
      name
      availability {
        availableGpus
        uncountedOffers
        offers
        absence
        minPrice {
          amount
        }
        avgPrice {
          amount
          unit
          source
          observedAt
          simulated
        }
        maxPrice {
          amount
        }
        stock {
          provider {
            name
          }
          tier
          level
        }
        bestRegion {
          region {
            code
            name
          }
          reason
        }
        regions {
          region {
            code
            name
          }
          availableGpus
          offers
          avgPrice {
            amount
          }
          latency(from: $from) {
            roundTripMs
            distanceKm
          }
        }
      }
    }
    ... on UnknownGPU {
      reason
      message
      nearest {
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<GpuAvailabilityQuery, GpuAvailabilityQueryVariables>;
export const GpuPricesDocument = new TypedDocumentString(`
    query GpuPrices($first: Int = 10) {
  gpus(
    first: $first
    filter: { offeredOnly: true }
    sort: { by: FP16_TFLOPS, direction: DESC }
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        name
        vramGb
        memoryBandwidthGBs
        fp16Tflops
        tdpWatts
        prices {
          billing
          offers
          absence
          min {
            amount
          }
          median {
            amount
            unit
            basis
            formula
            observedAt
            simulated
            stale
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<GpuPricesQuery, GpuPricesQueryVariables>;
export const InterruptionsDocument = new TypedDocumentString(`
    query Interruptions($gpus: [String!] = ["RTX 4090"], $bid: USD = "0.3", $last: Duration! = "P30D") {
  interruptions(filter: { gpus: $gpus }, bid: $bid, period: { last: $last }) {
    from
    to
    estimator
    definition
    simulated
    count
    exposureHours
    ratePerDay
    mtbiHours
    mtbiHoursInterval {
      low
      high
    }
    meanInterruptionMinutes
    absence
    worstRegion {
      region {
        code
      }
      count
    }
    regions {
      region {
        code
      }
      count
      exposureHours
      ratePerDay
      absence
      shrunk {
        ratePerDay
        ownWeight
      }
    }
    survival {
      n
      censored
      medianHours
      absence
      at(hours: [1, 4, 12, 24]) {
        hours
        survival
        low
        high
        exponential
      }
    }
  }
}
    `) as unknown as TypedDocumentString<InterruptionsQuery, InterruptionsQueryVariables>;
export const LedgerDocument = new TypedDocumentString(`
    query Ledger($filter: LedgerFilter! = {  }) {
  ledger(first: 10, filter: $filter) {
    totalCount
    totals {
      spent
      reserved
      kinds {
        kind
        entries
        spent
        reserved
      }
    }
    projects {
      name
      spent
    }
    models {
      name
      spent
    }
    edges {
      node {
        number
        kind
        spent
        reserved
        project
        model
        at
        open
        referredBy {
          kind
          spent
        }
        fired {
          percent
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LedgerQuery, LedgerQueryVariables>;
export const LlmGpusDocument = new TypedDocumentString(`
    query LlmGpus(
$input: LLMGPUInput! = {
  models: [{ name: "Llama 3.1 8B" }, { size: "70B" }]
  format: FP16
  utilisation: 0.5
}
$first: Int! = 5
) {
  llmGpus(input: $input) {
    gpus(first: $first) {
      totalCount
      edges {
        node {
          rank
          modelName
          gpu {
            name
          }
          billing
          gpuCount
          availableGpus
          price {
            value
            basis
            source
          }
          tokensPerSecond {
            value
            basis
            source
          }
          costPerMillionTokens {
            amount
            figure {
              explain {
                formula
                inputs {
                  name
                  figure {
                    value
                    unit
                    basis
                  }
                }
              }
            }
            later {
              p10
              p50
              p90
            }
          }
          maxContextTokens {
            value
          }
          fitScore {
            value
          }
          reasoning
          training {
            hours {
              value
            }
            cost {
              amount
            }
            absence
          }
          recommendedModels(first: 3) {
            name
          }
          risk {
            value
            basis
          }
          isOnFrontier
          standing
        }
      }
    }
    excluded(first: $first) {
      edges {
        node {
          modelName
          gpu {
            name
          }
          reason
          gpusNeeded
          shortBy {
            value
          }
          formatsThatFit
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LlmGpusQuery, LlmGpusQueryVariables>;
export const MarketStatusDocument = new TypedDocumentString(`
    query MarketStatus {
  marketStatus {
    at
    simulated
    revision
    cursor
    listedOffers
    rentableOffers
    providers {
      key
      name
      rentableOffers
      health {
        status
        lag
      }
    }
  }
}
    `) as unknown as TypedDocumentString<MarketStatusQuery, MarketStatusQueryVariables>;
export const ModelMemoryDocument = new TypedDocumentString(`
    query ModelMemory($large: ModelInput! = { name: "Llama 3.1 70B" }, $small: ModelInput! = { name: "Llama 3.1 8B" }, $serving: ServingMemoryInput! = { format: FP16, contextTokens: 8192 }, $training: TrainingMemoryInput! = { method: FULL, optimizer: ADAM_MIXED }) {
  modelMemory(model: $large, serving: $serving) {
    model
    weights {
      format
      wholeGb
    }
    cachePerToken {
      ...Worked
    }
    serving {
      need {
        total {
          ...Worked
        }
      }
      fits(gpus: ["H100 SXM"]) {
        ...Fit
      }
    }
  }
  toTrain: modelMemory(model: $small, training: $training) {
    training {
      fits(gpus: ["A100 SXM 40GB", "H200 SXM"]) {
        ...Fit
      }
    }
  }
}
    fragment Worked on Figure {
  value
  unit
  basis
  explain {
    formula
    inputs {
      name
      figure {
        value
        unit
        basis
        source
      }
    }
  }
}
fragment Fit on MemoryFit {
  gpu {
    name
  }
  gpuCount
  fits
  usable {
    value
  }
  longestContext
  mostSequences
  doesNotFit {
    reason
    message
    shortBy {
      value
    }
    remedies {
      changes
      to
      need {
        value
      }
      usable {
        value
      }
    }
  }
}`) as unknown as TypedDocumentString<ModelMemoryQuery, ModelMemoryQueryVariables>;
export const ModelDocument = new TypedDocumentString(`
    query Model($name: String! = "google/gemma-3-27b-it") {
  model(name: $name) {
    ... on Model {
      id
      name
      slug
      aliases
      params
      activeParams
      layers
      hiddenSize
      heads
      vocabulary
      tiedEmbeddings
      contextTokens
      attention {
        kind
        layers
        kvHeads
        headDim
        window
        latentDim
        ropeDim
        stateValues
      }
      feedForward {
        layers
        size
        matrices
        experts
        activeExperts
        sharedSize
      }
      cachePerToken(format: FP8) {
        value
        unit
        basis
        source
        explain {
          formula
          inputs {
            name
            figure {
              value
              basis
              explain {
                formula
              }
            }
          }
        }
      }
      source
    }
    ... on UnknownModel {
      reason
      message
      nearest {
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ModelQuery, ModelQueryVariables>;
export const ModelsDocument = new TypedDocumentString(`
    query Models($filter: ModelFilter = { minParams: 24e9, maxParams: 40e9, minContextTokens: 131072 }) {
  models(filter: $filter, first: 10) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        name
        developer
        released
        licence
        params
        activeParams
        isMixture
        contextTokens
        cachePerToken {
          value
          unit
        }
        source
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ModelsQuery, ModelsQueryVariables>;
export const PriceChangesDocument = new TypedDocumentString(`
    subscription PriceChanges($filter: LiveFilter = { gpus: ["RTX 4090", "RTX 5090", "H100 SXM"] }, $after: String) {
  priceChanges(filter: $filter, after: $after) {
    __typename
    cursor
    ... on OfferSnapshot {
      complete
      offers {
        ...ChangedOffer
      }
    }
    ... on OfferChange {
      seq
      kind
      priceChangePercent
      offer {
        ...ChangedOffer
      }
    }
    ... on Lagged {
      missed
      resumeFrom
    }
    ... on StreamReset {
      reason
    }
  }
}
    fragment ChangedOffer on Offer {
  gpuName
  gpuCount
  billing
  regionName
  price {
    amount
    observedAt
    simulated
  }
}`) as unknown as TypedDocumentString<PriceChangesSubscription, PriceChangesSubscriptionVariables>;
export const PriceIndexDocument = new TypedDocumentString(`
    query PriceIndex {
  gpus(filter: { offeredOnly: true }) {
    edges {
      node {
        name
        index {
          billing
          price {
            amount
            basis
            source
            observedAt
            stale
            simulated
            formula
          }
          p10 {
            amount
          }
          p50 {
            amount
          }
          p90 {
            amount
          }
          spread
          offers
          machines
          providers
          effectiveSampleSize
          trimmedShare
          anomalies
          absence
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PriceIndexQuery, PriceIndexQueryVariables>;
export const PriceMonitorDocument = new TypedDocumentString(`
    query PriceMonitor($billing: Billing! = ON_DEMAND) {
  priceMonitor(filter: { billing: $billing }) {
    at
    simulated
    gpusTracked
    gpus {
      gpu {
        name
      }
      offers
      current {
        amount
        unit
        basis
        observedAt
        stale
      }
      average24h
      min24h
      max24h
      changePercent
      direction
      absence
    }
  }
}
    `) as unknown as TypedDocumentString<PriceMonitorQuery, PriceMonitorQueryVariables>;
export const PricePredictionDocument = new TypedDocumentString(`
    query PricePrediction($gpu: String! = "RTX 4090", $billing: Billing! = ON_DEMAND, $provider: String, $region: String, $horizons: [Duration!]! = ["PT1H", "PT6H", "P1D"]) {
  prediction(
    filter: { gpu: $gpu, billing: $billing, provider: $provider, region: $region }
    horizons: $horizons
  ) {
    through
    simulated
    recommendation
    absence
    explanation
    current {
      amount
    }
    horizons {
      horizon
      from
      status
      explanation
      price {
        amount
        basis
        source
        observedAt
      }
      low {
        amount
      }
      high {
        amount
      }
      p10
      p25
      p50
      p75
      p90
      confidence
      changePercent
      direction
      recommendation
      savingPercent
      accuracy {
        n
        since
        mae
        maeIfPriceStays
        skill
        pinballSkill
        coverage80
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PricePredictionQuery, PricePredictionQueryVariables>;
export const PriceTrendDocument = new TypedDocumentString(`
    query PriceTrend($gpus: [String!] = ["RTX 4090"], $last: Duration! = "P7D") {
  priceTrend(filter: { gpus: $gpus }, period: { last: $last }) {
    from
    to
    bucketLength
    simulated
    sources
    direction
    changePercent
    slopePerDay
    volatility
    spreadPercent
    anomalies
    absence
    buckets {
      start
      n
      p10
      p50
      p90
      anomalies
      anomalous
      absence
    }
  }
}
    `) as unknown as TypedDocumentString<PriceTrendQuery, PriceTrendQueryVariables>;
export const ProviderHealthDocument = new TypedDocumentString(`
    query ProviderHealth {
  providers {
    key
    name
    source
    simulated
    listedOffers
    rentableOffers
    health {
      status
      lastSuccessAt
      lag
      cadence
      consecutiveFailures
      lastError
      seen
      rejected
      coverage
      held
      rejects {
        reason
        count
        lastDetail
        lastAt
      }
    }
  }
  unmappedGpuNames(first: 10) {
    totalCount
    edges {
      node {
        gpuName
        provider {
          name
        }
        ambiguous
        listedOffers
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ProviderHealthQuery, ProviderHealthQueryVariables>;
export const QuarantineDocument = new TypedDocumentString(`
    query Quarantine($first: Int = 20) {
  quarantine(first: $first) {
    totalCount
    edges {
      node {
        provider {
          key
        }
        key
        gpuName
        region {
          code
        }
        billing
        price
        previousPrice
        usualPrice
        reason
        detail
        release
        outcome
        firstAt
        lastAt
        times
      }
    }
  }
}
    `) as unknown as TypedDocumentString<QuarantineQuery, QuarantineQueryVariables>;
export const RecordRunPointsDocument = new TypedDocumentString(`
    mutation RecordRunPoints(
$run: RecordRunInput! = { name: "demo_run_002", model: "demo_model" }
$points: RecordRunPointsInput! = {
  run: "demo_run_002"
  points: [
    { step: 100, hours: 0.1, trainLoss: 2.31, learningRate: 0.0002 }
    {
      step: 200
      hours: 0.2
      trainLoss: 1.84
      validationLoss: 1.9
      learningRate: 0.00015
    }
  ]
  lines: """{"step": 300, "loss": 1.62, "eval_loss": 1.75, "lr": 0.0001}"""
}
) {
  recordRun(input: $run) {
    errors {
      message
    }
  }
  recordRunPoints(input: $points) {
    added
    filled
    contradicted
    rejected {
      line
      reason
    }
    run {
      lastStep
      hours
      curve(metric: TRAIN_LOSS) {
        step
        value
      }
    }
    errors {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RecordRunPointsMutation, RecordRunPointsMutationVariables>;
export const RecordRunDocument = new TypedDocumentString(`
    mutation RecordRun(
$input: RecordRunInput! = {
  name: "demo_run_001"
  model: "demo_model"
  gpu: "A100 80GB PCIe"
  gpuCount: 1
  pricePerGpuHour: "1.50"
  hours: 5
  samples: 50000
  epochs: 3
  tokens: 25600000
  accuracy: 0.93
}
) {
  recordRun(input: $input) {
    replayed
    changed
    run {
      name
      status
      cost {
        amount
        priceBasis
        perSample {
          figure {
            value
            unit
            explain {
              formula
            }
          }
        }
        perAccuracyPoint {
          figure {
            value
          }
        }
        efficiency {
          figure {
            value
          }
        }
      }
    }
    errors {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<RecordRunMutation, RecordRunMutationVariables>;
export const RecordSpendDocument = new TypedDocumentString(`
    mutation RecordSpend(
$input: RecordSpendInput! = {
  idempotencyKey: "spend-1"
  rental: { gpu: "RTX 4090", gpuCount: 8, pricePerGpuHour: "0.44" }
  hours: 20
  project: "fine-tuning"
}
) {
  recordSpend(input: $input) {
    replayed
    errors {
      code
      message
      path
      nearest
    }
    entry {
      number
      kind
      spent
      project
      rate {
        gpuCount
        duration
        pricePerGpuHour {
          value
          unit
          source
        }
        cost {
          value
          explain {
            formula
          }
        }
      }
    }
    budgets {
      budget {
        name
      }
      period {
        status
        spent
        reserved
        remaining
        percent {
          value
        }
      }
    }
    fired {
      percent
    }
  }
}
    `) as unknown as TypedDocumentString<RecordSpendMutation, RecordSpendMutationVariables>;
export const ReleaseReservationDocument = new TypedDocumentString(`
    mutation ReleaseReservation {
  reserveSpend(
    input: { idempotencyKey: "job-2", amount: "5.00", project: "summaries" }
  ) {
    errors {
      code
      message
    }
  }
  releaseReservation(
    input: { idempotencyKey: "job-2-dropped", reservationKey: "job-2" }
  ) {
    replayed
    errors {
      code
      message
    }
    entry {
      kind
      reserved
    }
  }
}
    `) as unknown as TypedDocumentString<ReleaseReservationMutation, ReleaseReservationMutationVariables>;
export const ReliabilityDocument = new TypedDocumentString(`
    query Reliability($gpus: [String!] = ["RTX 4090"]) {
  offers(filter: { gpus: $gpus }, first: 10) {
    edges {
      node {
        provider {
          key
        }
        region {
          code
        }
        billing
        reliability
        measuredReliability {
          score
          risk
          uptimePercent
          mtbiHours
          meanInterruptionMinutes
          estimator
          basis
          count
          exposureHours
          ownWeight
          formula
          absence
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReliabilityQuery, ReliabilityQueryVariables>;
export const RightSizingDocument = new TypedDocumentString(`
    query RightSizing(
$input: RightSizingInput! = {
  model: { name: "Llama 3.1 8B" }
  concurrency: 8
  contextTokens: 4096
  filter: { billing: ON_DEMAND }
}
) {
  rightSizing(input: $input) {
    at
    smallest {
      name
    }
    bestValue {
      name
    }
    cheapest {
      name
      gpusPaid
      need {
        total {
          value
          explain {
            formula
          }
        }
      }
      usable {
        value
      }
      cost {
        amount
        figure {
          value
          unit
          explain {
            formula
            inputs {
              name
              figure {
                value
                basis
                source
              }
            }
          }
        }
        later {
          p10
          p50
          p90
          hasSkill
        }
      }
      tokensPerSecond {
        value
        basis
        source
      }
    }
    formats {
      format
      weights {
        value
      }
      qualityLoss {
        metric
        high {
          value
          source
        }
      }
      cheapest {
        name
        cost {
          amount
        }
      }
      saving {
        value
      }
    }
    plans(first: 10) {
      totalCount
      edges {
        node {
          rank
          name
          machines
          cost {
            amount
          }
          costPerMillionTokens {
            amount
          }
          interconnects {
            scope
            kind
            bandwidth {
              value
              source
            }
          }
          isOnFrontier
          whyLost
        }
      }
    }
    withoutPlan(first: 5) {
      edges {
        node {
          gpu {
            name
          }
          reason
          message
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RightSizingQuery, RightSizingQueryVariables>;
export const RunComparisonDocument = new TypedDocumentString(`
    query RunComparison($models: [String!]! = [], $accuracy: Float = 0.9) {
  runComparison(models: $models, accuracy: $accuracy) {
    absence
    models {
      model
      runs
      total {
        figure {
          value
          unit
        }
      }
      mean {
        figure {
          value
        }
      }
      bestRun {
        name
        accuracy
      }
      costPerAccuracyPoint {
        figure {
          value
          unit
        }
      }
    }
    frontier {
      run {
        name
        model
      }
      accuracy
      total {
        figure {
          value
        }
      }
    }
    cheapestTo {
      run {
        name
      }
      spentUntilThen {
        figure {
          value
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RunComparisonQuery, RunComparisonQueryVariables>;
export const RunForecastDocument = new TypedDocumentString(`
    query RunForecast($model: String = "demo_model", $run: String, $runs: Int! = 5, $confidence: Float! = 0.8) {
  runForecast(model: $model, run: $run, runs: $runs, confidence: $confidence) {
    absence
    pastRuns
    expected {
      figure {
        value
        explain {
          formula
        }
      }
    }
    low {
      figure {
        value
      }
    }
    high {
      figure {
        value
      }
    }
    hoursSpread {
      figure {
        value
        basis
        source
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RunForecastQuery, RunForecastQueryVariables>;
export const RunNowOrWaitDocument = new TypedDocumentString(`
    query RunNowOrWait($gpu: String! = "RTX 4090", $hours: Float! = 5, $within: Duration! = "P1D", $billing: Billing! = ON_DEMAND, $pricing: RunPricing! = LOCKED) {
  runNowOrWait(
    input: {
      gpu: $gpu
      hours: $hours
      within: $within
      billing: $billing
      pricing: $pricing
    }
  ) {
    at
    simulated
    decision
    start
    takeAt {
      amount
    }
    latestStart
    reasoning
    absence
    cost {
      low
      expected
      high
    }
    costNow {
      low
      expected
      high
    }
    saving {
      low
      expected
      high
    }
    probabilityOfSaving
    probabilityMissed
    options {
      start
      price {
        amount
        basis
      }
      cost {
        expected
      }
      probabilityOfSaving
    }
  }
}
    `) as unknown as TypedDocumentString<RunNowOrWaitQuery, RunNowOrWaitQueryVariables>;
export const RunRecommendationsDocument = new TypedDocumentString(`
    query RunRecommendations(
$input: RunRecommendationsInput! = {
  model: "our classifier"
  gpu: "RTX 4090"
  pricePerGpuHour: "0.60"
  parameters: 110000000
  batchSize: 16
  samples: 80000
  epochs: 40
  hours: 12
  accuracy: 0.931
  curve: {
    validationLoss: [
      1.7
      1.331
      1.05
      0.857
      0.716
      0.605
      0.536
      0.459
      0.425
      0.388
      0.365
      0.353
      0.344
      0.337
      0.338
      0.354
      0.346
      0.332
      0.352
      0.352
      0.36
      0.382
      0.377
      0.371
      0.397
      0.401
      0.402
      0.412
      0.423
      0.437
      0.442
      0.455
      0.478
      0.466
      0.474
      0.488
      0.508
      0.502
      0.528
      0.516
    ]
  }
  otherRuns: [
    { samples: 5000, accuracy: 0.846 }
    { samples: 10000, accuracy: 0.879 }
    { samples: 20000, accuracy: 0.903 }
    { samples: 40000, accuracy: 0.919 }
  ]
}
) {
  runRecommendations(input: $input) {
    metric
    evaluations
    recommended {
      kind
      title
      reasoning
      target {
        value
        unit
      }
      saves {
        cost {
          value
          unit
          explain {
            formula
            inputs {
              name
              figure {
                value
                unit
                basis
              }
            }
          }
        }
        hours {
          value
          unit
        }
      }
      confidence {
        value
        source
      }
      steps
      risk
      risks
      evidence {
        name
        figure {
          value
          unit
          basis
          source
        }
      }
      alternatives {
        title
        saves {
          cost {
            value
          }
          hours {
            value
          }
        }
      }
    }
    notRecommended {
      kind
      reason
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RunRecommendationsQuery, RunRecommendationsQueryVariables>;
export const RunReturnsDocument = new TypedDocumentString(`
    query RunReturns($model: String! = "demo_model") {
  runReturns(model: $model) {
    absence
    spent {
      figure {
        value
      }
    }
    best {
      figure {
        value
      }
    }
    gainedPerDollar {
      figure {
        value
        unit
      }
      absence
    }
    spentSinceBest {
      figure {
        value
      }
    }
    runs(first: 10) {
      edges {
        node {
          run {
            name
          }
          gain {
            figure {
              value
            }
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RunReturnsQuery, RunReturnsQueryVariables>;
export const RunDocument = new TypedDocumentString(`
    query Run($name: String! = "demo_run_001") {
  run(name: $name) {
    id
    model
    status
    gpu {
      name
    }
    hours
    accuracy
    cost {
      amount
      total {
        figure {
          value
          unit
          source
          explain {
            formula
            inputs {
              name
              figure {
                value
                unit
                basis
              }
            }
          }
        }
        absence
        missing
      }
    }
    changes(first: 5) {
      edges {
        node {
          field
          previous
          value
          kind
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RunQuery, RunQueryVariables>;
export const RunsDocument = new TypedDocumentString(`
    query Runs($filter: TrainingRunFilter! = {  }) {
  runs(filter: $filter, first: 10) {
    totalCount
    edges {
      node {
        name
        model
        status
        hours
        accuracy
        cost {
          amount
          total {
            absence
            missing
          }
        }
        curve(metric: TRAIN_LOSS, maxPoints: 50) {
          step
          value
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RunsQuery, RunsQueryVariables>;
export const SafeWindowsDocument = new TypedDocumentString(`
    query SafeWindows($gpus: [String!] = ["RTX 4090"], $duration: Duration! = "PT6H", $timeZone: String! = "Europe/Berlin") {
  safeWindows(
    filter: { gpus: $gpus, billing: SPOT }
    duration: $duration
    timeZone: $timeZone
  ) {
    timeZone
    from
    to
    hoursWatched
    availability
    starts
    usualSafety
    startedNow
    differ
    absence
    simulated
    sources
    best {
      day
      from
      to
      safety
      low
      high
      starts
      averagePrice {
        amount
        basis
        formula
      }
      reasoning
    }
    worst {
      day
      from
      to
      safety
      reasoning
    }
  }
}
    `) as unknown as TypedDocumentString<SafeWindowsQuery, SafeWindowsQueryVariables>;
export const SavingsChecklistDocument = new TypedDocumentString(`
    query SavingsChecklist(
$input: SavingsChecklistInput! = {
  rental: { gpu: "RTX 4090", pricePerGpuHour: "0.50" }
  machines: 4
  useCase: "batch inference"
  model: { name: "Llama 3.1 8B" }
  busyHours: 300
  responseCacheHits: 0.2
  batch: { possible: 16 }
}
) {
  savingsChecklist(input: $input) {
    monthlyCost {
      amount
    }
    measures {
      key
      what
      horizon
      monthlySaving {
        value
        explain {
          formula
        }
      }
      reason
      effort
      risk
      how
      nextQuery
    }
    notNow {
      key
      whyNot
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<SavingsChecklistQuery, SavingsChecklistQueryVariables>;
export const ScaleToZeroDocument = new TypedDocumentString(`
    query ScaleToZero($input: ScaleToZeroInput! = { rental: { gpu: "RTX 4090" }, requestsPerDay: 500, requestDuration: "PT4S" }) {
  scaleToZero(input: $input) {
    reasoning
    options {
      minWorkers
      maxWorkers
      idleTimeout
      coldProbability {
        value
        basis
      }
      meanDelay {
        value
        source
      }
      p95Delay {
        value
      }
      monthly {
        amount
        later {
          p10
          p90
        }
      }
      verdict
      whyLost
    }
  }
}
    `) as unknown as TypedDocumentString<ScaleToZeroQuery, ScaleToZeroQueryVariables>;
export const ScoreboardDocument = new TypedDocumentString(`
    query Scoreboard($gpu: String, $period: PeriodInput! = { last: "P30D" }, $first: Int = 10) {
  scoreboard(gpu: $gpu, period: $period) {
    simulated
    sampling
    dropped
    predictions {
      horizon
      kept
      settled
      pending
      unsettleable {
        reason
        n
      }
      coverage {
        share
        low
        high
        n
      }
      directionHits {
        share
        low
        high
      }
      maePercent
      maePercentIfPriceStays
      skill
      absence
    }
    decisions {
      horizon
      priceLocked
      settled
      waits
      savingPercent
      expectedSavingPercent
      oracleSavingPercent
      worse {
        share
        low
        high
        n
      }
    }
    settled(first: $first) {
      edges {
        node {
          kind
          gpu {
            name
          }
          madeAt
          horizon
          price
          actual
          low
          median
          high
          covered
          waits
          savingPercent
          absence
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ScoreboardQuery, ScoreboardQueryVariables>;
export const SdkCodeDocument = new TypedDocumentString(`
    query SdkCode(
$document: String! = """
query CheapestSpot($gpus: [String!]!, $first: Int = 5) {
  offers(filter: { gpus: $gpus, billing: SPOT }, sort: { by: PRICE }, first: $first) {
    edges {
      node {
        gpuName
        regionName
        price {
          amount
          unit
        }
      }
    }
  }
}
"""
$variables: JSON = { gpus: ["RTX 4090", "H100 SXM"] }
$language: SdkLanguage! = PYTHON
) {
  sdkCode(
    input: { document: $document, variables: $variables, language: $language }
  ) {
    program {
      fileName
      command
      needs
      notes
      kind
      code
    }
    errors {
      code
      message
      locations {
        line
        column
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SdkCodeQuery, SdkCodeQueryVariables>;
export const SelfHostedVsApiDocument = new TypedDocumentString(`
    query SelfHostedVsApi(
$input: SelfHostedVsAPIInput! = {
  requestsPerMonth: 1000000
  promptTokens: 400
  outputTokens: 100
  apis: [{ name: "gpt-4o-mini" }, { name: "groq/llama-3.1-8b" }]
  selfHosted: { rental: { gpu: "RTX 4090" }, model: { name: "Llama 3.1 8B" } }
}
) {
  selfHostedVsApi(input: $input) {
    reasoning
    selfHosted {
      replicas {
        value
      }
      utilisation {
        value
      }
      monthly {
        amount
        later {
          p10
          p90
        }
      }
      perMillionTokens {
        value
      }
    }
    comparisons {
      api {
        listed {
          key
          input
          output
          asOf
        }
      }
      monthly {
        value
      }
      savingPercent {
        value
      }
      breakEven {
        first {
          value
        }
        stays {
          value
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SelfHostedVsApiQuery, SelfHostedVsApiQueryVariables>;
export const ServerlessCostDocument = new TypedDocumentString(`
    query ServerlessCost($input: ServerlessInput! = { rental: { gpu: "RTX 4090" }, requestsPerDay: 10000, requestDuration: "PT2S" }) {
  serverlessCost(input: $input) {
    rental {
      pricePerGpuHour {
        value
        unit
        basis
        source
      }
      absence
    }
    coldProbability {
      value
    }
    breakEvenPremium {
      value
    }
    monthly {
      compute {
        amount
      }
      coldStarts {
        amount
      }
      idle {
        amount
      }
      total {
        amount
        figure {
          explain {
            formula
          }
        }
        later {
          p10
          p50
          p90
        }
      }
      alwaysOn {
        amount
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ServerlessCostQuery, ServerlessCostQueryVariables>;
export const ServingGainsDocument = new TypedDocumentString(`
    query ServingGains(
$input: ServingGainsInput! = {
  model: { name: "Llama 3.1 8B" }
  format: FP8
  promptTokens: 1024
  outputTokens: 256
  rental: { gpu: "RTX 4090" }
  tokenMilliseconds: 40
  firstTokenMilliseconds: 1000
  promptCacheHits: 0.5
  responseCacheHits: 0.1
}
) {
  servingGains(input: $input) {
    rental {
      pricePerGpuHour {
        value
        source
      }
      absence
    }
    batches {
      batch
      speed {
        basis
        tokensPerSecond {
          value
        }
      }
      tokenSeconds {
        value
      }
      firstTokenSeconds {
        value
      }
      gainOfNext {
        value
      }
      costPerMillionTokens {
        amount
      }
      misses
    }
    knee
    best {
      batch
      costPerMillionTokens {
        amount
        figure {
          value
          unit
          explain {
            formula
          }
        }
        later {
          p10
          p50
          p90
        }
      }
    }
    caching {
      prefillShare {
        value
      }
      promptSaving {
        value
      }
      responseSaving {
        value
      }
      saving {
        value
        explain {
          formula
        }
      }
      tokensPerSecond {
        value
      }
      costPerMillionTokens {
        amount
      }
      savedPerMillionTokens {
        amount
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ServingGainsQuery, ServingGainsQueryVariables>;
export const ServingThroughputDocument = new TypedDocumentString(`
    query ServingThroughput(
$input: ServingThroughputInput! = {
  model: { name: "Llama 3.1 8B" }
  gpus: ["RTX 4090", "A100 SXM 80GB", "H100 SXM"]
  engine: LLAMA_CPP
  format: Q4_K_M
  promptTokens: 512
  outputTokens: 256
}
) {
  servingThroughput(input: $input) {
    gpu {
      name
    }
    fit {
      fits
      mostSequences
    }
    speed {
      basis
      tokensPerSecond {
        ...Told
      }
      streamTokensPerSecond {
        value
      }
      prefillTokensPerSecond {
        value
      }
      firstTokenSeconds {
        value
      }
      range {
        p10 {
          value
        }
        p90 {
          value
        }
      }
      estimate {
        value
      }
      estimatorError {
        p10
        p50
        p90
        heldOut
      }
      measurement {
        tokensPerSecond
        measure
        outputTokens
        distance
        measured
        source
      }
      reporters
      credibility
    }
  }
}
    fragment Told on Figure {
  value
  unit
  basis
  explain {
    formula
    inputs {
      name
      figure {
        value
        unit
        basis
        source
      }
    }
  }
}`) as unknown as TypedDocumentString<ServingThroughputQuery, ServingThroughputQueryVariables>;
export const SettleReservationDocument = new TypedDocumentString(`
    mutation SettleReservation {
  reserveSpend(
    input: { idempotencyKey: "job-1", amount: "5.00", project: "summaries" }
  ) {
    replayed
    errors {
      code
      message
    }
    refusals {
      budget {
        name
      }
      remaining
      needed
    }
    entry {
      kind
      reserved
    }
  }
  settleReservation(
    input: { idempotencyKey: "job-1-done", reservationKey: "job-1", amount: "3.20" }
  ) {
    replayed
    errors {
      code
      message
    }
    entry {
      kind
      spent
      reserved
      refersTo {
        kind
        open
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SettleReservationMutation, SettleReservationMutationVariables>;
export const SignalRaisedDocument = new TypedDocumentString(`
    subscription SignalRaised($filter: SignalFilter! = {  }, $kinds: [SignalKind!]! = [], $after: String) {
  signalRaised(filter: $filter, kinds: $kinds, after: $after) {
    __typename
    cursor
    ... on SignalSnapshot {
      complete
      signals {
        ...RaisedSignal
      }
    }
    ... on SignalRaised {
      signal {
        ...RaisedSignal
      }
    }
    ... on Lagged {
      missed
      resumeFrom
    }
    ... on StreamReset {
      reason
    }
  }
}
    fragment RaisedSignal on PriceSignal {
  seq
  kind
  severity
  level
  gpu {
    name
  }
  billing
  price {
    amount
    simulated
  }
  changePercent
  since
}`) as unknown as TypedDocumentString<SignalRaisedSubscription, SignalRaisedSubscriptionVariables>;
export const SignalsDocument = new TypedDocumentString(`
    query Signals($filter: SignalFilter! = {  }, $openOnly: Boolean! = true, $first: Int = 20) {
  signals(filter: $filter, openOnly: $openOnly, first: $first) {
    totalCount
    edges {
      node {
        kind
        severity
        level
        gpu {
          name
        }
        billing
        provider {
          key
        }
        region {
          code
        }
        price {
          amount
          simulated
          source
        }
        priceBefore {
          amount
        }
        mean24h {
          amount
          formula
        }
        changePercent
        since
        endedAt
        rule
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SignalsQuery, SignalsQueryVariables>;
export const SpotAgainstOnDemandDocument = new TypedDocumentString(`
    query SpotAgainstOnDemand($gpus: [String!] = ["RTX 4090"]) {
  spotAgainstOnDemand(filter: { gpus: $gpus }) {
    at
    simulated
    gpus {
      gpu {
        name
      }
      spot {
        amount
        observedAt
        formula
      }
      onDemand {
        amount
        observedAt
      }
      savingPercent
      spotRank
      onDemandRank
      spotAbsence
      onDemandAbsence
      regions {
        region {
          code
          name
        }
        spot {
          amount
        }
        onDemand {
          amount
        }
        savingPercent
        spotRank
        onDemandRank
        spotAbsence
        onDemandAbsence
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SpotAgainstOnDemandQuery, SpotAgainstOnDemandQueryVariables>;
export const SpotPlanDocument = new TypedDocumentString(`
    query SpotPlan($useCase: String! = "fine-tuning", $input: SpotPlanInput! = { gpu: "RTX 4090", workHours: 24, mtbiHours: 6 }) {
  spotSuitability(useCase: $useCase, input: $input) {
    suitable
    match
    useCase {
      key
      reason
    }
    plan {
      verdict
      reasoning
      discountPercent
      savingPercent
      onDemandCost
      spotCost {
        low
        expected
        high
      }
      hazard {
        origin
        basis
        source
        mtbiHours
        mtbiHoursInterval {
          low
          high
        }
      }
      hazardAbsence
      schedule {
        method
        checkpointInterval
        wallHours {
          low
          expected
          high
        }
        interruptions {
          expected
        }
        overheadPercent {
          expected
        }
        breakEvenDiscountPercent {
          low
          expected
          high
        }
        survival {
          low
          expected
          high
        }
        exponentialCheck {
          wallHours
          offPercent
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SpotPlanQuery, SpotPlanQueryVariables>;
export const StartWindowsDocument = new TypedDocumentString(`
    query StartWindows(
$input: StartWindowsInput! = {
  rental: { gpu: "RTX 4090" }
  hours: 6
  within: "P2D"
  objective: CARBON
  regions: ["DE", "US-CA"]
}
) {
  startWindows(input: $input) {
    decision
    reasoning
    best {
      region
      start
      end
      intensity {
        low {
          value
        }
        middle {
          value
          unit
          source
        }
        high {
          value
        }
      }
      cost {
        middle {
          value
          unit
        }
      }
      saving {
        cost {
          middle {
            value
          }
        }
        carbon {
          low {
            value
          }
          middle {
            value
            unit
          }
          high {
            value
          }
        }
        probabilityCleaner
        usdPerKgAvoided {
          value
        }
      }
    }
    places {
      region
      zone
      energy {
        middle {
          value
          unit
        }
      }
      carbonExplanation
      priceExplanation
      best {
        start
        carbon {
          middle {
            value
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<StartWindowsQuery, StartWindowsQueryVariables>;
export const SubmitWorkloadDocument = new TypedDocumentString(`
    mutation SubmitWorkload(
$input: SubmitWorkloadInput! = {
  idempotencyKey: "fine-tune-llama-70b"
  name: "Fine-tuning Llama 70B"
  gpu: "H100 SXM"
  gpuCount: 8
  hours: 72
  utilization: 85
  modelGb: 70
}
) {
  submitWorkload(input: $input) {
    replayed
    errors {
      code
      message
      path
      nearest
    }
    workload {
      id
      status
      nextStatuses
      energy {
        measured
        energy {
          value
          unit
          basis
          source
        }
        carbon {
          value
          unit
        }
        cost {
          value
          unit
        }
      }
      estimate {
        simple {
          energy {
            value
            explain {
              formula
              inputs {
                name
                figure {
                  value
                  unit
                  basis
                  source
                }
              }
            }
          }
          carbon {
            value
          }
          cost {
            value
          }
        }
        detailed {
          low {
            energy {
              value
            }
          }
          high {
            energy {
              value
            }
          }
        }
      }
      rent {
        cost {
          amount
          simulated
        }
        pricePerGpuHour {
          value
          source
        }
        absence
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SubmitWorkloadMutation, SubmitWorkloadMutationVariables>;
export const TickerDocument = new TypedDocumentString(`
    subscription Ticker($filter: MarketFilter! = { billing: ON_DEMAND }, $after: String) {
  ticker(filter: $filter, after: $after) {
    __typename
    cursor
    ... on TickerSnapshot {
      prices {
        ...TickedPrice
      }
    }
    ... on Tick {
      seq
      price {
        ...TickedPrice
      }
    }
    ... on Lagged {
      missed
      resumeFrom
    }
    ... on StreamReset {
      reason
    }
  }
}
    fragment TickedPrice on GPUPriceMonitor {
  gpu {
    name
  }
  current {
    amount
    simulated
  }
  changePercent
  direction
}`) as unknown as TypedDocumentString<TickerSubscription, TickerSubscriptionVariables>;
export const TierRoutingDocument = new TypedDocumentString(`
    query TierRouting(
$input: TierRoutingInput! = {
  requests: [
    { promptCharacters: 800, maxTokens: 200, count: 100000 }
    { promptCharacters: 6000, maxTokens: 500, count: 10000 }
    { promptTokens: 6000, maxTokens: 1000, count: 1000 }
  ]
  tiers: [
    { name: "small", below: 1000, model: { size: "7B" } }
    { name: "medium", below: 4000, model: { size: "13B" }, format: AWQ }
    { name: "large", apiPrice: { input: "10", output: "30" } }
  ]
}
) {
  tierRouting(input: $input) {
    requests {
      tokens {
        value
      }
      tier
      cost {
        amount
      }
      costInLargest {
        amount
      }
    }
    tiers {
      name
      below
      requests
      machine {
        gpu {
          name
        }
        billing
        costPerMillionTokens {
          amount
        }
      }
      cost {
        amount
      }
      absence
    }
    routed {
      amount
      figure {
        explain {
          formula
        }
      }
    }
    allLargest {
      amount
    }
    savingPercent {
      value
    }
  }
}
    `) as unknown as TypedDocumentString<TierRoutingQuery, TierRoutingQueryVariables>;
export const TrainingEstimateDocument = new TypedDocumentString(`
    query TrainingEstimate(
$input: TrainingInput! = {
  model: { name: "Llama 3.1 8B" }
  dataset: { tokens: 1e9 }
  method: LORA
  sequenceTokens: 2048
}
$first: Int! = 3
) {
  trainingEstimate(input: $input) {
    model
    tokens {
      value
      unit
    }
    estimator {
      p10
      p50
      p90
      medianAbsLog
      heldOut
    }
    bestBudget {
      gpu {
        name
      }
      billing
      machines
      hours {
        value
      }
      cost {
        amount
      }
      verdict
    }
    fastest {
      gpu {
        name
      }
      billing
      machines
      hours {
        value
      }
      cost {
        amount
      }
      verdict
    }
    bestValue {
      gpu {
        name
      }
      billing
      machines
      hours {
        value
      }
      cost {
        amount
      }
      verdict
    }
    optionCount
    options(first: $first) {
      gpu {
        name
      }
      billing
      provider
      machines
      batchSize
      recomputes
      gpuCount {
        value
      }
      memoryPerGpu {
        value
        unit
      }
      tokensPerSecond {
        value
        unit
        basis
      }
      hours {
        value
        unit
      }
      interruptionAbsence
      isOnFront
      verdict
      cost {
        amount
        later {
          p10
          p50
          p90
        }
        figure {
          basis
          source
          explain {
            formula
            inputs {
              name
              figure {
                value
                unit
                basis
                source
              }
            }
          }
        }
      }
      costPerEpoch {
        amount
      }
      againstClouds {
        name
        reason
        cost {
          value
        }
        savingPercent {
          value
        }
      }
    }
    misfits {
      gpu {
        name
      }
      reason
      message
      wouldFit
    }
    unavailable {
      gpu {
        name
      }
      absence
    }
    notes
  }
}
    `) as unknown as TypedDocumentString<TrainingEstimateQuery, TrainingEstimateQueryVariables>;
export const UpdateAlertDocument = new TypedDocumentString(`
    mutation UpdateAlert {
  createAlert(
    input: {
      idempotencyKey: "h100-in-europe"
      name: "H100 in Europe"
      gpu: "H100 SXM"
      regions: ["EUROPE"]
      condition: { below: 2.5 }
    }
  ) {
    errors {
      message
    }
  }
  updateAlert(
    input: {
      idempotencyKey: "h100-in-europe"
      condition: { below: 2.2 }
      forAtLeast: "PT10M"
    }
  ) {
    replayed
    hints
    errors {
      code
      message
      path
      nearest
    }
    alert {
      name
      condition {
        threshold {
          value
          unit
        }
      }
      forAtLeast
      updatedAt
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateAlertMutation, UpdateAlertMutationVariables>;
export const UpdateBudgetDocument = new TypedDocumentString(`
    mutation UpdateBudget($input: UpdateBudgetInput! = { idempotencyKey: "evaluations-daily", amount: "30", hardStop: true }) {
  createBudget(
    input: {
      idempotencyKey: "evaluations-daily"
      name: "Evaluations"
      period: DAY
      amount: "20"
    }
  ) {
    errors {
      message
    }
  }
  updateBudget(input: $input) {
    replayed
    firedThresholds
    errors {
      code
      message
      path
    }
    budget {
      name
      amount
      hardStop
      updatedAt
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateBudgetMutation, UpdateBudgetMutationVariables>;
export const UsablePriceDocument = new TypedDocumentString(`
    query UsablePrice($gpus: [String!] = ["RTX 4090"], $usage: UsageInput! = { hours: 8, diskGb: 100, egressGb: 20 }, $first: Int = 5, $after: String) {
  offers(
    first: $first
    after: $after
    filter: { gpus: $gpus }
    sort: { by: USABLE_PRICE, usage: $usage }
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      cursor
      node {
        id
        provider {
          name
        }
        gpuCount
        billing
        reliability
        price {
          amount
          simulated
        }
        usablePrice(usage: $usage) {
          total {
            amount
            unit
            basis
            formula
          }
          usefulHours
          heldHours
          billedHours
          bill
          components {
            kind
            amount
            basis
            source
            explanation
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<UsablePriceQuery, UsablePriceQueryVariables>;
export const WebhookMessagesDocument = new TypedDocumentString(`
    mutation WebhookMessages($delivery: ID! = "V2ViaG9va0RlbGl2ZXJ5OjAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMA") {
  createWebhook(
    input: {
      idempotencyKey: "prices-to-a-test"
      name: "Prices, to a test"
      url: "https://example.com/hooks/test"
      kind: ALERT_FIRED
    }
  ) {
    errors {
      message
    }
  }
  pingWebhook(input: { idempotencyKey: "prices-to-a-test" }) {
    errors {
      code
      message
    }
    delivery {
      type
      status
      body
      nextAttemptAt
      webhook {
        name
      }
    }
  }
  replayDeliveries(
    input: { idempotencyKey: "prices-to-a-test", since: "2026-06-01T00:00:00Z" }
  ) {
    queued
    more
    errors {
      message
    }
  }
  replayDelivery(id: $delivery) {
    errors {
      code
      message
    }
    delivery {
      status
    }
  }
}
    `) as unknown as TypedDocumentString<WebhookMessagesMutation, WebhookMessagesMutationVariables>;
export const WebhookDocument = new TypedDocumentString(`
    query Webhook($key: String = "prices-to-our-chat") {
  webhook(idempotencyKey: $key) {
    id
    name
    url
    kind
    document
    variables
    status
    deliveries(first: 10) {
      edges {
        node {
          id
          type
          status
          reason
          body
          createdAt
          endedAt
          attemptCount
          attempts {
            number
            startedAt
            took
            statusCode
            error
            nextAttemptAt
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WebhookQuery, WebhookQueryVariables>;
export const WebhooksDocument = new TypedDocumentString(`
    query Webhooks($statuses: [WebhookDeliveryStatus!] = [DEAD]) {
  webhooks {
    totalCount
    edges {
      node {
        idempotencyKey
        name
        url
        status
        statusReason
        deliveries(statuses: $statuses, first: 5) {
          totalCount
          edges {
            node {
              type
              status
              reason
              nextAttemptAt
            }
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WebhooksQuery, WebhooksQueryVariables>;
export const WorkloadEnergyDocument = new TypedDocumentString(`
    mutation WorkloadEnergy {
  submitWorkload(
    input: {
      idempotencyKey: "nightly-42"
      name: "Nightly evaluation"
      gpu: "A100 80GB SXM"
      gpuCount: 4
      hours: 10
      startedAt: "2026-06-01T00:00:00Z"
    }
  ) {
    errors {
      message
    }
  }
  setWorkloadStatus(
    input: { idempotencyKey: "nightly-42", status: COMPLETED, at: "2026-06-01T09:30:00Z" }
  ) {
    errors {
      message
    }
  }
  reportWorkloadEnergy(
    input: { idempotencyKey: "nightly-42", kwh: 15.2, meteredPart: GPUS, meter: "DCGM" }
  ) {
    errors {
      message
    }
    workload {
      name
      status
      hours {
        value
        explain {
          formula
        }
      }
      energy {
        measured
        energy {
          value
          unit
          source
          explain {
            formula
          }
        }
        carbon {
          value
          unit
        }
      }
      estimate {
        simple {
          energy {
            value
          }
        }
        detailed {
          low {
            energy {
              value
            }
          }
          middle {
            energy {
              value
            }
          }
          high {
            energy {
              value
            }
          }
        }
      }
      history {
        kind
        before
        after
        at
        source
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WorkloadEnergyMutation, WorkloadEnergyMutationVariables>;
export const WorkloadInsightsDocument = new TypedDocumentString(`
    query WorkloadInsights(
$input: WorkloadInsightsInput! = {
  modelGb: 2
  gpu: "RTX 4090"
  gpuCount: 2
  hours: 24
  utilization: 40
  useCase: "fine-tuning"
  pricePerGpuHour: "0.60"
}
) {
  workloadInsights(input: $input) {
    now {
      cost {
        amount
      }
      energy {
        value
      }
      carbon {
        value
      }
    }
    absence
    insights {
      kind
      title
      reasoning
      saves {
        cost {
          value
          explain {
            formula
          }
        }
        energy {
          value
        }
        carbon {
          value
        }
      }
      confidence {
        value
      }
      confidenceRestsOn
      risk
      riskReason
      steps
    }
    combined {
      title
      reasoning
      saves {
        cost {
          value
        }
      }
    }
    notNow {
      kind
      title
      why
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<WorkloadInsightsQuery, WorkloadInsightsQueryVariables>;
export const WorkloadDocument = new TypedDocumentString(`
    query Workload($key: String = "fine-tune-llama-70b") {
  workload(idempotencyKey: $key) {
    id
    name
    status
    nextStatuses
    startedAt
    endedAt
    hours {
      value
      basis
    }
    energy {
      measured
      energy {
        value
        unit
        basis
      }
    }
    rent {
      cost {
        amount
      }
      absence
    }
    history {
      kind
      before
      after
      at
      recordedAt
      estimate {
        simpleKwh
        lowKwh
        middleKwh
        highKwh
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WorkloadQuery, WorkloadQueryVariables>;
export const WorkloadsDocument = new TypedDocumentString(`
    query Workloads($filter: WorkloadFilter! = {  }) {
  workloads(first: 10, filter: $filter) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        id
        name
        status
        gpu {
          name
        }
        gpuCount
        hours {
          value
        }
        energy {
          measured
          energy {
            value
            unit
          }
          carbon {
            value
            unit
          }
        }
        history {
          kind
          before
          after
          at
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WorkloadsQuery, WorkloadsQueryVariables>;