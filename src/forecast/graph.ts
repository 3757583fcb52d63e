import './graph-safe-windows.ts';
