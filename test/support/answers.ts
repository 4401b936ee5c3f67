import type { Answer } from '../../lambdas/domain/provider.ts';
import { startOfTests } from './records.ts';

export const videoUrl = 'https://files.example.com/v.mp4';
/** What the provider tells of every task it knows. */
export const known = { model: 'seedance_1_5_pro_720p', createdAt: startOfTests };
export const queued: Answer = { kind: 'pending', status: 'queued', ...known };
export const processing = { kind: 'pending', status: 'processing', ...known } satisfies Answer;
export const completed: Answer = { kind: 'completed', videoUrl, durationSeconds: 5, ...known };
export const unauthorized: Answer = { kind: 'unclear', reason: 'unauthorized' };
export const gone: Answer = { kind: 'not_found' };
