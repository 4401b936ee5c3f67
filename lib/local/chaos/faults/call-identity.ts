import type { ServiceCall } from '../../cloud/endpoint/intercept.ts';

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

const text = (value: unknown): string => {
  const { S: attribute } = fieldsOf(value);
  return String(attribute ?? value ?? '');
};

/** What a request to DynamoDB is about: the item's key, or the key of the query. */
const itemOf = (request: Fields): string => {
  const key = fieldsOf(request.Key ?? request.Item);
  const queried = fieldsOf(request.ExpressionAttributeValues);
  return [key.pk, key.sk, queried[':pk'], queried[':shard']].map(text).join(' ');
};

/** What a function is invoked for: the input that it is given. */
const cursorOf = ({ owner, taskId, delivery, path, httpMethod }: Fields): string =>
  [owner, taskId, delivery, httpMethod, path].map(text).join(' ');

/** The beginning of an event's detail: its id. */
const eventOf = ({ Entries }: Fields): string =>
  text(fieldsOf(Array.isArray(Entries) ? Entries[0] : undefined).Detail).slice(0, 48);

const subjectOf = (service: ServiceCall['service'], fields: Fields): string => {
  if (service === 'dynamodb') return itemOf(fields);
  if (service === 'events') return eventOf(fields);
  return service === 'lambda' ? cursorOf(fields) : '';
};

/**
 * What a call is, apart from when it is made and which execution or process makes it: the same in every run with the
 * same tasks. Calls with the same identity are distinguished by their number.
 */
export const identityOf = ({ service, operation, resource, request }: ServiceCall): string => {
  const fields = fieldsOf(request);
  const about = subjectOf(service, fields);
  return [service, operation, resource, about].join(' ');
};

/** The task that a call is about, as far as it shows. */
export const taskOf = ({ service, request }: ServiceCall): string | undefined => {
  const { taskId } = fieldsOf(request);
  return service === 'lambda' && typeof taskId === 'string' ? taskId : undefined;
};
