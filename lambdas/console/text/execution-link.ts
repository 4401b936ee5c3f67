/** The execution in AWS's console; nothing for one of the local cloud, which has no such page. */
export const executionLink = (arn: string | null, isLocal: boolean): string | undefined => {
  const [, partition, , region] = /^arn:(aws[\w-]*):(states):([\w-]+):\d+:execution:/.exec(arn ?? '') ?? [];
  if (arn === null || isLocal || partition === undefined || region === undefined) return undefined;
  const host = partition === 'aws-cn' ? 'console.amazonaws.cn' : `${region}.console.aws.amazon.com`;
  return `https://${host}/states/home?region=${region}#/v2/executions/details/${encodeURIComponent(arn)}`;
};
