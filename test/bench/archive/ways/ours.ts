import { transferClient } from '../../../../lambdas/adapters/archive/s3/s3-transfer.ts';
import { S3Archive } from '../../../../lambdas/adapters/archive/s3-archive.ts';
import { guardedStream } from '../../../../lambdas/adapters/http/http-exchange.ts';
import { urlPolicy } from '../../../../lambdas/adapters/http/url-guard.ts';
import { hour } from '../../../../lambdas/domain/task/time.ts';
import { bucket, key, local, type Prepare } from './route.ts';

/** What this project does, guard and hash included. */
export const prepare: Prepare = ({ link, endpoint }) => {
  const open = guardedStream(urlPolicy({ privateHosts: ['127.0.0.1'], allowedHosts: [] }));
  const archive = new S3Archive(transferClient(local(endpoint)), bucket, open);
  return async () => {
    const result = await archive.copy({
      link,
      key,
      maxBytes: 2 ** 40,
      budgetMillis: hour,
      mayBeThere: false,
      inParts: false,
      begun: async () => true,
    });
    if (result.kind !== 'archived') throw new Error(JSON.stringify(result));
  };
};
