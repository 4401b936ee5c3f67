import type { AddressInfo } from 'node:net';
import { benchServer } from './tls.ts';

/**
 * An S3 that only counts, in a process of its own. Answers what a copy asks of it; knows the length of the last object,
 * and nothing else. Prints its port.
 */
let objectBytes = 0;
let uploadBytes = 0;

const server = benchServer((request, response) => {
  const query = new URL(request.url ?? '/', 'http://s3').searchParams;
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  request.on('error', () => {});
  request.on('end', () => {
    const decoded = Number(request.headers['x-amz-decoded-content-length'] ?? bytes);
    const xml = (body: string) => response.setHeader('content-type', 'application/xml').end(body);
    response.setHeader('etag', '"0123456789abcdef0123456789abcdef"');
    if (request.method === 'HEAD') return response.setHeader('content-length', objectBytes).end();
    if (query.has('uploads')) {
      uploadBytes = 0;
      return xml(
        '<InitiateMultipartUploadResult><UploadId>upload</UploadId></InitiateMultipartUploadResult>',
      );
    }
    if (request.method === 'POST') {
      objectBytes = uploadBytes;
      return xml('<CompleteMultipartUploadResult><ETag>"x-1"</ETag></CompleteMultipartUploadResult>');
    }
    if (request.headers['x-amz-copy-source']) {
      return xml('<CopyObjectResult><ETag>"x"</ETag></CopyObjectResult>');
    }
    if (query.has('uploadId')) uploadBytes += decoded;
    else objectBytes = decoded;
    return response.end();
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
