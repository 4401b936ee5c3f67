import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { bucket, key, local, opened, type Prepare } from './route.ts';

/** lib-storage with its defaults: parts of 5 MiB, four at once. */
export const prepare: Prepare = ({ link, endpoint }) => {
  const client = new S3Client(local(endpoint));
  return async () => {
    const Body = await opened(link);
    await new Upload({ client, params: { Bucket: bucket, Key: key, Body } }).done();
  };
};
