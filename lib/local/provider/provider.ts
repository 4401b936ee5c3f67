import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chance } from './chance.ts';
import { answerCreation } from './creation.ts';
import type { GroundTruth } from './ground-truth.ts';
import { type Plan, scripted } from './plan.ts';
import { answerPoll } from './poll-answer.ts';
import { notFound, unauthorized, wrongPath } from './refusals.ts';
import { send } from './reply.ts';
import { type SavedTask, SimulatedTask } from './simulated-tasks.ts';
import type { TaskScript } from './task-script.ts';
import { serveVideo } from './video-host.ts';

export interface SimulatedProviderOptions {
  /** Milliseconds since the epoch on the clock of the tasks; the machine's clock unless given. */
  readonly now?: () => number;
  /** A free port unless given. */
  readonly port?: number;
  readonly key?: string;
  /** Determines ids and everything random. */
  readonly seed?: string | number;
  /** The default script of a task. */
  readonly script?: Partial<TaskScript>;
  /** Misbehaviours in addition to those of the tasks' scripts. */
  readonly plan?: Plan;
  /** The tasks of an earlier run. */
  readonly tasks?: readonly SavedTask[];
}

/** What another start needs to go on where this one ended. */
export interface SavedProvider {
  readonly port: number;
  readonly key: string;
  readonly seed: string | number;
  readonly tasks: readonly SavedTask[];
}

/** The provider's HTTP API on loopback, with its video host, scripted tasks, and a record of what happened. */
export interface SimulatedProvider {
  /** The base URL that clients are configured with. */
  readonly url: string;
  readonly key: string;
  /** Creates a task without HTTP. The script overrides the provider's default. */
  create(script?: Partial<TaskScript>, model?: string): GroundTruth;
  /** What really happened to each task, oldest first. */
  groundTruths(): readonly GroundTruth[];
  groundTruthOf(taskId: string): GroundTruth | undefined;
  saved(): SavedProvider;
  close(): Promise<void>;
}

const prefix = '/kyyReactApiServer';

/** Starts one on 127.0.0.1. */
export const startProvider = async (options: SimulatedProviderOptions = {}): Promise<SimulatedProvider> => {
  const {
    now = Date.now,
    key = `sk-simulated-${randomBytes(12).toString('hex')}`,
    seed = randomUUID(),
    plan = () => [],
  } = options;
  const tasks = new Map(
    (options.tasks ?? []).map(SimulatedTask.restore).map((task) => [task.id, task] as const),
  );
  let origin = '';

  const create = (script: Partial<TaskScript> = {}, model = 'seedance_1_5_pro_720p'): SimulatedTask => {
    const digits = Math.floor(chance(seed, 'id', tasks.size) * 2 ** 32)
      .toString(36)
      .padStart(7, '0');
    const task = new SimulatedTask(
      `video_${digits}${tasks.size.toString(36)}`,
      model,
      { ...options.script, ...script },
      now(),
    );
    tasks.set(task.id, task);
    return task;
  };
  const link = (task: SimulatedTask, status?: number): string =>
    `${origin}/videos/${task.id}.mp4?token=${task.newLink(now(), status)}`;

  const sendVideo = async (
    id: string,
    request: IncomingMessage,
    response: ServerResponse,
    token: string,
  ): Promise<void> => {
    const task = tasks.get(id);
    if (!task) return send(notFound(), response);
    const simulated = { kind: 'video', taskId: id, number: task.videoRequests.length + 1 } as const;
    const misbehaviours = [...scripted(task.script.misbehaves, simulated), ...plan(simulated)];
    const { range } = request.headers;
    const record = { at: now(), ...(range && { range }), misbehaviours, status: 0, bytesSent: 0 };
    task.videoRequests.push(record);
    await serveVideo(task, request, response, {
      misbehaviours,
      record,
      number: simulated.number,
      linkStatus: task.linkStatus(token, now()),
    });
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://provider');
    const [, video] = /^\/videos\/([^/]+)\.mp4$/.exec(pathname) ?? [];
    if (video) return sendVideo(video, request, response, searchParams.get('token') ?? '');
    const [, queried] = new RegExp(`^${prefix}/v1/result/([^/]+)$`).exec(pathname) ?? [];
    const creating = pathname === `${prefix}/v1/seedance/videos` && request.method === 'POST';
    if (!creating && !(queried && request.method === 'GET')) {
      return send(wrongPath(request.method ?? '', pathname), response);
    }
    if (request.headers.authorization !== `Bearer ${key}`) return send(unauthorized(), response);
    if (queried) return send(answerPoll(tasks.get(queried), { now: now(), plan, link }), response);
    return send(await answerCreation(request, { create, plan, now, number: tasks.size + 1 }), response);
  };
  // A client may hang up while it is being answered.
  const server = createServer(
    (request, response) => void answer(request, response).catch(() => response.destroy()),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;

  return {
    url: `${origin}${prefix}`,
    key,
    create: (script, model) => create(script, model).groundTruth(),
    groundTruths: () => [...tasks.values()].map((task) => task.groundTruth()),
    groundTruthOf: (taskId) => tasks.get(taskId)?.groundTruth(),
    saved: () => ({ port, key, seed, tasks: [...tasks.values()].map((task) => task.saved()) }),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
};
