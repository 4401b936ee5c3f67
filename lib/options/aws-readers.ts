import { Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ConfigError, number, type Reader, refusal, text } from './option-readers.ts';

/** An id or ARN, or a value that is known only once the app is deployed, such as `key.keyArn`. */
export const orToken =
  (read: Reader<string>): Reader<string> =>
  (value, option) =>
    typeof value === 'string' && Token.isUnresolved(value) ? value : read(value, option);

/** A secret's name. Its ARN ends in six more characters, and would be taken for a name. */
export const secretName: Reader<string> = (value, option) => {
  const inArn = /^arn:[^:]*:secretsmanager:[^:]*:\d+:secret:(.+)-\w{6}$/.exec(String(value))?.[1];
  if (typeof value !== 'string' || !/^[\w/+=.@-]{1,512}$/.test(value)) {
    throw refusal(option, 'the name of a secret', value, inArn);
  }
  return value;
};

/** SNS asks for an address with a domain, and each option has room for one. */
export const emailAddress = text(
  /^[^\s@,;<>"]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/i,
  'one e-mail address, such as ops@example.com',
);

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html. A partner's bus, `aws.…`, takes the partner's events only. */
export const eventBus = text(
  /^(arn:aws[\w-]*:events:[a-z\d-]+:\d{12}:event-bus\/)?(?!aws\.)[\w./-]{1,256}$/,
  '"default", the name of an event bus or its ARN',
);

export const retention: Reader<RetentionDays> = (value, option) => {
  const days = number({ min: 1, max: 3653 })(value, option);
  if (RetentionDays[days] !== undefined) return days;
  const known = Object.values(RetentionDays).filter((one): one is RetentionDays => typeof one === 'number');
  const [nearest] = known.sort((a, b) => Math.abs(a - days) - Math.abs(b - days));
  throw refusal(option, 'a number of days that CloudWatch knows', days, nearest);
};

/**
 * What every service that is tagged here takes. Letters beyond ASCII would reach the services as question marks.
 * https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
const tagText = /^[A-Za-z0-9 _.:/=+@-]*$/;
/** Of one resource; CloudFormation adds some of its own, which do not count. */
const maxTags = 50;

const tagProblem = (name: string, value: string): string | undefined => {
  if (/^aws:/i.test(name)) return `"${name}" begins with "aws:", which AWS keeps for itself`;
  if (name.length > 128) return `the name "${name.slice(0, 20)}..." has ${name.length} characters, of 128`;
  if (value.length > 256) return `the value of "${name}" has ${value.length} characters, of 256`;
  for (const word of [name, value]) {
    if (word !== word.trim()) return `"${word}" begins or ends with a space`;
    if (!tagText.test(word))
      return `"${word}" holds what tags may not: letters, digits, spaces and _.:/=+@- are allowed`;
  }
  return undefined;
};

/** Tags that AWS takes. IAM takes two names for one if they differ in capitals only. */
export const tagsOf =
  (read: Reader<Readonly<Record<string, string>>>): Reader<Readonly<Record<string, string>>> =>
  (value, option) => {
    const tags = read(value, option);
    const names = Object.keys(tags);
    const lower = names.map((name) => name.toLowerCase());
    const twice = names.find((name, index) => lower.indexOf(name.toLowerCase()) !== index);
    const problem =
      names.length > maxTags
        ? `there are ${names.length} tags, of ${maxTags}`
        : twice !== undefined
          ? `"${twice}" is there twice, in other capitals`
          : Object.entries(tags)
              .map(([name, word]) => tagProblem(name, word))
              .find((found) => found !== undefined);
    if (problem !== undefined) throw new ConfigError(option, `has a tag that AWS refuses: ${problem}`);
    return tags;
  };
