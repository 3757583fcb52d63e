// The desk's types, one line each.
import './graph-batch-gains.ts';
import './graph-cost.ts';
import './graph-figure.ts';
import './graph-memory.ts';
import './graph-ranking.ts';
import './graph-rental.ts';
import './graph-serverless.ts';
import './graph-throughput-report.ts';
import './graph-throughput.ts';
import './graph-training.ts';
