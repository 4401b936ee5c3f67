/**
 * AWS's list prices in dollars, us-east-1, without free tiers and discounts, as read in November 2026. Other regions differ by a
 * tenth or so. The dashboard, `npm run bench -- cost` and docs/cost.md all use these.
 */
export const prices = {
  readOn: '2026-11-22',
  region: 'us-east-1',
  /** Step Functions, Standard, for each state that is entered or retried: https://aws.amazon.com/step-functions/pricing/ */
  perTransition: 25e-6,
  /** Lambda on arm64, first tier: https://aws.amazon.com/lambda/pricing/ */
  perGbSecond: 0.0000133334,
  perInvocation: 0.2e-6,
  /** Lambda durable functions: starts, steps and waits alike. */
  perDurableOperation: 8e-6,
  /** API Gateway, REST: https://aws.amazon.com/api-gateway/pricing/ */
  perApiRequest: 3.5e-6,
  /**
   * DynamoDB on demand: a write of up to 1 KB; a strongly consistent read of up to 4 KB, or two others:
   * https://aws.amazon.com/dynamodb/pricing/on-demand/
   */
  perWriteUnit: 0.625e-6,
  perReadUnit: 0.125e-6,
  perTableGbMonth: 0.25,
  /** Point-in-time recovery. */
  perBackupGbMonth: 0.2,
  /** S3 Standard: https://aws.amazon.com/s3/pricing/ */
  perPut: 5e-6,
  perGet: 0.4e-6,
  perStoredGbMonth: 0.023,
  /** Out to the internet; in costs nothing. */
  perGbOut: 0.09,
  /** CloudWatch; metrics by the hours in which they are written: https://aws.amazon.com/cloudwatch/pricing/ */
  perLogGb: 0.5,
  perMetricMonth: 0.3,
  perAlarmMonth: 0.1, // For each metric that an alarm references.
  perDashboardMonth: 3,
  perBusEvent: 1e-6, // Custom events of up to 64 KB: https://aws.amazon.com/eventbridge/pricing/
  perSecretMonth: 0.4, // https://aws.amazon.com/secrets-manager/pricing/
  /** Fargate on Linux and arm64. */
  perVcpuHour: 0.03238,
  perContainerGbHour: 0.00356,
  perPublicAddressHour: 0.005,
} as const;
