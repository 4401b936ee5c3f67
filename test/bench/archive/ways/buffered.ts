import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { bucket, key, local, opened, type Prepare } from './route.ts';

/** The whole file in memory, then one PutObject. */
export const prepare: Prepare = ({ link, endpoint }) => {
  const client = new S3Client(local(endpoint));
  return async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of await opened(link)) chunks.push(chunk);
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.concat(chunks) }));
  };
};
