import './graph-predictions.ts';
