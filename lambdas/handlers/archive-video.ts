import { transferClient } from '../adapters/archive/s3/s3-transfer.ts';
import { S3Archive } from '../adapters/archive/s3-archive.ts';
import { dynamoClient } from '../adapters/dynamodb/dynamo-client.ts';
import { DynamoTaskStore } from '../adapters/dynamodb/dynamo-task-store.ts';
import { guardedStream, plainExchange } from '../adapters/http/http-exchange.ts';
import { urlPolicy } from '../adapters/http/url-guard.ts';
import { withFileKey } from '../adapters/provider/file-key.ts';
import { HttpProviders } from '../adapters/provider/http-providers.ts';
import type { ProviderAccess } from '../adapters/provider/per-provider.ts';
import { sha256Hex } from '../adapters/runtime/digest.ts';
import { configuredProviders, list, number, readEnvironment } from '../adapters/runtime/environment.ts';
import { systemClock } from '../adapters/runtime/system-clock.ts';
import { PowertoolsTelemetry, type Telemetry } from '../adapters/runtime/telemetry.ts';
import type { ExecutionInput, Step } from '../contract/workflow.ts';
import { type ArchiveTurn, type ArchiveVideoDeps, archiveVideo } from '../domain/archive/archive-video.ts';
import { isVideoAtRisk } from '../domain/archive/video-at-risk.ts';
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
  async (input: ExecutionInput, invocation: Invocation): Promise<Step> => {
    const turn = await archiveVideo(deps)(input, { remainingMillis: invocation.getRemainingTimeInMillis() });
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
      const { reason, bytesUp, failures, millisLeft } = event;
      telemetry.log('warn', 'videoNotArchived', { ...about, reason, bytesUp, failures, waitSeconds });
      if (isVideoAtRisk(failures, millisLeft)) telemetry.measure('videosAtRisk', 1);
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
  const access: ProviderAccess = {
    providers: configuredProviders(environment),
    exchange: plainExchange(),
    clock: systemClock,
  };
  const openFor = withFileKey(access);
  return {
    tasks: new DynamoTaskStore(dynamoClient(), environment.table),
    archive: new S3Archive(transferClient(), environment.bucket, guardedStream(policy), {}, openFor),
    provider: new HttpProviders(access),
    clock: systemClock,
    digest: sha256Hex,
    maxVideoBytes: number(environment.maxVideoBytes),
    telemetry: new PowertoolsTelemetry('archive-video'),
  };
};

export const handler = lazily(makeHandler, makeDeps);
