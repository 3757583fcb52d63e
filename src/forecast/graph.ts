// The desk's types, one line each.
import './graph-interruptions.ts';
import './graph-predictions.ts';
import './graph-reliability-fields.ts';
import './graph-report.ts';
import './graph-safe-windows.ts';
import './graph-scoreboard.ts';
import './graph-signal-raised.ts';
import './graph-signals.ts';
import './graph-spot-plan.ts';
import './graph-suitability.ts';
