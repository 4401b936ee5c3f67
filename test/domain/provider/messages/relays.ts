import type { Message } from './message.ts';

const evolink = 'https://docs.evolink.ai/cn/api-manual/task-management/error-codes';
const evolinkEn = 'https://docs.evolink.ai/en/api-manual/task-management/error-codes';
const cqtai = 'https://www.cqtai.com/docs/sora2';
const newApi = 'https://github.com/QuantumNous/new-api/blob/main/service/task_polling.go';
const agnes = 'https://github.com/lcy362/agnes-video-generator/issues';
const jimeng = 'https://github.com/iptag/jimeng-api/issues';
const fal = 'https://wavespeed.ai/blog/ai-guides/fal-ai-content-policy-violation-422-fix/';
const runningHub = 'https://apifox.com/apidoc/docs-site/5441421/doc-6913925';
const akool = 'https://docs.akool.com/ai-tools-suite/error-code.md';
const pixverse = 'https://cloud.tencent.com/document/product/1823/138038';

/** Of relays in front of many models: new-api, fal, Replicate, Kie, Evolink, Jimeng proxies and others. */
export const relayMessages: readonly Message[] = [
  [
    'moderation_input',
    'content_policy_violation',
    'Content policy violation.\nYour request was blocked by safety filters...',
    evolinkEn,
  ],
  ['moderation_input', 'content_policy_violation', '内容违反安全策略', evolink],
  ['invalid_input', 'invalid_parameters', '请求参数不合法', evolink],
  ['invalid_input', 'image_processing_error', '图片处理失败', evolink],
  ['invalid_input', 'image_dimension_mismatch', 'Image dimensions don’t match request', evolinkEn],
  ['unknown', 'request_cancelled', '请求被取消', evolink],
  ['provider_fault', 'generation_failed_no_content', '模型未能生成内容', evolink],
  ['provider_fault', 'generation_failed_no_content', 'Model failed to generate output', evolinkEn],
  ['provider_fault', 'service_error', '服务内部错误', evolink],
  ['expired', 'generation_timeout', '任务处理超时', evolink],
  ['expired', 'generation_timeout', 'Task processing timed out', evolinkEn],
  ['quota', 'quota_exceeded', '请求频率/配额超限', evolink],
  ['provider_fault', 'service_unavailable', '服务暂时不可用', evolink],
  ['not_found', 'resource_not_found', '任务ID无效或已过期', evolink],
  ['unknown', 'unknown_error', '未分类的错误', evolink],
  ['moderation_input', '', 'photorealistic people detected', evolink],
  ['moderation_input', '', 'celebrity detected in image', evolink],
  ['moderation_input', '', 'third-party content violation', evolink],
  ['moderation_input', '', 'nudity detected', evolink],
  ['moderation_input', '', 'violence content blocked', evolink],
  ['moderation_input', '', 'minor content not allowed', evolink],
  ['moderation_output', '451', 'video_unsafe', cqtai],
  ['moderation_output', '451', 'The generated video was flagged as unsafe', cqtai],
  ['moderation_input', '451', 'Prompt rejected by content safety review', cqtai],
  ['moderation_input', '451', 'Input image flagged as unsafe', cqtai],
  ['provider_fault', '500', 'Request timed out', cqtai],
  ['invalid_input', '400', 'Invalid model / invalid_request', cqtai],
  ['moderation_input', 'content_policy_violation', 'The content was flagged by a content checker.', fal],
  ['expired', '', '任务超时（60分钟）', newApi],
  ['expired', '', '任务超时（旧系统遗留任务，不进行退款，请联系管理员）', newApi],
  ['provider_fault', '', '获取渠道信息失败，请联系管理员，渠道ID：12', newApi],
  ['provider_fault', '', 'Failed to get channel info, channel ID: 12', newApi],
  ['provider_fault', '', 'upstream returned error', newApi],
  [
    'invalid_input',
    'fail_to_fetch_task',
    'The parameter `content` specified in the request is not valid: role must be specified for image contents. Request id: 0217',
    'https://github.com/HBAI-Ltd/Toonflow-app/issues/128',
  ],
  [
    'quota',
    'insufficient_user_quota',
    '预扣费额度失败, 用户剩余额度: ＄0.100000, 需要预扣费额度: ＄0.440000',
    `${agnes}/34`,
  ],
  ['unknown', 'cancelled', 'job cancelled', `${agnes}/47`],
  ['provider_fault', 'video_queue_full', 'video queue is full, please retry later', `${agnes}/63`],
  [
    'quota',
    '-2009',
    '[积分不足]: credit prededuct not enough。建议：1)尝试使用1024x1024分辨率，2)检查是否需要购买积分，3)确认账户状态正常',
    `${jimeng}/36`,
  ],
  ['quota', '1006', '[请求失败]: Not enough credits left (错误码: 1006)', `${jimeng}/68`],
  ['unknown', '4013', '[请求失败]: 生成失败，疑似存在异常行为，请重新尝试 (错误码: 4013)', `${jimeng}/159`],
  ['unknown', '-4', 'shark check reject', `${jimeng}/95`],
  ['expired', '', '生成超时且无结果，状态码: 20，历史ID: 232622109190', `${jimeng}/101`],
  [
    'invalid_input',
    '-2001',
    'Seedance 2.0 需要至少一个文件（图片/视频/音频）',
    'https://github.com/wwwzhouhui/jimeng-free-api-all/issues/35',
  ],
  [
    'provider_fault',
    'generation_failed',
    '视频生成失败: 视频URL为空',
    'https://github.com/TheSmallHanCat/flow2api/issues/150',
  ],
  [
    'provider_fault',
    '',
    'Service is temporarily unavailable (E004) (1cah9wlWR9)',
    'https://github.com/pollinations/pollinations/pull/11073',
  ],
  [
    'moderation_input',
    'content_policy_violation',
    'Your request was rejected by content moderation. The prompt, input, or generated content was flagged as disallowed — adjust your input and try again.',
    'https://github.com/pollinations/pollinations/issues/12067',
  ],
  [
    'provider_fault',
    'E1001',
    'Model Out of Memory (OOM Killed)',
    'https://replicate.com/docs/reference/error-codes',
  ],
  ['unknown', 'E1000', 'Unknown Error', 'https://replicate.com/docs/reference/error-codes'],
  ['quota', '', 'Insufficient credits. Please top up.', 'https://github.com/DaWe35/image-router/issues/32'],
  ['moderation_input', '', 'Request Moderated.', 'https://github.com/ai-dock/comfyui/issues/148'],
  ['quota', '421', 'Concurrency limit reached for shared API', runningHub],
  ['not_found', '423', 'Task not found', runningHub],
  ['invalid_input', '301', 'Invalid or missing parameters', runningHub],
  ['invalid_input', '1003', 'Parameter error', akool],
  ['quota', '1006', 'Insufficient quota balance', akool],
  ['provider_fault', '1015', 'Video processing error', akool],
  ['invalid_input', '400017', 'invalid param', pixverse],
  ['invalid_input', '400011', 'Empty parameter', pixverse],
];
