import type { OperationId } from '../../../contract/routes.ts';

const tracking = { callbackUrl: 'https://hooks.example.com/seedance', metadata: { order: '7' } };

/** Request bodies that are valid as they stand. */
export const requestExamples: Readonly<Partial<Record<OperationId, { readonly example: object }>>> = {
  registerTask: { example: { taskId: 'video_abc123def456', ...tracking } },
  checkProvider: {
    example: { status: 200, body: { id: 'video_abc123def456', status: 'processing', video_url: null } },
  },
  startRecovery: {
    example: { since: '2026-01-31T12:00:00Z', until: '2026-02-01T12:00:00Z', state: ['exhausted'] },
  },
  sendTestEvent: { example: { callbackUrl: tracking.callbackUrl } },
  createVideo: {
    example: {
      model: 'seedance_1_5_pro_720p',
      content: [{ type: 'text', text: 'A cat walks over a roof at dawn' }],
      ratio: '16:9',
      duration: 5,
      ...tracking,
    },
  },
};
