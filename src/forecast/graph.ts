// The desk's types, one line each.
import './graph-predictions.ts';
import './graph-report.ts';
import './graph-run-or-wait.ts';
import './graph-spot-plan.ts';
import './graph-suitability.ts';
