import type { ProviderAnswer } from '../../lambdas/domain/provider/provider.ts';
import { startOfTests } from './records.ts';

export const videoUrl = 'https://files.example.com/v.mp4';
/** What the provider tells of every task it knows. */
export const known = { model: 'seedance_1_5_pro_720p', createdAt: startOfTests };
export const queued: ProviderAnswer = { kind: 'pending', status: 'queued', ...known };
export const processing = { kind: 'pending', status: 'processing', ...known } satisfies ProviderAnswer;
export const completed: ProviderAnswer = { kind: 'completed', videoUrl, durationSeconds: 5, ...known };
export const unauthorized: ProviderAnswer = { kind: 'unclear', reason: 'unauthorized' };
export const gone: ProviderAnswer = { kind: 'not_found' };
