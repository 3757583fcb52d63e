import './graph-interruptions.ts';
import './graph-report.ts';
