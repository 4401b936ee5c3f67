/** How a state looks, apart from its word: never by colour alone. */
export type Tone = 'quiet' | 'busy' | 'copying' | 'good' | 'bad' | 'warning';

const statusTones: Readonly<Record<string, Tone>> = {
  queued: 'quiet',
  processing: 'busy',
  archiving: 'copying',
  completed: 'good',
  failed: 'bad',
  cancelled: 'quiet',
  expired: 'warning',
  stopped: 'quiet',
};
export const statuses = Object.keys(statusTones);
export const openStatuses: readonly string[] = ['queued', 'processing', 'archiving'];

export const isOpen = (status: string): boolean => openStatuses.includes(status);

export const toneOfStatus = (status: string): Tone => statusTones[status] ?? 'quiet';

const deliveryTones: Readonly<Record<string, Tone>> = {
  pending: 'busy',
  delivered: 'good',
  exhausted: 'bad',
  gone: 'warning',
  withdrawn: 'quiet',
};
export const deliveryStates = Object.keys(deliveryTones);

export const toneOfDelivery = (state: string): Tone => deliveryTones[state] ?? 'quiet';

const recoveryTones: Readonly<Record<string, Tone>> = { running: 'busy', done: 'good', failed: 'bad' };
export const toneOfRecovery = (state: string): Tone => recoveryTones[state] ?? 'quiet';

/** What the answer to a poll was, in words. Unknown words stand for themselves. */
const answers: Readonly<Record<string, string>> = {
  completed: 'finished',
  completed_without_video: 'a success without a link',
  not_a_video: 'a success that is no video',
  not_found: 'no such task',
  no_key: 'not asked: the provider’s key could not be read',
  unauthorized: 'our key was refused',
  throttled: 'too many requests',
  server_error: 'a fault of the provider',
  timeout: 'no answer in time',
  unreachable: 'nobody answered',
  not_json: 'an answer that is no JSON',
  too_large: 'an answer that is too large',
  no_status: 'an answer without a status',
  unknown_status: 'a status that nobody documented',
  wrong_path: 'the API has no such path',
  other_task: 'an answer about another task',
  unexpected: 'an unexpected answer',
};
export const answerWords = (answer: string): string => answers[answer] ?? answer;

const clear = ['queued', 'processing', 'completed', 'failed', 'cancelled', 'expired'];

export const toneOfAnswer = (answer: string): Tone => {
  if (answer === 'failed') return 'bad';
  if (!clear.includes(answer)) return 'warning';
  return toneOfStatus(answer);
};
