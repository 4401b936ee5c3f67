import type { FailureReason } from '../task/failure-reason.ts';

/** What a provider says of a failure: its own words and its own code, either of which may be missing. */
export interface Said {
  readonly message?: string;
  readonly code?: string;
}

/**
 * The provider's reason as one of ours. The rules know words, in Chinese and English, and no provider: codes are taken apart
 * into their words (`InputTextSensitiveContentDetected`, `SAFETY.INPUT.TEXT`). The first rule that fits decides:
 * moderation before all else, since `InternalError.Algo.DataInspectionFailed` is moderation; then what the code says, which
 * is more precise than the message; then the message; and a number that is an HTTP status last.
 */
export const reasonOf = ({ message = '', code = '' }: Said): FailureReason => {
  const codeWords = wordsOf(code);
  const said = wordsOf(message);
  const both = `${codeWords} ${said}`;
  if (brokenModeration.test(both)) return 'provider_fault';
  if (moderation.test(both)) return sideOf(codeWords) ?? sideOf(said) ?? 'moderation_input';
  const plain = plainRules.find(([, rule]) => rule.test(both))?.[0];
  if (plain) return plain;
  if (access.test(both) && !quota.test(both)) return 'unknown';
  return firstRule(codeWords) ?? firstRule(said) ?? byStatus(code) ?? 'unknown';
};

/** In lower case, with the parts of names in one word taken apart. */
const wordsOf = (text: string): string =>
  text
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[._:/-]+/g, ' ')
    .toLowerCase();

/** The check itself did not work, which says nothing of what was to be checked. */
const brokenModeration =
  /(?:moderation|detection|inspection) (?:service )?(?:error|timeout|timed out|unavailable)|(?:审核服务|风险识别产品)(?:请求)?(?:失败|超时|异常)/;

const moderation = new RegExp(
  [
    '(?<!case )sensitive|moderat|safety|unsafe|guardrail|inappropriate|\\bnsfw\\b|nud(?:e|ity)\\b|sexual|porn|violen|gore|self.?harm',
    'content (?:\\w+ )?(?:polic|filter|check|safety|security|violation)|content not allowed|polic(?:y|ies) violation|\\baudit|complian',
    'violat\\w+ (?:\\w+ ){0,3}(?:polic|guideline|term)|usage (?:polic|guideline)|(?:our|the) polic(?:y|ies)\\b|disallowed|prohibited',
    'real.?(?:person|people|human)|realistic (?:human|person|people)|celebrit|public figure|likeness|\\bminors?\\b|children',
    'copyright|trademark|protected content|third.party content|intellectual property|\\bip (?:conflict|detect)',
    'data inspection|risk (?:control|detection)|sentinel|flagged|blocked by|high risk|harmful|\\brai\\b|responsible ai',
    'based on the prompt|rephras|offensive|\\bhate(?:ful)?\\b|illegal content',
    '敏感|违规|违禁|审核|安审|风控|风险|真人|人像|肖像|人脸|名人|版权|侵权|商标|涉黄|涉政|涉暴|涉恐|色情|低俗|血腥|暴力|激进',
    '内容安全|安全策略|安全政策|合规|不当内容|内容不符合',
  ].join('|'),
);

const inputWords =
  /\binput|\bprompt|\bupload|reference|first frame|last frame|description|输入|提示词|描述|上传|参考|首帧|尾帧|文案|用户/;
const outputWords =
  /\boutput|generated|\bresponse\b|\bvideo unsafe|creation (?:policy|content)|(?:issue|problem) with the (?:audio|video)|输出|生成(?:的)?(?:视频|内容|结果|音频|画面|图|物)(?!失败|时|前|请求|任务|服务)|成片/;

/** Which side was refused: the one that is named first, since advice to change the prompt follows either. */
const sideOf = (words: string): FailureReason | undefined => {
  const input = words.search(inputWords);
  const output = words.search(outputWords);
  if (input < 0 && output < 0) return undefined;
  return output >= 0 && (input < 0 || output < input) ? 'moderation_output' : 'moderation_input';
};

type Rule = readonly [FailureReason, RegExp];

/** Said so plainly that other words beside it do not count. */
const plainRules: readonly Rule[] = [
  [
    'not_found',
    /(?:task|job|prediction|generation|creation|record|resource|result|video|data)(?: id)? (?:is |was )?(?:not (?:found|exist)|(?:does|do) ?n[o’'t]* exist|invalid or expired)|no such (?:task|job)|(?:任务|记录)(?:id)?\s?(?:不存在|未找到|已被删除|无效或已过期)|找不到(?:该)?任务/,
  ],
  [
    'provider_fault',
    /internal (?:server |service |system )?error|temporarily unavailable|overload|computing power|no available|(?:task.?id|video.?url|result) is (?:empty|null)|\b(?:status|http)\D{0,12}5\d\d\b|内部(?:服务)?错误|暂时不可用|暂不可用|算力/,
  ],
  [
    'expired',
    /(?:task|generation|job|prediction)(?: \S+){0,3}? (?:timed? ?out|expired)|(?:任务|生成)(?:处理|执行|已)?(?:超时|过期)/,
  ],
];

const quota =
  /quota|balance|out of money|\bcredits?\b|billing|insufficient|overdue|arrear|payment|top.?up|\bfunds\b|good standing|depleted|exhausted|rate.?limit|too many requests|concurren|throttl|frequent|limit(?: is| was)? reached|reached the (?:limit|maximum)|(?:usage|spending|request|daily|monthly|rpm|tpm|qps) (?:limit|exceeded)|余额|额度|积分|点数|配额|欠费|限流|频繁|过快|频率|并发|\bqps\b|速率|上限|扣费|充值|资源包|套餐|资源超/;

/** The provider refuses us, or the relay before it: nothing in the request can mend that, nor can time. */
const access =
  /credential|unauthori|not authori|auth\w* fail|forbidden|permission|access denied|not allowed to use|invalid (?:account|api key|token)|未授权|授权失败|无权限|未开通/;

const invalid =
  /invalid|not valid|unwanted|missing|required?s?\b|unsupported|not support|only support|must (?:be|have|not)|\bexpected\b|at least|at most|maximum|minimum|allowed|too (?:large|big|small|long|short|many|low|high|complex)|exceeds?\b|cannot (?:exceed|provide|be|execute)|conflict|out of range|inaccessible|parameter|\bparams?\b|argument|validat|malformed|bad request|unable to process|mismatch|dimension|pixel|aspect ratio|\bcheck\b.*\bfail|download|(?:error|fail\w*) (?:while |to )?(?:fetch|load|retrieve|read|parse|decode)|pars\w+ error|should be|load(?:ing)? (?:the )?(?:image|video|file|audio|https?)|(?:image|audio|file|input) (?:processing|decod)|empty (?:image|file|prompt)|file not found|model (?:is )?(?:unavailable|not available)|does not exist|参数|非法|不合法|合法性|无效|缺少|缺失|必填|不支持|不能为空|不得|不能超过|格式|尺寸|分辨率|比例|时长|大小|字段|像素|字符|至少|不匹配|不符合|有效性|(?:下载|上传|解析|读取).{0,12}(?:失败|错误)|获取(?:图片|图像|视频|音频|素材)信息失败|无法(?:下载|访问|读取)|图片处理|过大|过长|过短|过小|模型不(?:可用|存在)|模型类型/;

const fault =
  /internal|interal|server|service|unavailable|busy|time.?out|timed out|upstream|gateway|maintenance|capacity|queue|out of memory|\boom\b|unexpected|system|(?:try|retry)\w*(?: again)? later|channel|connection|network|\bssl\b|\btls\b|crash|interrupted|incomplete|stale|bad output|no (?:content|media|output|video|result)|(?:failed|unable) to (?:generate|produce)|process\w* (?:error|fail)|request for \S+ failed|loading|内部|服务|系统|繁忙|超时|上游|下游|维护|过载|稍后|渠道|未返回|为空|未能生成|拥堵|拥挤|负载|饱和|网络|资源不足/;

const rules: readonly Rule[] = [
  ['quota', quota],
  ['invalid_input', invalid],
  ['expired', /\bexpired\b|过期/],
  ['provider_fault', fault],
];

const firstRule = (words: string): FailureReason | undefined =>
  rules.find(([, rule]) => rule.test(words))?.[0];

const statuses: Readonly<Record<string, FailureReason>> = {
  400: 'invalid_input',
  402: 'quota',
  404: 'not_found',
  408: 'provider_fault',
  413: 'invalid_input',
  422: 'invalid_input',
  429: 'quota',
  451: 'moderation_input',
};

const byStatus = (code: string): FailureReason | undefined =>
  statuses[code] ?? (/^5\d\d$/.test(code) ? 'provider_fault' : undefined);
