import type { ServerResponse } from 'node:http';
import type { Failure } from '../endpoint/fault-injection.ts';
import type { MultipartUpload } from './fauxqs-parts.ts';

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export const answerXml = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`);
};

export const answerS3Error = (response: ServerResponse, failure: Failure): void =>
  answerXml(
    response,
    failure.status,
    `<Error><Code>${escaped(failure.error)}</Code><Message>${escaped(failure.message)}</Message></Error>`,
  );

const inSpace = (name: string, body: string) =>
  `<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${body}</${name}>`;

/** A page of an upload's parts. */
export const partsXml = (upload: MultipartUpload, after: number, limit: number): string => {
  const all = [...upload.parts.values()]
    .filter(({ partNumber }) => partNumber > after)
    .sort((a, b) => a.partNumber - b.partNumber);
  const page = all.slice(0, limit);
  const parts = page.map(
    ({ partNumber, etag, body, lastModified }) =>
      `<Part><PartNumber>${partNumber}</PartNumber><ETag>${escaped(etag)}</ETag><Size>${body.length}</Size>` +
      `<LastModified>${lastModified.toISOString()}</LastModified></Part>`,
  );
  return inSpace(
    'ListPartsResult',
    `<Bucket>${upload.bucket}</Bucket><Key>${escaped(upload.key)}</Key><UploadId>${upload.uploadId}</UploadId>` +
      `<PartNumberMarker>${after}</PartNumberMarker><MaxParts>${limit}</MaxParts>` +
      `<NextPartNumberMarker>${page.at(-1)?.partNumber ?? after}</NextPartNumberMarker>` +
      `<IsTruncated>${page.length < all.length}</IsTruncated>${parts.join('')}`,
  );
};

export const uploadsXml = (bucket: string, uploads: readonly MultipartUpload[]): string =>
  inSpace(
    'ListMultipartUploadsResult',
    `<Bucket>${bucket}</Bucket><IsTruncated>false</IsTruncated>${uploads
      .map(
        ({ key, uploadId, initiated }) =>
          `<Upload><Key>${escaped(key)}</Key><UploadId>${uploadId}</UploadId>` +
          `<Initiated>${initiated.toISOString()}</Initiated></Upload>`,
      )
      .join('')}`,
  );
