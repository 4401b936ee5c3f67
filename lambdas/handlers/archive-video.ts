import { sha256Hex } from '../adapters/digest.ts';
import { dynamoClient } from '../adapters/dynamo-client.ts';
import { DynamoTasks } from '../adapters/dynamo-tasks.ts';
import { list, number, readEnvironment } from '../adapters/environment.ts';
import { guardedStream, plainExchange } from '../adapters/http-exchange.ts';
import { HttpProvider } from '../adapters/http-provider.ts';
import { urlPolicy } from '../adapters/routes.ts';
import { S3Archive } from '../adapters/s3-archive.ts';
import { transferClient } from '../adapters/s3-transfer.ts';
import { Secret } from '../adapters/secret.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { PowertoolsTelemetry, type Telemetry } from '../adapters/telemetry.ts';
import type { Cursor, Step } from '../contract.ts';
import { type ArchiveTurn, type ArchiveVideoDeps, archiveVideo } from '../domain/archive-video.ts';
import { lazily } from './lazily.ts';

interface Deps extends ArchiveVideoDeps {
  readonly telemetry: Telemetry;
}

/** What the handler uses of Lambda's context. */
interface Invocation {
  getRemainingTimeInMillis(): number;
}

export const makeHandler =
  (deps: Deps) =>
  async (cursor: Cursor, invocation: Invocation): Promise<Step> => {
    const turn = await archiveVideo(deps)(cursor, { remainingMillis: invocation.getRemainingTimeInMillis() });
    report(deps.telemetry, turn);
    return turn.step;
  };

const report = (telemetry: Telemetry, { step, report: event }: ArchiveTurn): void => {
  const { owner, taskId, restart, waitSeconds } = step;
  const about = { owner, taskId, restart };
  switch (event.kind) {
    case 'archived': {
      const { key, bytes, contentType, sha256 } = event.video;
      telemetry.log('info', 'videoArchived', { ...about, key, bytes, contentType, sha256 });
      telemetry.measure('archivedBytes', bytes);
      telemetry.measure('archiveSeconds', event.seconds);
      return;
    }
    case 'not_this_time': {
      const { reason, bytesUp } = event;
      telemetry.log('warn', 'videoNotArchived', { ...about, reason, bytesUp, waitSeconds });
      return;
    }
    case 'given_up':
      telemetry.log('error', 'videoGivenUp', { ...about, reason: event.reason });
      telemetry.measure('archiveFailures', 1);
      return;
    case 'superseded':
      telemetry.log('info', 'executionSuperseded', about);
      return;
    case 'done_before':
      return;
  }
};

const makeDeps = (): Deps => {
  const environment = readEnvironment('archive-video');
  const policy = urlPolicy({ privateHosts: list(environment.privateHosts), allowedHosts: [] });
  return {
    tasks: new DynamoTasks(dynamoClient(), environment.table),
    archive: new S3Archive(transferClient(), environment.bucket, guardedStream(policy)),
    provider: new HttpProvider({
      baseUrl: environment.providerBaseUrl,
      key: new Secret(environment.providerSecret),
      exchange: plainExchange(),
      clock: systemClock,
    }),
    clock: systemClock,
    digest: sha256Hex,
    maxVideoBytes: number(environment.maxVideoBytes),
    telemetry: new PowertoolsTelemetry('archive-video'),
  };
};

export const handler = lazily(makeHandler, makeDeps);
