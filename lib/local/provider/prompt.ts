import { answerMisbehaviours, type MisbehaviourName, videoMisbehaviours } from './misbehaviours.ts';
import { type End, ends, type RequestScript, type TaskScript } from './task-script.ts';

const isEnd = (word: string): word is End => (ends as readonly string[]).includes(word);
const isMisbehaviour = (word: string): word is MisbehaviourName =>
  Object.hasOwn(answerMisbehaviours, word) || Object.hasOwn(videoMisbehaviours, word);

/**
 * A script given in the prompt, in the way that this family of models takes its options:
 * `a fox in the snow --fate failed --takes 300 --bytes 20000000 --query hang,throttled --video drop --create reset`. The
 * misbehaviours named apply to the first polls and to the first requests for the video, one each, in order; those of
 * the creation all apply to it. Other words are part of the prompt.
 */
export const scriptInPrompt = (prompt: string): Partial<TaskScript> => {
  const option = (name: string): string => new RegExp(`--${name} +([^ ]+)`).exec(prompt)?.[1] ?? '';
  const oneEach = (words: string): RequestScript =>
    Object.fromEntries(
      words
        .split(',')
        .filter(isMisbehaviour)
        .map((name, at) => [at + 1, [name]]),
    );
  const end = option('fate');
  const seconds = Number(option('takes'));
  const bytes = Number(option('bytes'));
  const create = option('create').split(',').filter(isMisbehaviour);
  const script = { create, query: oneEach(option('query')), video: oneEach(option('video')) };
  const misbehaves = Object.keys({ ...create, ...script.query, ...script.video }).length > 0;
  return {
    ...(isEnd(end) && { ends: end }),
    ...(seconds > 0 && { generatingSeconds: seconds }),
    ...(bytes >= 32 && { video: { bytes } }),
    ...(misbehaves && { misbehaves: script }),
  };
};
