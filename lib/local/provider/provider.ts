import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { firstProvider } from '../../../lambdas/contract/provider-definition.ts';
import { chance } from './chance.ts';
import { answerCreation } from './creation.ts';
import { type DialectHost, dialectHost, type SharedTasks } from './dialect-host.ts';
import type { GroundTruth } from './ground-truth.ts';
import { type Plan, scripted } from './plan.ts';
import { answerPoll, truthOf } from './poll-answer.ts';
import { notFound, unauthorized, wrongPath } from './refusals.ts';
import { send } from './reply.ts';
import { plainIdOf, type SavedTask, SimulatedTask } from './simulated-tasks.ts';
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
  /** Other providers that it speaks like, too: names of definitions. */
  readonly as?: readonly string[];
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
  /** Where each of the providers is that it speaks like, and the key of each; the first one is among them. */
  readonly providers: readonly SpokenProvider[];
  /** Creates a task without HTTP. The script overrides the provider's default. */
  create(script?: Partial<TaskScript>, model?: string, as?: string): GroundTruth;
  /** What really happened to each task, oldest first. */
  groundTruths(): readonly GroundTruth[];
  groundTruthOf(taskId: string): GroundTruth | undefined;
  /** Requests that brought a key where it has no business. */
  readonly strayKeys: readonly string[];
  saved(): SavedProvider;
  close(): Promise<void>;
}

export interface SpokenProvider {
  readonly name: string;
  readonly baseUrl: string;
  readonly key: string;
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
    (options.tasks ?? []).map(SimulatedTask.restore).map((task) => [task.plainId, task] as const),
  );
  let origin = '';

  const create = (
    script: Partial<TaskScript> = {},
    model = 'seedance_1_5_pro_720p',
    as: string = firstProvider,
  ): SimulatedTask => {
    const digits = Math.floor(chance(seed, 'id', tasks.size) * 2 ** 32)
      .toString(36)
      .padStart(7, '0');
    const plain = `video_${digits}${tasks.size.toString(36)}`;
    const host = hosts.find(({ dialect }) => dialect.name === as);
    const task = new SimulatedTask(
      host?.dialect.idOf(plain) ?? plain,
      model,
      { ...options.script, ...script },
      now(),
      host && as,
    );
    tasks.set(plain, task);
    return task;
  };
  const link = (task: SimulatedTask, status?: number): string =>
    `${origin}/videos/${task.plainId}.mp4?token=${task.newLink(now(), status)}`;

  const sendVideo = async (
    id: string,
    request: IncomingMessage,
    response: ServerResponse,
    token: string,
  ): Promise<void> => {
    const task = tasks.get(id);
    if (!task) return send(notFound(), response);
    const simulated = { kind: 'video', taskId: task.id, number: task.videoRequests.length + 1 } as const;
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
    const host = hosts.find(({ path }) => pathname.startsWith(`${path}/`));
    noteStrayKey(request, pathname, host);
    if (host) {
      const led = await host.answer(request);
      if ('reply' in led) return send(led.reply, response);
      return sendVideo(led.videoOf.plainId, request, response, led.videoOf.newLink(now()));
    }
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
  const shared: SharedTasks = {
    find: (plain) => tasks.get(plain),
    poll: (task, speak) => answerPoll(task, { now: now(), plan, link, speak }),
    truth: (task) => truthOf(task, task.statusAt(now()), link),
    create: (request, as) =>
      answerCreation(request, {
        create: (script, model) => create(script, model, as),
        plan,
        now,
        number: tasks.size + 1,
        anyModel: true,
      }),
  };
  const hosts = (options.as ?? [])
    .filter((name) => name !== firstProvider)
    .map((name) => dialectHost(name, `${key}-${name}`, shared));
  const strayKeys: string[] = [];
  const noteStrayKey = ({ headers }: IncomingMessage, path: string, host: DialectHost | undefined): void => {
    const sent = JSON.stringify(headers);
    const own = host?.key ?? (path.startsWith(prefix) ? key : undefined);
    // The first provider's key is the beginning of the others'.
    const found = [...hosts.map((one) => one.key), key].find((one) => sent.includes(one));
    if (found !== undefined && found !== own) strayKeys.push(path);
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
    providers: [
      { name: firstProvider, baseUrl: `${origin}${prefix}`, key },
      ...hosts.map(({ dialect, path, key }) => ({ name: dialect.name, baseUrl: `${origin}${path}`, key })),
    ],
    strayKeys,
    create: (script, model, as) => create(script, model, as).groundTruth(),
    groundTruths: () => [...tasks.values()].map((task) => task.groundTruth()),
    groundTruthOf: (taskId) => tasks.get(plainIdOf(taskId))?.groundTruth(),
    saved: () => ({ port, key, seed, tasks: [...tasks.values()].map((task) => task.saved()) }),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
};
