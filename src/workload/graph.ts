// The desk's types, one line each.
import './graph-checklist.ts';
import './graph-cost.ts';
import './graph-figure.ts';
import './graph-fleet.ts';
import './graph-memory.ts';
import './graph-rental.ts';
import './graph-serverless.ts';
