import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { wideHeaders } from './encodings.ts';
import type { VideoRequest } from './ground-truth.ts';
import { amountOf, type Misbehaviour, nameOf } from './misbehaviours.ts';
import { type SimulatedReply, send } from './reply.ts';
import type { SimulatedTask } from './simulated-tasks.ts';
import { type ActiveMisbehaviours, bare, substituteReply } from './video-substitute.ts';
import { transferVideo, type VideoTransfer } from './video-transfer.ts';

interface ByteRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** The bytes that a Range header requests; `undefined` if the file has none of them. */
const requestedRange = (range: string | undefined, bytes: number): ByteRange | undefined => {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && last === '') return { start: 0, end: bytes };
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1);
  return start < end ? { start, end } : undefined;
};

/** Declared length minus actual length, in bytes. */
const lengthErrorOf = (active: ActiveMisbehaviours): number => {
  if (active.has('overstates')) return active.get('overstates') ?? 1000;
  return active.has('understates') ? -(active.get('understates') ?? 1000) : 0;
};

/** Answers one request for a task's video as an object store does, with misbehaviours applied. */
export const serveVideo = async (
  task: SimulatedTask,
  request: IncomingMessage,
  response: ServerResponse,
  { misbehaviours, record, linkStatus, number }: VideoExchange,
): Promise<void> => {
  const active: ActiveMisbehaviours = new Map(misbehaviours.map((one) => [nameOf(one), amountOf(one)]));
  const refuse = (reply: SimulatedReply): void => {
    record.status = reply.sending === 'whole' ? reply.status : 0;
    send(reply, response);
  };
  const substitute = substituteReply(request, active, linkStatus, number);
  if (substitute) return refuse(substitute);
  if (active.has('changes')) task.changeVideo();

  const file = task.video;
  const { 'if-match': match, 'if-range': unless } = request.headers;
  if (match && !active.has('no-etag') && match !== file.etag) return refuse(bare(412));
  const whole =
    active.has('no-range') || active.has('gzipped') || (unless !== undefined && unless !== file.etag);
  const rangeHeader = whole ? undefined : request.headers.range;
  const range = requestedRange(rangeHeader, file.bytes);
  if (!range) return refuse(bare(416, { 'content-range': `bytes */${file.bytes}` }));

  if (active.has('gzipped')) {
    const payload = gzipSync(file.read(0, file.bytes));
    return refuse({ ...bare(200, { 'content-type': 'video/mp4', 'content-encoding': 'gzip' }), payload });
  }
  const length = range.end - range.start;
  const lengthError = lengthErrorOf(active);
  record.status = rangeHeader ? 206 : 200;
  response.writeHead(record.status, {
    'content-type': active.has('octet-stream') ? 'application/octet-stream' : 'video/mp4',
    ...(!active.has('chunked') && { 'content-length': Math.max(0, length + lengthError) }),
    ...(active.has('length-and-chunked') && { 'transfer-encoding': 'chunked' }),
    ...(active.has('says-gzip') && { 'content-encoding': 'gzip' }),
    ...(active.has('wide-video-headers') && wideHeaders),
    ...(rangeHeader &&
      !active.has('bare-206') && { 'content-range': `bytes ${range.start}-${range.end - 1}/${file.bytes}` }),
    ...(!active.has('no-range') && { 'accept-ranges': 'bytes' }),
    ...(!active.has('no-etag') && {
      etag: file.etag,
      'last-modified': new Date(task.createdAt).toUTCString(),
    }),
  });
  await transferVideo({ file, ...range, record, response, ...transferSettings(active, length, lengthError) });
};

const transferSettings = (
  active: ActiveMisbehaviours,
  length: number,
  lengthError: number,
): Partial<VideoTransfer> => {
  if (active.has('drop')) return { stopAfter: active.get('drop') ?? length / 3, ending: 'reset' };
  if (active.has('stall-video'))
    return { stopAfter: active.get('stall-video') ?? length / 2, ending: 'nothing' };
  if (lengthError !== 0) return { ending: 'close' };
  return active.has('slow') ? { bytesPerSecond: active.get('slow') ?? 1_000_000 } : {};
};

export interface VideoExchange {
  readonly misbehaviours: readonly Misbehaviour[];
  readonly record: VideoRequest;
  /** The HTTP status of the link itself. */
  readonly linkStatus: number;
  /** Which of the task's requests for the video this is, from 1. */
  readonly number: number;
}
