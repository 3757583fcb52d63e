// The desk's types, one line each.
import './ledger/graph-ledger.ts';
import './ledger/graph-ledger-mutations.ts';
