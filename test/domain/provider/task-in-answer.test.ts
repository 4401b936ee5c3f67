import { describe, expect, it } from 'vitest';
import type { Json } from '../../../lambdas/domain/provider/json.ts';
import { isDocumented, meaningOfWord } from '../../../lambdas/domain/provider/status-words.ts';
import { stillLinks } from '../../../lambdas/domain/provider/still-links.ts';
import {
  known,
  statusWord,
  taskIdsIn,
  taskPayload,
  videoLink,
} from '../../../lambdas/domain/provider/task-payload.ts';
import { taskById } from '../../../lambdas/domain/provider/task-search.ts';

const link = 'https://cdn.example.com/v.mp4';
const words = (text: string) => text.split(' ');

describe('the task of an id', () => {
  const task = { id: 't', status: 'processing' };
  const nested = (levels: number): Json => (levels === 0 ? task : { in: nested(levels - 1) });

  it.each(words('jobId job_id predictionID generation-id taskId task_id'))('is found by its %s', (name) => {
    expect(taskById({ entry: { [name]: 't', jobState: 'RUNNING' } }, 't')).toMatchObject({
      status: 'RUNNING',
    });
  });

  it.each(words('task_state jobStatus phase generation-status state'))('is read by its %s', (name) => {
    expect(taskById({ entry: { jobId: 't', [name]: 'done' } }, 't')).toMatchObject({ status: 'done' });
  });

  it('has its other fields under their usual names, of which it keeps its own', () => {
    const entry = {
      ...{ JobID: 't', phase: 'done', videoUrl: link, ResultVideoURL: 'other', modelName: 'm' },
      ...{ createTime: 5, Error: 'no', errorMessage: 'why', message: 'own' },
    };
    expect(taskById({ entry }, 't')).toMatchObject({
      ...{ task_id: 't', status: 'done', video_url: link, model: 'm', created_at: 5, error: 'no' },
      message: 'own',
    });
  });

  it('is found five levels deep, and not below', () => {
    expect(taskById(nested(5), 't')).toMatchObject(task);
    expect(taskById(nested(6), 't')).toBeUndefined();
  });

  it('is found among five hundred objects', () => {
    const list = (before: number) => ({ list: [...Array<object>(before).fill({ a: 1 }), task] });
    expect(taskById(list(498), 't')).toMatchObject(task);
    expect(taskById(list(499), 't')).toBeUndefined();
    const halves = { a: Array<object>(300).fill({ b: { c: 1 } }), z: { y: task } };
    expect(taskById(halves, 't')).toBeUndefined();
  });

  it.each(words('input request history attempts previous_task event logs retry retries step steps'))(
    'is not what stands under %s',
    (name) => {
      expect(taskById({ [name]: task }, 't')).toBeUndefined();
    },
  );

  it('may stand under a name that only begins like a step', () => {
    expect(taskById({ stepsize: task, steps_total: 1 }, 't')).toMatchObject(task);
  });

  it('is none if two contradict each other, and one if they agree', () => {
    const twice = (status: string) => taskById({ list: [task, { ...task, status }] }, 't');
    expect(twice('running')).toMatchObject(task);
    expect(twice('failed')).toBeUndefined();
    expect(twice('pondering')).toBeUndefined();
    expect(taskById({ ...task, status: 'pondering', more: task }, 't')).toBeUndefined();
  });

  it('is found in JSON in a text', () => {
    expect(taskById({ body: JSON.stringify(task) }, 't')).toMatchObject(task);
    expect(taskById({ body: JSON.stringify([1]) }, 't')).toBeUndefined();
  });

  it('can be a long-running operation', () => {
    const read = (operation: Json) => taskById(operation, 'op')?.status;
    expect(read({ name: 'op', done: false })).toBe('processing');
    expect(read({ name: 'op', done: true })).toBe('completed');
    expect(read({ name: 'op', done: true, error: { code: 3 } })).toBe('failed');
    expect(read({ name: 'op', done: 'yes' })).toBeUndefined();
    expect(taskById({ id: 'op', status: 'queued', name: 7, done: true }, 'op')).toMatchObject({
      status: 'queued',
    });
  });

  it.each(words('state status name code value'))('can say its status in an object, as its %s', (name) => {
    expect(taskById({ id: 't', status: { at: 5, [name]: 'running' } }, 't')?.status).toBe('running');
    expect(taskById({ id: 't', status: { [name]: 'pondering' } }, 't')).toBeUndefined();
    expect(taskById({ id: 't', status: { [name]: ['running'] } }, 't')).toBeUndefined();
  });
});

describe('a task’s payload', () => {
  it.each<[string, object, object | undefined]>([
    [
      'in an envelope',
      { status: 'ok', data: { status: 'running', id: 't' } },
      { status: 'running', id: 't' },
    ],
    ['in a list of one', { data: [{ status: 'processing' }] }, { status: 'processing' }],
    ['in JSON in a text', { result: '{"status":"processing"}' }, { status: 'processing' }],
    ['in none of a longer list', { data: [{ status: 'queued' }, { status: 'failed' }] }, undefined],
    ['with an odd word and an id', { status: 'pondering', task_id: 5 }, { status: 'pondering', task_id: 5 }],
    ['with an odd word and a link', { status: 'pondering', url: link }, { status: 'pondering', url: link }],
    ['with an odd word alone', { status: 'pondering' }, undefined],
    ['without a word', { id: 't' }, undefined],
    ['in a text that is none', { data: 'running' }, undefined],
  ])('is found %s', (_, answer, payload) => {
    expect(taskPayload(answer as never)).toEqual(payload);
  });

  it('has the first word of those that may say how it is', () => {
    expect(statusWord({ status: 1, state: ' a ' })).toBe('a');
    expect(statusWord({ status: '', task_status: 'b', state: 'a' })).toBe('b');
    expect(statusWord({ taskStatus: 'c' })).toBe('c');
    expect(statusWord({})).toBeUndefined();
  });

  it('has ids, of which a number counts only where the id that was polled is one', () => {
    const payload = { id: 7, task_id: 't', taskId: '' };
    expect(taskIdsIn(payload, 't')).toEqual(['t']);
    expect(taskIdsIn(payload, '12')).toEqual(['7', 't']);
    for (const polled of ['12a', 'a12', '']) expect(taskIdsIn(payload, polled)).toEqual(['t']);
  });

  it('has its link under the most telling name, first at the top', () => {
    const other = 'https://cdn.example.com/other.mp4';
    expect(videoLink({ url: other, content: { video_url: link } })).toBe(link);
    expect(videoLink({ video_url: link, content: { video_url: other } })).toBe(link);
    for (const holder of words('content output data result'))
      expect(videoLink({ [holder]: { url: link } })).toBe(link);
    for (const name of words('video_url result_url videoUrl url'))
      expect(videoLink({ [name]: link })).toBe(link);
    expect(videoLink({ url: 'none', more: { url: link } })).toBeUndefined();
  });

  it('says what is known of it, and nothing of what is not', () => {
    expect(known({ model: ' m\n ', created: 1_761_635_478 })).toEqual({
      model: 'm',
      createdAt: 1_761_635_478_000,
    });
    expect(known({ createdAt: 1_761_635_478 })).toEqual({ createdAt: 1_761_635_478_000 });
    expect(known({ created_at: 1_761_635_478, createdAt: 5 })).toEqual({ createdAt: 1_761_635_478_000 });
    expect(Object.keys(known({ model: 7, created: 'x' }))).toEqual([]);
    expect(known({ model: 'x'.repeat(200) }).model).toHaveLength(100);
  });
});

describe('a word for how a task is', () => {
  it.each<[string, string | undefined]>([
    ['In__Progress', 'processing'],
    ['task-status - succeeded', 'completed'],
    ['TASK_STATUS_FAILED', 'failed'],
    ['STATUS_QUEUED', 'queued'],
    ['Running...', 'processing'],
    ['已完成！', 'completed'],
    ['done.', 'completed'],
    ['do.ne', undefined],
    ['status', undefined],
    ['my_status_done', undefined],
    ['pondering', undefined],
    ['', undefined],
  ])('%j means %s', (word, meaning) => {
    expect(meaningOfWord(word)).toBe(meaning);
  });

  it('is documented, or only known', () => {
    for (const word of words('queued processing completed failed cancelled COMPLETED')) {
      expect(isDocumented(word)).toBe(true);
    }
    for (const word of words('running done ok')) expect(isDocumented(word)).toBe(false);
  });
});

describe('the pictures that come with a video', () => {
  const still = 'https://cdn.example.com/last.png';
  it.each(
    words(
      'last_frame lastFrame last_frame_url lastFrameUrl last_frame_image lastFrameImageUrl last_frame_uri',
    ),
  )('have the last frame under %s', (name) => {
    expect(stillLinks({ content: { [name]: still } })).toEqual({ lastFrame: still });
    expect(stillLinks({ content: { [name]: { url: still } } })).toEqual({ lastFrame: still });
  });

  it.each(
    words(
      'cover cover_url coverImage cover_image_url video_cover videoCoverUrl poster thumbnail thumb snapshot_url',
    ),
  )('have the cover under %s', (name) => {
    expect(stillLinks({ works: [{ [name]: still }] })).toEqual({ cover: still });
  });

  it.each(words('the_last_frame last_frame_size discover cover_letter coverage recover_url'))(
    'are none under %s',
    (name) => {
      expect(stillLinks({ [name]: still })).toEqual({});
    },
  );

  it('are the first of each, none of what was sent, and none that a key is needed for', () => {
    expect(stillLinks({ cover: still, poster: link })).toEqual({ cover: still });
    expect(stillLinks({ input: { last_frame: still }, metadata: { cover: still } })).toEqual({});
    expect(stillLinks({ cover: 'https://user@cdn.example.com/a.png', poster: still })).toEqual({
      cover: still,
    });
  });

  it('are looked for five levels deep, among a thousand values', () => {
    const nested = (levels: number, list: boolean): unknown =>
      levels === 0 ? { cover: still } : list ? [nested(levels - 1, list)] : { a: nested(levels - 1, list) };
    for (const list of [false, true]) {
      expect(stillLinks({ b: nested(4, list) })).toEqual({ cover: still });
      expect(stillLinks({ b: nested(5, list) })).toEqual({});
    }
    const wide = (values: number) => ({ rows: Array<number>(values).fill(1), more: { cover: still } });
    expect(stillLinks(wide(997))).toEqual({ cover: still });
    expect(stillLinks(wide(998))).toEqual({});
  });
});
