// The desk's types, one line each.
import './graph-predictions.ts';
