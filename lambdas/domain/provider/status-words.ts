/** What a word for a task's status means. */
export type StatusMeaning = 'queued' | 'processing' | 'completed' | 'failed' | 'cancelled' | 'expired';

/**
 * The documented word first. The others stand in public clients of this provider and of relays in front of the same
 * models: new-api (NOT_START, SUBMITTED, IN_PROGRESS, FAILURE), Replicate (starting, aborted), fal (IN_QUEUE), Kie
 * (queuing, generating, success, fail), Novita (TASK_STATUS_SUCCEED), Atlas (timeout), Ark (running, succeeded), Runway (THROTTLED),
 * Luma (dreaming), Celery (RETRY, REVOKED).
 */
const spellings = {
  queued:
    'queued queue queueing queuing in_queue pending submitted submit accepted waiting wait created not_start not_started starting init initializing initialized scheduled preparing throttled retry retrying 排队中 排队 等待中 待处理 已提交',
  processing:
    'processing process in_process running run in_progress progress generating generate rendering executing started working active dreaming uploading downloading upscaling encoding post_processing 生成中 处理中 进行中 运行中 执行中 审核中 處理中',
  completed:
    'completed complete completion succeeded succeed success successful done finished finish ok generated completed_with_warnings completed_with_errors partially_completed partially_succeeded partial_success 已完成 完成 成功 生成成功 已成功 生成完成 任务完成 任务成功 完了 완료',
  failed:
    'failed fail failure error errored rejected blocked moderated content_moderated content_filtered nsfw terminated killed 失败 生成失败 已失败 任务失败 失敗 审核失败 审核不通过 审核未通过 실패',
  cancelled: 'cancelled canceled cancel aborted revoked 已取消 取消',
  expired: 'expired expire timeout timed_out time_out 已过期 过期 超时 已超时 生成超时 任务超时',
} as const satisfies Record<StatusMeaning, string>;

/** Case, spaces, hyphens and underscores do not matter, nor does a prefix such as `TASK_STATUS_`. */
const normalised = (word: string): string =>
  word
    .toLowerCase()
    .replaceAll(/[\s_-]+|[.!。！…]+$/g, '')
    .replace(/^(?:task)?status(?=.)/, '');

const meanings: ReadonlyMap<string, StatusMeaning> = new Map(
  Object.entries(spellings).flatMap(([meaning, words]) =>
    words.split(' ').map((word) => [normalised(word), meaning as StatusMeaning] as const),
  ),
);

const maxWordLength = 60;

export const meaningOfWord = (word: string): StatusMeaning | undefined =>
  word.length > maxWordLength ? undefined : meanings.get(normalised(word));

const documented: ReadonlySet<string> = new Set(['queued', 'processing', 'completed', 'failed', 'cancelled']);

/** Whether the provider's documentation has the word. */
export const isDocumented = (word: string): boolean => documented.has(normalised(word));
