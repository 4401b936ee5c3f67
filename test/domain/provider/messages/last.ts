import type { Message } from './message.ts';

const segmind = 'https://blog.segmind.com/seedance-2-0-error-guide-every-error-explained-with-fixes/';
const openai =
  'https://v03.api.js.langchain.com/interfaces/_langchain_openai.OpenAIClient.Responses.ResponseError.html';
const aliyun = 'https://help.aliyun.com/document_detail/159313.html';
const aliyunEn = 'https://help.aliyun.com/en/viapi/developer-reference/common-error-code-2';
const akool = 'https://docs.akool.com/ai-tools-suite/error-code.md';
const runningHub = 'https://apifox.com/apidoc/docs-site/5441421/doc-6913925';
const ascend =
  'https://www.hiascend.com/doc_center/source/zh/mindie/10RC3/mindieservice/servicedev/mindie_service0301.html';
const runblob = 'https://docs.runblob.io/api-reference/kling/errors';
const bailian = 'https://help.aliyun.com/document_detail/610266.html';

/** Collected when the rules had been mended after the first measurement, for a second one. */
export const lastMessages: readonly Message[] = [
  ['moderation_output', '', 'Output video sensitive content', segmind],
  ['moderation_output', '', 'Output audio sensitive content', segmind],
  ['invalid_input', '', 'first_frame + reference_images conflict', segmind],
  ['invalid_input', '', 'Invalid duration', segmind],
  ['moderation_input', '', 'Input image real person', segmind],
  ['provider_fault', '', 'Polling timeout', segmind],
  ['invalid_input', '', 'Prompt required', segmind],
  ['provider_fault', '', 'Internal service error', segmind],
  ['provider_fault', '', 'SSL/TLS error', segmind],
  ['invalid_input', '', 'last_frame requires first_frame', segmind],
  ['provider_fault', '', 'Stale request', segmind],
  ['moderation_input', '', 'Copyright policy violation', segmind],
  ['invalid_input', '', 'Invalid resolution', segmind],
  ['provider_fault', 'server_error', '', openai],
  ['quota', 'rate_limit_exceeded', '', openai],
  ['invalid_input', 'invalid_base64_image', '', openai],
  ['invalid_input', 'image_too_large', '', openai],
  ['invalid_input', 'image_parse_error', '', openai],
  ['moderation_input', 'image_content_policy_violation', '', openai],
  ['invalid_input', 'unsupported_image_media_type', '', openai],
  ['invalid_input', 'empty_image_file', '', openai],
  ['invalid_input', 'failed_to_download_image', '', openai],
  ['invalid_input', 'image_file_not_found', '', openai],
  ['provider_fault', 'InternalError.Model', '模型加载错误，请稍后重试。', aliyun],
  ['provider_fault', 'InternalError.Busy', '算法服务忙。', aliyun],
  ['unknown', 'InvalidApi.NotPurchase', '服务未开通，请先开通服务。', aliyun],
  ['invalid_input', 'InvalidFile.Category', '文件内容类目不符合要求。', aliyun],
  ['unknown', 'AuthFailed', 'Authorization failed. Check the RAM permission configuration.', aliyunEn],
  ['invalid_input', 'IllegalUrlParameter', 'The URL is invalid. Check if the URL can be opened.', aliyunEn],
  ['quota', '1005', 'Frequent operation', akool],
  ['unknown', '1009', 'permission denied', akool],
  ['not_found', '1014', 'Resource does not exist', akool],
  ['provider_fault', '415', 'No available dedicated instances', runningHub],
  ['invalid_input', '433', 'Workflow validation failed', runningHub],
  ['invalid_input', '380', 'The specified workflow does not exist', runningHub],
  ['unknown', '801', 'Free users are not allowed to use API Keys', runningHub],
  ['provider_fault', '429', 'Model is overloaded', ascend],
  ['provider_fault', '500', 'Incomplete generation', ascend],
  ['invalid_input', '422', 'Input validation error', ascend],
  ['quota', '', 'Not enough credits to complete the request', runblob],
  ['provider_fault', '', 'Service temporarily unavailable', runblob],
  ['invalid_input', '', 'Range of input length should be [1, 6000]', bailian],
  ['invalid_input', '', '暂时不支持当前设置的语种！', bailian],
];
