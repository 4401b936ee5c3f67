/** What can be chosen. As context (`cdk deploy -c name=value`), lists are comma-separated. */
export interface RelayOptions {
  /**
   * The providers whose tasks are tracked: names of the files in `lambdas/contract/providers`, the default first. A provider
   * without a base URL of its own, or with another one: `new-api=https://relay.example.com`. Each gets a secret for its key.
   * @default seedance
   */
  readonly providers?: readonly string[];
  /**
   * Base URL of the provider's API, without a slash at its end.
   * @default https://zcbservice.aizfw.cn/kyyReactApiServer
   */
  readonly providerBaseUrl?: string;
  /**
   * Name of an existing secret whose string is the provider's API key.
   * @default - a new secret with a placeholder, to be overwritten after the first deployment
   */
  readonly providerSecretName?: string;
  /**
   * ARN of the KMS key that the existing secret `providerSecretName` is encrypted with, if it is one of your own keys: the
   * functions that read the secret are allowed to decrypt with it. The key's policy must let the account's IAM policies decide.
   * @default - the secret is encrypted with the key that AWS manages
   */
  readonly providerSecretKeyArn?: string;
  /**
   * Who may call the API: holders of an API key, or IAM principals with signed requests.
   * @default apiKey
   */
  readonly apiAuth?: 'apiKey' | 'iam';
  /**
   * Public base URL of the API, without a slash at its end, if clients reach it by a host name that you set up elsewhere, such as
   * a CDN's. The links in events begin with it, and so outlast this API. What it stands for must lead to the stage `v1`.
   * @default - that of `domainName`, or else the URL that AWS gives the API, which is another one if the API is ever replaced
   */
  readonly apiUrl?: string;
  /**
   * Host name of your own for the API, such as `relay.example.com`. It is set up here, with `certificateArn`; you lead it to the
   * stack's output `DomainTarget` in DNS. The API's base URL is then `https://relay.example.com/v1`.
   * @default - none
   */
  readonly domainName?: string;
  /**
   * ARN of a certificate for `domainName`, in ACM and in the stack's region.
   * @default - none
   */
  readonly certificateArn?: string;
  /**
   * Requests a second that one API key may make, in the long run; with `apiAuth` `iam`, all callers together. All keys together
   * may make four times as many.
   * @default 50
   */
  readonly apiRatePerSecond?: number;
  /**
   * Requests that one API key may make at once (with `iam`, all callers; all keys together four times as many).
   * @default 100
   */
  readonly apiBurst?: number;
  /**
   * Requests that one API key may make in a month.
   * @default - no limit
   */
  readonly apiRequestsPerMonth?: number;
  /**
   * Whether the API has `GET /v1/console`, a page that shows the tasks, their videos and callbacks. Anyone may load the page: it
   * holds nothing, and asks for an API key. With `apiAuth` `iam` there is none, since a browser signs no requests.
   * @default - true, unless `apiAuth` is `iam`
   */
  readonly console?: boolean;
  /**
   * Whether the API has `POST /v1/videos`, which spends money at the provider. Without it, the function of the API may not read
   * the provider's key.
   * @default true
   */
  readonly createVideos?: boolean;
  /**
   * Requests of `POST /v1/videos` a second, of all callers together, in the long run: a limit on what can be spent by mistake.
   * @default 5
   */
  readonly createRatePerSecond?: number;
  /**
   * Requests of `POST /v1/videos` at once, of all callers together.
   * @default 20
   */
  readonly createBurst?: number;
  /**
   * Videos that one owner may create in a month (UTC) by `POST /v1/videos`: a limit on what a mistake or a leaked key can cost.
   * What the provider refuses does not count. `unlimited` for no limit.
   * @default 10000
   */
  readonly videosPerMonth?: number | 'unlimited';
  /**
   * Tasks that one owner may have open at once. They are counted once a minute, so that a few more may be let through.
   * `unlimited` for no limit.
   * @default 10000
   */
  readonly maxOpenTasks?: number | 'unlimited';
  /**
   * Origins of web pages that may call the API and fetch videos.
   * @default - none
   */
  readonly corsOrigins?: readonly string[];
  /**
   * Seconds between two polls of a task, at least.
   * @default 30
   */
  readonly pollMinSeconds?: number;
  /**
   * Seconds between two polls of a task, at most (more if the provider's `Retry-After` says so); at least 30.
   * @default 120
   */
  readonly pollMaxSeconds?: number;
  /**
   * Hours after a task's creation when tracking ends. The provider forgets a task after 24.
   * @default 23
   */
  readonly giveUpAfterHours?: number;
  /**
   * Days after which an archived video is deleted.
   * @default - never
   */
  readonly retainVideoDays?: number;
  /**
   * Days after a task's end when its record is deleted: at least 10, which the attempts at its callback may take.
   * @default 90
   */
  readonly retainRecordDays?: number | 'forever';
  /**
   * Bytes of a video, at most: larger ones are not copied.
   * @default 5368709120 (5 GiB)
   */
  readonly maxVideoBytes?: number;
  /**
   * Host patterns that callbacks may go to, such as `hooks.example.com` or `*.example.com`.
   * @default - any public host
   */
  readonly allowedCallbackHosts?: readonly string[];
  /**
   * Hosts that may be reached over plain http and at private addresses. For tests and private networks only.
   * @default - none
   */
  readonly privateHosts?: readonly string[];
  /**
   * Callbacks that may be under way to one host (name and port) at once. Further ones wait, which uses up none of their attempts,
   * so that a slow receiver cannot take the functions that all the others need. A host that fails ten times in a row
   * gets one request at a time until it answers again.
   * @default 10
   */
  readonly maxRequestsPerHost?: number;
  /**
   * An EventBridge bus that every event is put on, beside the callback: `default`, the name of one of the account's buses, or the
   * ARN of one in the same region, another account's too (whose policy must let this account put events). In an app:
   * `bus.eventBusArn`. The bus must exist: EventBridge takes events for one that does not, and drops them.
   * @default - none
   */
  readonly eventBus?: string;
  /**
   * Whether every task must have a `callbackUrl`. Without it, events of a task that has none go to `eventBus` only.
   * @default true
   */
  readonly requireCallback?: boolean;
  /**
   * Ids of subnets of an existing VPC, in two zones at least, for the functions that call the provider, receivers and the hosts of
   * videos. They must lead to the internet through a NAT gateway, whose address is then that of all outgoing calls; `privateHosts`
   * may be hosts of that VPC. In an app: `vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_WITH_EGRESS }).subnetIds`.
   * @default - none: the functions stand in no VPC
   */
  readonly vpcSubnetIds?: readonly string[];
  /**
   * Ids of security groups of these functions. They must let them out to port 443, and to the ports of `privateHosts`.
   * @default - none
   */
  readonly vpcSecurityGroupIds?: readonly string[];
  /**
   * Lets every caller track a task that another caller tracks. Without it, a task's id belongs to the caller that
   * registers it first, and the others get a 409: anyone who knows an id could fetch another's video otherwise. Of use if
   * all callers are one party, each with a key of its own for what it does.
   * @default false
   */
  readonly sharedTasks?: boolean;
  /**
   * Reserved concurrency of the function that polls the provider: a limit on simultaneous requests to it.
   * @default - none
   */
  readonly maxConcurrentQueries?: number;
  /**
   * Address that alarms are mailed to.
   * @default - nobody is notified
   */
  readonly alarmEmail?: string;
  /**
   * Traces requests and executions with X-Ray.
   * @default false
   */
  readonly tracing?: boolean;
  /**
   * Logs every request to the API: time, route, status, latency, API key id, error of the integration. API Gateway logs with one
   * role for the whole account and region: it must be set (see `npm run deploy:check`), or made with `apiLogsRole`.
   * @default false
   */
  readonly apiAccessLogs?: boolean;
  /**
   * Makes the role that API Gateway logs with and sets it for the whole account and region. It replaces a role that is already
   * set there, for all other APIs too, and stays when the relay is deleted. Only for accounts that have none.
   * @default false
   */
  readonly apiLogsRole?: boolean;
  /**
   * Days after which logs are deleted: one of the numbers that CloudWatch knows.
   * @default 30
   */
  readonly logRetentionDays?: number;
  /**
   * Encrypts records, videos, secrets, logs and alarms with a key of your own account, made here and rotated yearly,
   * in place of keys that AWS owns. It cannot be changed for videos that are there already.
   * @default false
   */
  readonly customerKey?: boolean;
  /**
   * What becomes of records, videos and the signing secret when the relay is deleted. `destroy` is for tests: a bucket
   * with videos in it stays, and makes the deletion fail.
   * @default retain
   */
  readonly removal?: 'retain' | 'destroy';
  /**
   * Tags of everything that is made. As context: `team=video,stage=live`.
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>>;
}
