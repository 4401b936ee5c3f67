import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestCertificates {
  /** PEM of the authority that made them. */
  readonly authority: string;
  /** A certificate for a name that nobody but its own key has signed. */
  selfSigned(name: string): { readonly cert: string; readonly key: string };
  /** A certificate for these names, good for a day. */
  issue(subjectAltName: string): { readonly cert: string; readonly key: string };
}

/** An authority of the test's own, made by the machine's openssl and forgotten with the process. */
export const testCertificates = (): TestCertificates => {
  const inDirectory = <T>(
    work: (run: (...args: string[]) => void, path: (name: string) => string) => T,
  ): T => {
    const directory = mkdtempSync(join(tmpdir(), 'certificates-'));
    try {
      return work(
        (...args) => execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' }),
        (name) => join(directory, name),
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  };
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const authority = inDirectory((run, path) => {
    run(
      'req',
      '-x509',
      ...curve,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-subj',
      '/CN=Test authority',
      '-days',
      '1',
    );
    return { cert: readFileSync(path('ca.pem'), 'utf8'), key: readFileSync(path('ca.key'), 'utf8') };
  });
  return {
    authority: authority.cert,
    selfSigned: (name) =>
      inDirectory((run, path) => {
        run(
          ...['req', '-x509', ...curve, '-keyout', 'own.key', '-out', 'own.pem', '-subj', `/CN=${name}`],
          ...['-addext', `subjectAltName=DNS:${name}`, '-days', '1'],
        );
        return { cert: readFileSync(path('own.pem'), 'utf8'), key: readFileSync(path('own.key'), 'utf8') };
      }),
    issue: (subjectAltName) =>
      inDirectory((run, path) => {
        writeFileSync(path('ca.pem'), authority.cert);
        writeFileSync(path('ca.key'), authority.key);
        writeFileSync(path('names'), `subjectAltName=${subjectAltName}`);
        run('req', ...curve, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=test');
        run(
          ...['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
          ...['-out', 'server.pem', '-extfile', 'names', '-days', '1'],
        );
        return {
          cert: readFileSync(path('server.pem'), 'utf8'),
          key: readFileSync(path('server.key'), 'utf8'),
        };
      }),
  };
};
