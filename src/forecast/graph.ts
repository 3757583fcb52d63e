// The desk's types, one line each.
import './graph-safe-windows.ts';
