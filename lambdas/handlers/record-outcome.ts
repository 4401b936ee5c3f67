import { readEnvironment } from '../adapters/runtime/environment.ts';
import { lazily } from './lazily.ts';
import { recordAndReport, recordingDeps } from './outcome-recording.ts';

export const makeHandler = recordAndReport;

export const handler = lazily(makeHandler, () =>
  recordingDeps('record-outcome', readEnvironment('record-outcome')),
);
