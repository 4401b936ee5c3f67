import { isObject, type Json, looksLikeJson, parseObject } from './json.ts';
import { statusMeaning, statusWord, taskIdsIn } from './task-payload.ts';

/** The usual name of a field, by its spelling without case, underscores and hyphens. The usual one itself comes first. */
const usualNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    id: 'id',
    task_id: 'taskid jobid predictionid generationid',
    status: 'status taskstatus jobstatus generationstatus state taskstate jobstate phase successflag',
    video_url: 'videourl resultvideourl',
    model: 'model modelname',
    created_at: 'createdat createtime',
    error: 'error',
    message: 'message errormessage',
  }).flatMap(([usual, spellings]) => spellings.split(' ').map((spelling) => [spelling, usual] as const)),
);

/** What was sent, and what was before: neither is how the task is now. */
const otherNames =
  /input|request|param|prompt|reference|callback|webhook|histor|attempt|previous|past|event|log|retr(?:y|ies)|steps?$/i;
const maxDepth = 5;
const maxObjects = 500;

/**
 * The task of this id, wherever it stands in an answer: in a list of tasks, in an envelope of any name, and with its
 * fields spelled in another way. Two that contradict each other are none, and neither is one below a task of this id whose
 * own word nobody knows.
 */
export const taskById = (answer: Json, polledId: string): Json | undefined => {
  let level: readonly unknown[] = [answer];
  let left = maxObjects;
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth += 1) {
    const objects = level.filter(isObject).slice(0, left);
    left -= objects.length;
    const tasks = objects.map(withUsualNames).filter((task) => isTask(task, polledId));
    const meanings = new Set(tasks.map((task) => statusMeaning(task)));
    if (tasks.length > 0) return meanings.size === 1 && !meanings.has(undefined) ? tasks[0] : undefined;
    level = objects.flatMap((object) =>
      Object.entries(object).flatMap(([name, value]) => (otherNames.test(name) ? [] : inner(value))),
    );
  }
  return undefined;
};

const isTask = (task: Json, polledId: string): boolean =>
  statusWord(task) !== undefined && taskIdsIn(task, polledId).includes(polledId);

const inner = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value.slice(0, maxObjects);
  return typeof value === 'string' && looksLikeJson(value) ? [parseObject(value)] : [value];
};

/** JSON:API has everything but the id in `attributes` (https://jsonapi.org/format/#document-resource-objects). */
const flat = (object: Json): Json =>
  isObject(object.attributes) ? { ...object.attributes, ...object } : object;

const withUsualNames = (given: Json): Json => {
  const object = flat(given);
  const renamed: Record<string, unknown> = { ...object };
  for (const [name, value] of Object.entries(object)) {
    const usual = usualNames.get(name.toLowerCase().replaceAll(/[_-]/g, ''));
    if (usual !== undefined && !Object.hasOwn(renamed, usual)) renamed[usual] = value;
  }
  return { ...renamed, ...ofOperation(object), ...ofStatusObject(renamed.status) };
};

/** A long-running operation, as Google's interfaces describe it: https://google.aip.dev/151. */
const ofOperation = ({ name, done, error }: Json): Json => {
  if (typeof name !== 'string' || typeof done !== 'boolean') return {};
  return { id: name, status: done ? (error ? 'failed' : 'completed') : 'processing' };
};

/** The word in an object, such as `{"status": {"state": "completed"}}`. */
const ofStatusObject = (status: unknown): Json => {
  if (!isObject(status)) return {};
  const word = ['state', 'status', 'name', 'code', 'value']
    .map((name) => status[name])
    .find((value) => typeof value === 'string' && statusMeaning({ status: value }) !== undefined);
  return word === undefined ? {} : { status: word };
};
