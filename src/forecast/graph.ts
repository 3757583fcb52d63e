import './graph-spot-plan.ts';
import './graph-suitability.ts';
