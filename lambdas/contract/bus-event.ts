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
