/** What a word for a task's status means. */
export type StatusMeaning = 'queued' | 'processing' | 'completed' | 'failed' | 'cancelled' | 'expired';

/**
 * The documented word first. The others stand in public clients of this provider and of relays in front of the same
 * models: new-api (NOT_START, SUBMITTED, IN_PROGRESS, FAILURE), Replicate (starting, aborted), fal (IN_QUEUE), Kie
 * (queuing, generating, success, fail), Novita (TASK_STATUS_SUCCEED), Atlas (timeout), Ark (running, succeeded).
 */
const spellings = {
  queued:
    'queued queue queueing queuing in_queue pending submitted submit accepted waiting wait created not_start not_started starting init initializing initialized scheduled preparing 排队中 等待中 待处理 已提交',
  processing:
    'processing process in_process running run in_progress progress generating generate rendering executing started working active 生成中 处理中 进行中 运行中 执行中',
  completed:
    'completed complete completion succeeded succeed success successful done finished finish ok generated 已完成 完成 成功 生成成功 已成功',
  failed: 'failed fail failure error errored rejected 失败 生成失败 已失败 任务失败',
  cancelled: 'cancelled canceled cancel aborted 已取消 取消',
  expired: 'expired expire timeout timed_out time_out 已过期 过期 超时 已超时',
} as const satisfies Record<StatusMeaning, string>;

/** Case, spaces, hyphens and underscores do not matter, nor does a prefix such as `TASK_STATUS_`. */
const normalised = (word: string): string =>
  word
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '')
    .replace(/^(?:task)?status(?=.)/, '');

const meanings: ReadonlyMap<string, StatusMeaning> = new Map(
  Object.entries(spellings).flatMap(([meaning, words]) =>
    words.split(' ').map((word) => [normalised(word), meaning as StatusMeaning] as const),
  ),
);

export const meaningOfWord = (word: string): StatusMeaning | undefined => meanings.get(normalised(word));

const documented: ReadonlySet<string> = new Set(['queued', 'processing', 'completed', 'failed', 'cancelled']);

/** Whether the provider's documentation has the word. */
export const isDocumented = (word: string): boolean => documented.has(normalised(word));
