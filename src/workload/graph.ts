// The desk's types, one line each.
import './graph-cost.ts';
import './graph-figure.ts';
import './graph-training.ts';
