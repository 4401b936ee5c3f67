import { once } from 'node:events';
import { request } from 'node:http';
import { request as requestByTls } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { bucket, key, opened, type Prepare } from './route.ts';

/** No SDK, no hash, no guard: what the machine can do. */
export const prepare: Prepare = ({ link, endpoint }) => {
  return async () => {
    const answer = await opened(link);
    const send = endpoint.startsWith('https:') ? requestByTls : request;
    const put = send(`${endpoint}/${bucket}/${key}`, {
      method: 'PUT',
      headers: { 'content-length': answer.headers['content-length'], 'content-type': 'video/mp4' },
    });
    const done = once(put, 'response');
    await pipeline(answer, put);
    const [response] = await done;
    response.resume();
    await once(response, 'end');
  };
};
