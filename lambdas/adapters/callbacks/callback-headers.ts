import type { Signable } from '../../domain/callbacks/callbacks.ts';
import { userAgent } from '../http/user-agent.ts';

/** What a callback is sent with: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export const callbackHeaders = ({ id, timestamp }: Omit<Signable, 'body'>, signature: string) => ({
  'content-type': 'application/json; charset=utf-8',
  'user-agent': `${userAgent} (Standard Webhooks 1.0)`,
  accept: '*/*',
  'accept-encoding': 'identity',
  'webhook-id': id,
  'webhook-timestamp': String(timestamp),
  'webhook-signature': signature,
});
