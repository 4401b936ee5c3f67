import type { IncomingMessage, ServerResponse } from 'node:http';
import type { VideoRequest } from './ground-truth.ts';
import { amountOf, type Misbehaviour, nameOf } from './misbehaviours.ts';
import { type SimulatedReply, send } from './reply.ts';
import type { SimulatedTask } from './simulated-tasks.ts';
import { bare, diversion, type Met } from './video-diversion.ts';
import { type Pouring, pour } from './video-pour.ts';

interface Part {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** The part of a file that a Range asks for; `undefined` where there is none of it in the file. */
const asked = (range: string | undefined, bytes: number): Part | undefined => {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && last === '') return { start: 0, end: bytes };
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1);
  return start < end ? { start, end } : undefined;
};

/** How much greater the declared length is than the true one. */
const lieOf = (met: Met): number => {
  if (met.has('overstates')) return met.get('overstates') ?? 1000;
  return met.has('understates') ? -(met.get('understates') ?? 1000) : 0;
};

/** Answers one request for a task's video as an object store does, misbehaviours laid over it. */
export const serveVideo = async (
  task: SimulatedTask,
  request: IncomingMessage,
  response: ServerResponse,
  { misbehaviours, record, linkStatus, number }: VideoExchange,
): Promise<void> => {
  const met: Met = new Map(misbehaviours.map((one) => [nameOf(one), amountOf(one)]));
  const refuse = (reply: SimulatedReply): void => {
    record.status = reply.manner === 'whole' ? reply.status : 0;
    send(reply, response);
  };
  const diverted = diversion(request, met, linkStatus, number);
  if (diverted) return refuse(diverted);
  if (met.has('changes')) task.changeVideo();

  const file = task.video;
  const { 'if-match': match, 'if-range': unless } = request.headers;
  if (match && !met.has('no-etag') && match !== file.etag) return refuse(bare(412));
  const whole = met.has('no-range') || (unless !== undefined && unless !== file.etag);
  const range = whole ? undefined : request.headers.range;
  const part = asked(range, file.bytes);
  if (!part) return refuse(bare(416, { 'content-range': `bytes */${file.bytes}` }));

  const length = part.end - part.start;
  const lie = lieOf(met);
  record.status = range ? 206 : 200;
  response.writeHead(record.status, {
    'content-type': met.has('octet-stream') ? 'application/octet-stream' : 'video/mp4',
    ...(!met.has('chunked') && { 'content-length': Math.max(0, length + lie) }),
    ...(range && { 'content-range': `bytes ${part.start}-${part.end - 1}/${file.bytes}` }),
    ...(!met.has('no-range') && { 'accept-ranges': 'bytes' }),
    ...(!met.has('no-etag') && { etag: file.etag, 'last-modified': new Date(task.createdAt).toUTCString() }),
  });
  await pour({ file, ...part, record, response, ...howToPour(met, length, lie) });
};

const howToPour = (met: Met, length: number, lie: number): Partial<Pouring> => {
  if (met.has('drop')) return { stopAfter: met.get('drop') ?? length / 3, ending: 'reset' };
  if (met.has('stall-video')) return { stopAfter: met.get('stall-video') ?? length / 2, ending: 'nothing' };
  if (lie !== 0) return { ending: 'close' };
  return met.has('slow') ? { bytesPerSecond: met.get('slow') ?? 1_000_000 } : {};
};

export interface VideoExchange {
  readonly misbehaviours: readonly Misbehaviour[];
  readonly record: VideoRequest;
  /** What the link itself deserves. */
  readonly linkStatus: number;
  /** Which of the task's requests for the video this is, from 1. */
  readonly number: number;
}
