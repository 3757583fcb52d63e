import './graph-report.ts';
