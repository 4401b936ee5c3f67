import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { bucket, key, local, opened, type Prepare } from './route.ts';

/** One PutObject with the SDK's defaults, whose body is the source's answer. */
export const prepare: Prepare = ({ link, endpoint }) => {
  const client = new S3Client(local(endpoint));
  return async () => {
    const Body = await opened(link);
    const ContentLength = Number(Body.headers['content-length']);
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentLength }));
  };
};
