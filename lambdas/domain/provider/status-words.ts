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
    'queued queue queueing queuing in_queue pending submitted submit accepted waiting wait created not_start not_started starting init initializing initialized scheduled preparing throttled retry retrying staged 排队中 排队 排隊中 等待中 待处理 待處理 已提交 待機中 대기중 대기',
  processing:
    'processing process in_process running run in_progress progress generating generate rendering executing started working active dreaming uploading downloading upscaling encoding post_processing finalizing transcoding saving moderating reviewing in_review in_generation 生成中 处理中 进行中 运行中 执行中 审核中 處理中 処理中 実行中 執行中 運行中 進行中 처리중 생성중 진행중',
  completed:
    'completed complete completion succeeded succeed success successful done finished finish ok generated completed_with_warnings completed_with_errors partially_completed partially_succeeded partial_success ready available fulfilled 已完成 完成 成功 生成成功 已成功 生成完成 任务完成 任务成功 完了 生成完了 완료 완료됨 생성완료 성공',
  failed:
    'failed fail failure error errored rejected blocked moderated content_moderated content_filtered nsfw terminated killed create_task_failed task_failed generate_failed generation_failed generate_video_failed generate_mp4_failed video_generation_failed moderation_failed 失败 生成失败 已失败 任务失败 失敗 已失敗 生成失敗 審核失敗 审核失败 审核不通过 审核未通过 실패 생성실패',
  cancelled: 'cancelled canceled cancel aborted revoked 已取消 取消 취소됨 취소 キャンセル',
  expired:
    'expired expire timeout timed_out time_out 已过期 过期 超时 已超时 生成超时 任务超时 已過期 逾時 期限切れ 만료됨 만료',
} as const satisfies Record<StatusMeaning, string>;

/**
 * Case, width, quotes, spaces, hyphens, underscores and marks that nobody sees do not matter, nor do a prefix such as
 * `TASK_STATUS_`, `JobState.` or `video.generation.`, and how far it is, such as `(45%)`.
 */
const normalised = (word: string): string =>
  word
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\u200b-\u200f\u2060\ufeff"'`]/g, '')
    .replace(/(?<=[^\d\s(:,])[\s(:,-]*\d{1,3}(?:\.\d{1,3})? ?%[\s)]*$/, '')
    .replaceAll(/[\s_-]+|[.!。！…]+$/g, '')
    .replace(/^(?:task|job|video|generation|request|operation|prediction)*(?:status|state)[.:]*(?=.)/, '')
    .replace(/^(?:(?:task|job|video|generation|request|operation|prediction)[.:]+)+(?=.)/, '');

const meanings: ReadonlyMap<string, StatusMeaning> = new Map(
  Object.entries(spellings).flatMap(([meaning, words]) =>
    words.split(' ').map((word) => [normalised(word), meaning as StatusMeaning] as const),
  ),
);

const maxWordLength = 60;

/** A bare percentage. At a hundred, it does not say that it is all. */
const percentage = /^\s*\d{1,2}(?:\.\d{1,3})?\s*%\s*$/;

export const meaningOfWord = (word: string): StatusMeaning | undefined => {
  if (word.length > maxWordLength) return undefined;
  return percentage.test(word) ? 'processing' : meanings.get(normalised(word));
};

const documented: ReadonlySet<string> = new Set(['queued', 'processing', 'completed', 'failed', 'cancelled']);

/** Whether the provider's documentation has the word. */
export const isDocumented = (word: string): boolean =>
  word.length <= maxWordLength && documented.has(normalised(word));
