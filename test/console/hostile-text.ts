import { beforeAll, describe, expect, it } from 'vitest';
import { dynamoClient } from '../../lambdas/adapters/dynamodb/dynamo-client.ts';
import { DynamoDeliveryStore } from '../../lambdas/adapters/dynamodb/dynamo-delivery-store.ts';
import { DynamoTaskStore } from '../../lambdas/adapters/dynamodb/dynamo-task-store.ts';
import type { Task } from '../../lambdas/domain/task/task.ts';
import { hostileMarkup } from '../support/hostile-markup.ts';
import { aDelivery, aTask } from '../support/records.ts';
import { openPage, ready } from './open.ts';

/** A task whose record says the text wherever somebody else decides what it says. */
const saying = (text: string, index: number, at: number, owner: string): Task =>
  aTask({
    owner,
    taskId: `hostile ${index} ${text}`.replaceAll(/[\0\u2028]/g, ''),
    status: 'failed',
    registeredAt: at + index,
    createdAt: at,
    finishedAt: at,
    deadline: at,
    model: text,
    metadata: { [text]: text },
    lastAnswer: text,
    answerShape: text,
    polls: [{ at, ms: 5, answer: text }],
    error: { code: 'provider_failed', message: text },
  });

describe('hostile text', () => {
  let tasks: readonly Task[];
  let owner: string;
  beforeAll(async () => {
    const { stage } = await ready();
    const { dynamo, tableName, apiKeyId } = stage.cloud;
    const client = dynamoClient(dynamo);
    const [store, deliveries] = [
      new DynamoTaskStore(client, tableName),
      new DynamoDeliveryStore(client, tableName),
    ];
    owner = apiKeyId;
    const now = stage.now();
    tasks = hostileMarkup.map((text, index) => saying(text, index, now, owner));
    for (const [index, task] of tasks.entries()) {
      const { taskId } = task;
      const text = hostileMarkup[index] ?? '';
      await store.add(task);
      await deliveries.add(aDelivery({ owner, taskId, event: 'video.failed', state: 'gone', eventId: text }));
      await deliveries.addAttempt({
        ...{ owner, taskId, number: 1, attempt: 1, at: now, milliseconds: 3 },
        ...{ status: 302, location: text, answer: text, failure: text, reason: text, address: text },
      });
    }
  });

  it('is shown as it is, runs nothing, loads nothing and leads nowhere', async () => {
    const { stage, browser } = await ready();
    const { page, complaints, requested, close } = await openPage(browser);
    await page.addInitScript({ content: 'window.hit = 0; window.xss = () => { window.hit += 1 }' });
    await page.goto(stage.address);
    await page.getByLabel('Search by task id').fill('hostile');
    const made =
      'script, iframe, object, embed, base, meta[http-equiv], link[rel=stylesheet], img, form, marquee, template';
    const count = () => page.evaluate(`document.querySelectorAll('${made}').length`);
    await page.locator('.row').first().waitFor();
    const before = await count();
    for (const [index, { taskId }] of tasks.entries()) {
      await page.evaluate(
        (hash) => Object.assign(globalThis, { location: hash }),
        `#/tasks/${encodeURIComponent(taskId)}`,
      );
      const panel = page.getByRole('article', { name: `Task hostile ${index} ` });
      await panel.getByText('Callback, attempt 1: 302').waitFor();
      if (index % 7 === 0) {
        await panel.getByText('The callback as it is sent').click();
        await panel.getByText('"type": "video.failed"').waitFor();
      }
      const quotes = await panel.locator('.quote').allTextContents();
      expect(quotes).toEqual([hostileMarkup[index], hostileMarkup[index]]);
      expect(await count()).toBe(before);
      expect(await page.locator('a[href^="javascript:"], [onerror], [onload]').count()).toBe(0);
    }
    expect(hostileMarkup.length).toBeGreaterThanOrEqual(30);
    expect(await page.evaluate('window.hit')).toBe(0);
    expect(complaints).toEqual([]);
    expect(requested.filter((url) => !url.startsWith(new URL(stage.cloud.apiUrl).origin))).toEqual([]);
    await close();
  });

  it('would be noticed if it ran', async () => {
    const { stage, browser } = await ready();
    const { page, complaints, close } = await openPage(browser);
    await page.goto(stage.address);
    await page.locator('.row').first().waitFor();
    const made = 'document.body.innerHTML = "<img src=x onerror=xss()>"';
    await expect(page.evaluate(made)).rejects.toThrow('TrustedHTML');
    await page.evaluate(
      'const made = document.createElement("img"); made.src = "https://evil.example/x"; document.body.append(made)',
    );
    await expect.poll(() => complaints.join('\n')).toContain('CSP: img-src');
    await close();
  });
});
