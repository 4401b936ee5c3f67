import { createHash } from 'node:crypto';
import type { GroundTruth } from '../provider/ground-truth.ts';
import type { ReceivedCallback } from '../receiver/receiver.ts';
import type { DemoTaskView } from './api-client.ts';
import type { TaskResult } from './task-progress.ts';

interface EventBody {
  readonly type: string;
  readonly data: {
    readonly taskId: string;
    readonly video: { readonly url: string; readonly sha256: string } | null;
  };
}

/** Length and hash of the file at a link. */
const fetched = async (
  url: string,
): Promise<{ bytes: number; sha256: string; contentType: string | null }> => {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of response.body) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex'), contentType: response.headers.get('content-type') };
};

/** Compares the file behind a callback's link with the provider's. Returns the differences. */
const checkFile = async (body: EventBody, groundTruth: GroundTruth): Promise<readonly string[]> => {
  if (!groundTruth.video)
    return body.data.video ? ['There is a video in the event of a task that has none'] : [];
  if (!body.data.video) return ['There is no video in the event'];
  try {
    const file = await fetched(body.data.video.url);
    const failures: string[] = [];
    if (file.bytes !== groundTruth.video.bytes)
      failures.push(`${file.bytes} bytes, not ${groundTruth.video.bytes}`);
    if (!groundTruth.video.sha256s.includes(file.sha256))
      failures.push('The SHA-256 differs from the source’s');
    if (body.data.video.sha256 !== file.sha256) failures.push('The SHA-256 in the event is not the file’s');
    if (file.contentType !== 'video/mp4') failures.push(`The content type is ${file.contentType}`);
    return failures;
  } catch (error) {
    return [`The link in the event does not open: ${error instanceof Error ? error.message : String(error)}`];
  }
};

/** Checks everything that the relay promises about a task against what really happened. */
export const verdictOf = async (
  groundTruth: GroundTruth,
  view: DemoTaskView | undefined,
  callbacks: readonly ReceivedCallback[],
): Promise<TaskResult> => {
  const [callback] = callbacks;
  const body = callback?.verdict.verified ? (JSON.parse(callback.body) as EventBody) : undefined;
  const right = groundTruth.rightOutcome.status;
  const failures: string[] = [];
  if (callbacks.length === 0) failures.push('No callback came');
  if (callbacks.length > 1) failures.push(`${callbacks.length} callbacks came, not one`);
  for (const { verdict } of callbacks)
    if (!verdict.verified) failures.push(`Not verified: ${verdict.reason}`);
  if (view?.status !== right) failures.push(`The record says ${view?.status}, not ${right}`);
  if (body && body.type !== `video.${right}`) failures.push(`The event is ${body.type}, not video.${right}`);
  if (body) failures.push(...(await checkFile(body, groundTruth)));
  const { bucket, key, bytes, sha256 } = view?.video ?? {};
  return {
    taskId: groundTruth.taskId,
    status: view?.status ?? 'unknown',
    polls: groundTruth.polls.length,
    secondsFromFinishedToCallback:
      callback && groundTruth.endsAt ? (callback.at - groundTruth.endsAt) / 1000 : null,
    video: bucket && key && bytes && sha256 ? { bucket, key, bytes, sha256 } : null,
    callback: callback && body ? { headers: callback.headers, body } : null,
    callbacksReceived: callbacks.length,
    failures,
  };
};
