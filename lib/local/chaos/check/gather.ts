import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  type MultipartUpload,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { LocalCloud } from '../../cloud/cloud.ts';
import type { BusEnvelope } from '../../cloud/events/event-bus.ts';
import { type ChaosEnvironment, taskOf } from '../chaos-environment.ts';
import type { TaskHistory } from './allowed-outcomes.ts';
import type { BusEvent, DeliverySeen, Evidence, Leftovers, RecordSeen, StoredFile } from './evidence.ts';
import { isVideo, plainIdOf, taskIdOfFile } from './file-keys.ts';

type Item = Readonly<Record<string, unknown>>;

const items = async ({ dynamo, tableName }: LocalCloud): Promise<Item[]> => {
  const all: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client: dynamo }, { TableName: tableName })) {
    all.push(...Items.map((item) => unmarshall(item)));
  }
  return all;
};

const files = async ({ s3, bucketName }: LocalCloud): Promise<StoredFile[]> => {
  const all: StoredFile[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucketName })) {
    for (const { Key: key = '' } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucketName, Key: key }));
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of Body as Readable) {
        hash.update(chunk);
        bytes += chunk.length;
      }
      all.push({ key, bytes, sha256: hash.digest('hex') });
    }
  }
  return all;
};

/** A page of estimates holds as many observations as its length says. */
const isWhole = (page: Item): boolean => {
  const counts = Object.entries(page).filter(([name]) => name.startsWith('seen_'));
  return counts.reduce((sum, [, count]) => sum + Number(count), 0) === page.length;
};

const taskIdIn = (key: string): string => key.split('#').slice(2).join('#');
const nameOf = ({ pk, sk }: Item): string => `${pk} ${sk}`;

const busEvent = ({ source, detail, ...envelope }: BusEnvelope): BusEvent => ({
  source,
  type: envelope['detail-type'],
  detail,
});

/** Reads everything that the product stored. Fault injection must be over. */
export const gather = async (
  environment: ChaosEnvironment,
  histories: readonly TaskHistory[],
): Promise<Evidence> => {
  const cloud = await environment.cloud();
  const records = new Map<string, RecordSeen>();
  const deliveries = new Map<string, DeliverySeen[]>();
  const leases: string[] = [];
  const strays: string[] = [];
  const known = new Set(histories.map(({ taskId }) => taskId));
  for (const item of await items(cloud)) {
    const [pk, sk] = [String(item.pk), String(item.sk)];
    if (item.leaseUntil !== undefined) leases.push(nameOf(item));
    if (pk.startsWith('ESTIMATE#') && !isWhole(item)) strays.push(nameOf(item));
    if (!pk.startsWith('TASK#')) continue;
    const taskId = taskIdIn(pk);
    if (!known.has(taskId)) strays.push(nameOf(item));
    if (sk === 'TASK') records.set(taskId, item as unknown as RecordSeen);
    if (sk.startsWith('DELIVERY#')) {
      deliveries.set(taskId, [...(deliveries.get(taskId) ?? []), item as unknown as DeliverySeen]);
    }
  }

  const stored = await files(cloud);
  const kept = new Set([...records.values()].flatMap(({ keptFile }) => keptFile?.key ?? []));
  const videos = stored.filter(({ key }) => isVideo(key, kept));
  const fileOf = new Map(videos.map((file) => [taskIdOfFile(file.key), file]));
  const knownFiles = new Set(histories.map(({ taskId }) => plainIdOf(taskId)));
  strays.push(...stored.filter(({ key }) => !knownFiles.has(taskIdOfFile(key))).map(({ key }) => key));
  const { Uploads = [] } = await cloud.s3.send(new ListMultipartUploadsCommand({ Bucket: cloud.bucketName }));

  const onBus = environment.busEvents && Map.groupBy(environment.busEvents, taskOf);
  const receipts = Map.groupBy(environment.receiver.receipts, ({ taskId }) => taskId);
  return {
    tasks: histories.map((history) => {
      const { taskId } = history;
      const groundTruth = environment.provider.groundTruthOf(plainIdOf(taskId));
      const record = records.get(taskId);
      const file = fileOf.get(plainIdOf(taskId));
      return {
        history: { ...history, ...(groundTruth && { groundTruth }) },
        deliveries: deliveries.get(taskId) ?? [],
        receipts: receipts.get(taskId) ?? [],
        ...(onBus && { onBus: (onBus.get(taskId) ?? []).map(busEvent) }),
        ...(record && { record }),
        ...(file && { file }),
      };
    }),
    left: {
      leases,
      strays,
      keys: environment.provider.strayKeys,
      executions: cloud.executions.list('RUNNING').map(({ name }) => name),
      ...uploadsLeft(environment, Uploads),
    },
  };
};

/** Uploads that the product could have ended are findings. */
const uploadsLeft = (
  { lostUploads }: ChaosEnvironment,
  uploads: readonly MultipartUpload[],
): Pick<Leftovers, 'uploads' | 'lostUploads'> => {
  const refused = ({ UploadId = '' }: MultipartUpload) => lostUploads.wasRefused(UploadId);
  const others = uploads.filter((upload) => !refused(upload));
  const byTask = Map.groupBy(others, ({ Key = '' }) => taskIdOfFile(Key));
  const known = [...byTask].flatMap(([taskId, all]) => all.slice(lostUploads.of(taskId)));
  return {
    uploads: known.map(({ Key, UploadId }) => `${Key} ${UploadId}`),
    lostUploads: uploads.length - known.length,
  };
};
