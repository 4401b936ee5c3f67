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
  completed: ['succeeded', 'SUCCESS', 'complete', 'Done', 'finished', 'ok', 'succeed', 'TASK_STATUS_SUCCEED'],
  processing: ['running', 'IN_PROGRESS', 'generating'],
  queued: ['pending', 'Submitted', 'accepted', 'WAITING', 'created', 'NOT_START', 'starting', 'IN_QUEUE'],
  failed: ['fail', 'ERROR', 'FAILURE', '失败'],
  cancelled: ['canceled', 'CANCELLED'],
  expired: ['Expired', 'timeout', 'timed_out'],
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
  (link) => ({ video_url: [link] }),
  (link) => ({ videos: [{ url: link }] }),
  (link) => ({ data: [{ url: link }] }),
  (link) => ({ outputs: [link] }),
  (link) => ({ metadata: { url: link } }),
  (link) => ({ resultJson: JSON.stringify({ resultUrls: [link] }) }),
  (link) => ({ content: { video: { play_url: link, cover_url: stillOf(link) } } }),
  (link) => ({ images: [stillOf(link)], works: [{ cover: stillOf(link), resource: link }] }),
];

/** A link to a picture, which must never be taken for the video. */
const stillOf = (link: unknown): string => String(link).replace('.mp4', '.png');

/** Where else the reason of a failure has been seen. */
const reasonPlaces: readonly ((reason: unknown) => Payload)[] = [
  (reason) => ({ fail_reason: reason }),
  (reason) => ({ failure_reason: reason }),
  (reason) => ({ failMsg: reason }),
  (reason) => ({ error: JSON.stringify({ error: { code: 'Refused', message: reason } }) }),
  (reason) => ({ error: { error: { message: reason } } }),
];

const envelopes: readonly ((payload: Payload) => Payload)[] = [
  (data) => ({ data }),
  (result) => ({ result }),
  (payload) => ({ data: [payload] }),
  (payload) => ({ data: JSON.stringify(payload) }),
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
  'unknown-status': (payload) => ({ ...payload, status: 'ruminating' }),
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
  'reason-elsewhere': ({ error, ...rest }, shaping) =>
    typeof error === 'string' ? { ...rest, ...turn(reasonPlaces, shaping)?.(error) } : { ...rest, error },
  'other-task': (payload) => ({ ...payload, id: `${payload.id}0`, status: 'failed', video_url: null }),
  'numbers-as-text': (payload) =>
    Object.fromEntries(
      Object.entries(payload).map(([name, value]) => [name, typeof value === 'number' ? `${value}` : value]),
    ),
  'absent-fields': (payload, { amount }) => without(payload, null, amount === 2 ? '' : undefined),
  enveloped: (payload, shaping) => ({
    code: 200,
    msg: 'success',
    ...turn(envelopes, { ...shaping, amount: shaping.amount ?? 1 })?.(payload),
  }),
} satisfies Record<string, Shape>;

/** Misbehaviours of the transfer, with how they are sent. */
export const sendingFaults = { stall: 'stall', cut: 'cut', endless: 'endless' } satisfies Record<
  string,
  SimulatedReply['sending']
>;
