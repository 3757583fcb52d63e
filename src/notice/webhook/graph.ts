// Webhooks' types, one line each.
import './graph-delivery-mutations.ts';
import './graph-webhook-mutations.ts';
import './graph-webhooks.ts';
