import './graph-scoreboard.ts';
import './graph-signal-raised.ts';
import './graph-signals.ts';
