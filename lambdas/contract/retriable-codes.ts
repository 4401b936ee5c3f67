/** Ends of a video that was finished, and is deleted as one. */
export const codesWithVideo = ['archive_failed', 'not_a_video', 'completed_without_video'] as const;

/** Error codes of ends that came of what we saw or could not do, and not of what the provider said: they can be retried. */
export const retriableCodes = [
  ...codesWithVideo,
  'deadline_exceeded',
  'tracking_failed',
  'task_not_found',
] as const;
