// The desk's types, one line each.
import './graph-notice-stream.ts';
import './webhook/graph.ts';
