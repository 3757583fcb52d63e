// The desk's types, one line each.
import './ledger/graph-ledger.ts';
import './ledger/graph-ledger-mutations.ts';
import './graph-budget-alerts.ts';
import './graph-budget-mutations.ts';
import './graph-budgets.ts';
