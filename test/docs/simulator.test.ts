import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answerMisbehaviours, videoMisbehaviours } from '../../lib/local/provider/misbehaviours.ts';
import { scriptInPrompt } from '../../lib/local/provider/prompt.ts';
import { ends } from '../../lib/local/provider/task-script.ts';

const page = readFileSync(new URL('../../docs/local.md', import.meta.url), 'utf8');
const section = page.slice(page.indexOf('## The simulated provider'), page.indexOf('## In code'));
const [, answers = '', videos = ''] = section.split(/^Words for .*:$/m);
const rows = (table: string) =>
  [...table.matchAll(/^\| `([a-z0-9-]+)` \| (.+) \|$/gm)].map(([, word, what]) => [word, what]);
/** Without what a number means, which a prompt cannot give. */
const documented = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([word, what]) => [word, what.replace(/; amount.*$/, '')]);

test('docs/local.md lists every misbehaviour of the simulated provider’s answers', () => {
  expect(rows(answers)).toEqual(documented(answerMisbehaviours));
});

test('docs/local.md lists every misbehaviour of the simulated provider’s video host', () => {
  expect(rows(videos)).toEqual(documented(videoMisbehaviours));
});

test('docs/local.md lists every option that a prompt can have, and every way in which a task can end', () => {
  const options = [...section.matchAll(/^\| `--(\w+) /gm)].map(([, name]) => name);
  expect(options).toEqual(['fate', 'takes', 'bytes', 'query', 'video', 'create']);
  for (const end of ends) expect(section).toContain(`\`${end}\``);
  const prompt = 'a --fate failed --takes 60 --bytes 99 --query hang --video drop --create reset';
  expect(scriptInPrompt(prompt)).toEqual({
    ends: 'failed',
    generatingSeconds: 60,
    video: { bytes: 99 },
    misbehaves: { create: ['reset'], query: { 1: ['hang'] }, video: { 1: ['drop'] } },
  });
});
