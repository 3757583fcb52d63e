// The desk's types, one line each.
import './graph-api-prices.ts';
import './graph-cost.ts';
import './graph-figure.ts';
import './graph-memory.ts';
import './graph-rental.ts';
import './graph-scale-to-zero.ts';
import './graph-self-hosted.ts';
import './graph-serverless.ts';
