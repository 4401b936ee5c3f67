import { transferClient } from '../adapters/archive/s3/s3-transfer.ts';
import { S3Archive } from '../adapters/archive/s3-archive.ts';
import { guardedStream, plainExchange } from '../adapters/http/http-exchange.ts';
import { urlPolicy } from '../adapters/http/url-guard.ts';
import { withFileKey } from '../adapters/provider/file-key.ts';
import { HttpProviders } from '../adapters/provider/http-providers.ts';
import type { ProviderAccess } from '../adapters/provider/per-provider.ts';
import { sha256Hex } from '../adapters/runtime/digest.ts';
import { configuredProviders, list, number, readEnvironment } from '../adapters/runtime/environment.ts';
import { systemClock } from '../adapters/runtime/system-clock.ts';
import type { Telemetry } from '../adapters/runtime/telemetry.ts';
import { type ExecutionInput, type StateInput, type Step, stateInput } from '../contract/workflow.ts';
import { type ArchiveTurn, type ArchiveVideoDeps, archiveVideo } from '../domain/archive/archive-video.ts';
import { isVideoAtRisk } from '../domain/archive/video-at-risk.ts';
import { conclude } from '../domain/tracking/record-outcome.ts';
import { lazily } from './lazily.ts';
import { type RecordingDeps, recordAndReport, recordingDeps, reportOutcome } from './outcome-recording.ts';

type Deps = ArchiveVideoDeps & RecordingDeps;

/** What the handler uses of Lambda's context. */
interface Invocation {
  getRemainingTimeInMillis(): number;
}

export const makeHandler =
  (deps: Deps) =>
  async (given: ExecutionInput | StateInput, invocation: Invocation): Promise<Step> => {
    const { input, mayFollow } = stateInput(given);
    const concludes = mayFollow?.includes('deliver');
    const turn = await archiveVideo(deps)(input, {
      remainingMillis: invocation.getRemainingTimeInMillis(),
      ...(concludes && { conclude: conclude(deps) }),
    });
    report(deps.telemetry, turn);
    if (turn.recorded) reportOutcome(deps.telemetry, turn.recorded);
    return concludes && turn.step.next === 'record' ? recordAndReport(deps)(input) : turn.step;
  };

const report = (telemetry: Telemetry, { step, report: event }: ArchiveTurn): void => {
  const { owner, taskId, restart, waitSeconds } = step;
  const about = { owner, taskId, restart };
  switch (event.kind) {
    case 'archived': {
      const { key, bytes, contentType, sha256 } = event.video;
      const { seconds } = event;
      telemetry.log('info', 'videoArchived', { ...about, key, bytes, contentType, sha256, seconds });
      return;
    }
    case 'not_this_time': {
      const { reason, bytesUp, failures, millisLeft } = event;
      telemetry.log('warn', 'videoNotArchived', { ...about, reason, bytesUp, failures, waitSeconds });
      if (isVideoAtRisk(failures, millisLeft)) telemetry.count('videosAtRisk');
      return;
    }
    case 'given_up':
      telemetry.log('error', 'videoGivenUp', { ...about, reason: event.reason });
      telemetry.count('archiveFailures');
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
    ...recordingDeps('archive-video', environment),
    archive: new S3Archive(transferClient(), environment.bucket, guardedStream(policy), {}, openFor),
    provider: new HttpProviders(access),
    digest: sha256Hex,
    maxVideoBytes: number(environment.maxVideoBytes),
  };
};

export const handler = lazily(makeHandler, makeDeps);
