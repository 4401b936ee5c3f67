import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { testCertificates } from '../../support/certificates.ts';

/** The processes of a benchmark over TLS find their certificate, and the authority that made it, by these. */
export const tlsEnvironment = (folder: string): Readonly<Record<string, string>> => {
  const certificates = testCertificates();
  const { cert, key } = certificates.issue('IP:127.0.0.1');
  writeFileSync(join(folder, 'ca.pem'), certificates.authority);
  writeFileSync(join(folder, 'cert.pem'), cert);
  writeFileSync(join(folder, 'key.pem'), key);
  return { BENCH_TLS: folder, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') };
};

/** A server by TLS if the benchmark runs over it, by plain http otherwise. */
export const benchServer = (listener: RequestListener): Server => {
  const folder = process.env.BENCH_TLS;
  if (folder === undefined) return createServer(listener);
  const cert = readFileSync(join(folder, 'cert.pem'));
  const key = readFileSync(join(folder, 'key.pem'));
  return createTlsServer({ cert, key }, listener);
};
