import type { VideoEvent } from 'seedance-relay/receiver';

/** An event as EventBridge hands it to a Lambda function: the parts that are used. */
interface BusEvent {
  readonly detail: VideoEvent & { readonly id: string; readonly owner: string };
}

/** Replace it by a table with a conditional write: this one forgets when the function does. */
const seen = new Set<string>();

/** The target of a rule. EventBridge, like the relay, may bring an event twice. */
export const handler = async ({ detail }: BusEvent): Promise<string | undefined> => {
  if (seen.has(detail.id)) return undefined;
  const { taskId } = detail.data;
  const result =
    detail.type === 'video.completed'
      ? `${taskId}: s3://${detail.data.video.bucket}/${detail.data.video.key}`
      : `${taskId}: ${detail.data.status}`;
  seen.add(detail.id);
  return result;
};
