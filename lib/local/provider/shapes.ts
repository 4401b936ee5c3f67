import type { SimulatedReply } from './reply.ts';

/** What the shape of an answer depends on, apart from the answer itself. */
export interface Shaping {
  readonly amount?: number;
  /** Which request of its kind this is, from 1. Alternatives take turns by it. */
  readonly number: number;
  /** Hands out a link that answers with an HTTP status rather than the video. */
  deadLink(status: number): string;
}
type Payload = Readonly<Record<string, unknown>>;
type Shape = (payload: Payload, shaping: Shaping) => Payload;

const synonyms: Readonly<Record<string, readonly string[]>> = {
  completed: ['succeeded', 'SUCCESS', 'complete', 'Done', 'finished', 'ok'],
  processing: ['running', 'IN_PROGRESS', 'generating'],
  queued: ['pending', 'Submitted', 'accepted', 'WAITING', 'created'],
  failed: ['fail', 'ERROR'],
  cancelled: ['canceled', 'CANCELLED'],
  expired: ['Expired'],
};

/** Where else a link has been seen. */
const places: readonly ((link: unknown) => Payload)[] = [
  (link) => ({ result_url: link }),
  (link) => ({ url: link }),
  (link) => ({ videoUrl: link }),
  (link) => ({ content: { video_url: link } }),
  (link) => ({ output: { video_url: link } }),
  (link) => ({ output: { url: link } }),
  (link) => ({ result: { url: link } }),
];

const turn = <T>(list: readonly T[], { amount, number }: Shaping): T | undefined =>
  list[((amount ?? number) - 1) % list.length];

const without = (payload: Payload, value: unknown, instead?: unknown): Payload =>
  Object.fromEntries(
    Object.entries(payload)
      .map(([name, entry]) => [name, entry === value ? instead : entry])
      .filter(([, entry]) => entry !== undefined),
  );

/** Misbehaviours that change an answer's payload, in the order in which they are laid over one another. */
export const shapes = {
  'without-link': (payload) => (payload.video_url ? { ...payload, video_url: null } : payload),
  'dead-link': (payload, { amount = 403, deadLink }) =>
    payload.video_url ? { ...payload, video_url: deadLink(amount) } : payload,
  image: ({ video_url, ...rest }) => ({ ...rest, image_url: video_url }),
  'no-status': ({ status: _, ...rest }) => rest,
  'unknown-status': (payload) => ({ ...payload, status: 'moderating' }),
  'failed-at-birth': (payload) => ({ ...payload, status: 'failed', error: '内容审核未通过' }),
  'no-id': ({ id: _, ...rest }) => rest,
  'link-elsewhere': (payload, shaping) => {
    if (!payload.video_url) return payload;
    const { video_url, ...rest } = payload;
    return { ...rest, ...turn(places, shaping)?.(video_url) };
  },
  synonyms: (payload, shaping) => ({
    ...payload,
    status: turn(synonyms[String(payload.status)] ?? [], shaping) ?? payload.status,
  }),
  'error-as-object': (payload) =>
    typeof payload.error === 'string'
      ? { ...payload, error: { code: 'InternalError', message: payload.error } }
      : payload,
  progress: (payload, { amount }) => ({ ...payload, progress: amount === 2 ? '40%' : 40 }),
  'numbers-as-text': (payload) =>
    Object.fromEntries(
      Object.entries(payload).map(([name, value]) => [name, typeof value === 'number' ? `${value}` : value]),
    ),
  'absent-fields': (payload, { amount }) => without(payload, null, amount === 2 ? '' : undefined),
  enveloped: (payload, { amount }) => ({
    code: 200,
    msg: 'success',
    ...(amount === 2 ? { result: payload } : { data: payload }),
  }),
} satisfies Record<string, Shape>;

/** Misbehaviours of the transfer, with how they are sent. */
export const sendingFaults = { stall: 'stall', cut: 'cut', endless: 'endless' } satisfies Record<
  string,
  SimulatedReply['sending']
>;
