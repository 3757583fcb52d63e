// The desk's types, one line each.
import './graph-predictions.ts';
import './graph-scoreboard.ts';
import './graph-signal-raised.ts';
import './graph-signals.ts';
