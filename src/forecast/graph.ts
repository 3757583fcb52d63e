import './graph-interruptions.ts';
import './graph-reliability-fields.ts';
import './graph-report.ts';
