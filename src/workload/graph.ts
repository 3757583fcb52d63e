// The desk's types, one line each.
import './graph-api-prices.ts';
import './graph-batch-gains.ts';
import './graph-cost.ts';
import './graph-figure.ts';
import './graph-fleet.ts';
import './graph-memory.ts';
import './graph-models.ts';
import './graph-ranking.ts';
import './graph-rental.ts';
import './graph-right-sizing.ts';
import './graph-scale-to-zero.ts';
import './graph-self-hosted.ts';
import './graph-serverless.ts';
import './graph-throughput-report.ts';
import './graph-throughput.ts';
import './graph-tier-routing.ts';
import './graph-training.ts';
