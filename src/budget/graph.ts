// The desk's types, one line each.
import './graph-budget-alerts.ts';
import './graph-budget-deployment.ts';
import './graph-budget-forecast.ts';
import './graph-budget-mutations.ts';
import './graph-budget-periods.ts';
import './graph-budgets.ts';
import './ledger/graph-ledger-mutations.ts';
import './ledger/graph-ledger.ts';
