import './graph-availability.ts';
import './graph-monitor.ts';
import './graph-offer.ts';
import './graph-provider.ts';
import './graph-region.ts';
import './graph-status.ts';
import './graph-summary.ts';
import './graph-trend.ts';
