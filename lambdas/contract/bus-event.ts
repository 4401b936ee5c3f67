import type { VideoEvent } from './video-event.ts';

/** `source` of everything that is put on an event bus. Operators' events have a `detail-type` of their own. */
export const busSource = 'seedance-relay';

/** `detail` of an event on the bus: the callback's body, and what the callback has in its headers or in its address. */
export type BusDetail = VideoEvent & {
  /** The callback's `webhook-id`: the same for every repetition. The bus gives each its own `id` outside of the detail. */
  readonly id: string;
  /** Who registered the task. */
  readonly owner: string;
};

/** What an operator has to know, put on the bus where it is logged: at best once, and perhaps not at all. */
export const operatorEventTypes = [
  /** A delivery was given up after its last attempt. */
  'relay.delivery.exhausted',
  /** A receiver answered 410. */
  'relay.receiver.gone',
  /** The provider refused the API key, or there is none. */
  'relay.provider.key_refused',
  /** The provider has no such path. */
  'relay.provider.path_wrong',
] as const;
export type OperatorEventType = (typeof operatorEventTypes)[number];

/** `detail` of such an event. */
export interface OperatorDetail {
  readonly type: OperatorEventType;
  /** ISO 8601. */
  readonly timestamp: string;
  /** Of a delivery: `owner`, `taskId`, `delivery` (its number) and `destination`. Of a provider: its name, `provider`. */
  readonly data: Readonly<Record<string, string | number>>;
}
