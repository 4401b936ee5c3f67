import { describe, expect, it } from 'vitest';
import { reasonOf } from '../../../lambdas/domain/provider/failure-rules.ts';
import { failureReasons } from '../../../lambdas/domain/task/failure-reason.ts';
import { answerTo, base } from '../../support/classifying.ts';
import { arkMessages } from './messages/ark.ts';
import { lastMessages } from './messages/last.ts';
import { laterMessages } from './messages/later.ts';
import { modelMessages } from './messages/models.ts';
import { relayMessages } from './messages/relays.ts';

const messages = [...arkMessages, ...modelMessages, ...relayMessages, ...laterMessages, ...lastMessages];
const failed = (fields: object) => answerTo({ ...base, status: 'failed', ...fields });

describe('what providers say of failures', () => {
  it.each(messages)('means %s: %s %s (%s)', (reason, code, message) => {
    expect(reasonOf({ ...(code && { code }), ...(message && { message }) })).toBe(reason);
  });

  it('has examples of every reason, in Chinese and in English', () => {
    expect(messages.length).toBeGreaterThan(250);
    for (const chinese of [true, false]) {
      const some = messages.filter(([, , message]) => /\p{Script=Han}/u.test(message) === chinese);
      const reasons = new Set(some.map(([reason]) => reason));
      expect([...failureReasons].filter((reason) => !reasons.has(reason))).toEqual([]);
    }
  });

  it('means the side that is named first, since advice on the prompt follows either', () => {
    expect(reasonOf({ message: '生成视频失败：提示词包含敏感词' })).toBe('moderation_input');
    expect(reasonOf({ message: '生成的视频包含敏感内容，请修改提示词' })).toBe('moderation_output');
    expect(reasonOf({ message: 'The input or output was flagged as sensitive.' })).toBe('moderation_input');
  });

  it('means nothing known where the words are those of anything', () => {
    for (const message of ['', 'failed', '生成失败', 'Error', '任务失败', 'Something went wrong', '-1']) {
      expect([message, reasonOf({ message })]).toEqual([message, 'unknown']);
    }
  });
});

describe('the reason of a failure', () => {
  const said = { code: 'OutputVideoSensitiveContentDetected', message: 'The output video may be sensitive' };
  const kept = {
    kind: 'failed',
    message: said.message,
    providerCode: said.code,
    reason: 'moderation_output',
  };
  it.each<[string, object]>([
    ['an object', { error: said }],
    ['an object in an object', { error: { error: said, type: 'upstream_error' } }],
    ['JSON in a text', { error: JSON.stringify(said) }],
    ['JSON in JSON', { error: JSON.stringify({ error: JSON.stringify(said) }) }],
    [
      'JSON at the end of a sentence',
      { fail_reason: `请求失败，状态码: 451, 错误信息: ${JSON.stringify({ error: said })}` },
    ],
    ['a list', { errors: [said] }],
    ['two fields', { fail_code: said.code, failMsg: said.message }],
    ['two other fields', { errorCode: said.code, errorMessage: said.message }],
    ['the task’s status message', { error_code: said.code, task_status_msg: said.message }],
    ['the data behind a relay’s own words', { fail_reason: 'task failed', data: { error: said } }],
    ['a response', { response: { failure: 1, error: said } }],
    ['the words of MiniMax', { base_resp: { status_code: said.code, status_msg: said.message } }],
    ['the details of fal', { detail: [{ loc: ['body'], msg: said.message, type: said.code }] }],
  ])('is kept from %s', (_, fields) => {
    expect(failed(fields)).toMatchObject(kept);
  });

  it('may stand in the envelope, whose success says nothing', () => {
    const task = { ...base, status: 'failed' };
    expect(answerTo({ code: 'X1', message: 'Prompt flagged', data: task })).toMatchObject({
      message: 'Prompt flagged',
      providerCode: 'X1',
      reason: 'moderation_input',
    });
    const fine = answerTo({
      code: 0,
      message: 'SUCCEED',
      data: { ...task, task_status_msg: 'Image pixel is invalid' },
    });
    expect(fine).toMatchObject({ message: 'Image pixel is invalid', reason: 'invalid_input' });
    expect(fine).not.toHaveProperty('providerCode');
  });

  it.each(['null', 'None', 'success', '0', '', '查询成功'])('is not “%s”', (error) => {
    expect(failed({ error })).toMatchObject({ message: 'The provider gave no reason.', reason: 'unknown' });
  });

  it('is kept beside a missing link, a cancellation and an expiry', () => {
    for (const status of ['completed', 'cancelled', 'expired']) {
      expect(answerTo({ ...base, status, error: said })).toMatchObject({
        message: said.message,
        providerCode: said.code,
        reason: 'moderation_output',
      });
    }
  });

  it('has a code of at most 100 characters, with nothing in it that turns a text around', () => {
    const { providerCode = '' } = failed({
      error: { code: `\u202E${'x'.repeat(500)}`, message: 'm' },
    }) as { providerCode?: string };
    expect(providerCode).toBe('x'.repeat(100));
  });

  it('is found in a deep and wide answer without taking long, and is not searched for ever', () => {
    let deep: object = { error: said };
    for (let depth = 0; depth < 200; depth++) deep = { error: deep };
    expect(failed(deep)).toMatchObject({ kind: 'failed' });
    const wide = { errors: Array.from({ length: 50_000 }, () => ({ message: 'x'.repeat(20) })) };
    expect(failed(wide)).toMatchObject({ kind: 'failed', reason: 'unknown' });
  });
});
