// The desk's types, one line each.
import './graph-alert.ts';
import './graph-alert-fired.ts';
import './graph-alert-firings.ts';
import './graph-alert-mutations.ts';
import './graph-alerts.ts';
import './graph-dry-run.ts';
