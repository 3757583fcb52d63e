// The desk's types, one line each.
import './graph-cost.ts';
import './graph-figure.ts';
import './graph-memory.ts';
import './graph-ranking.ts';
import './graph-right-sizing.ts';
