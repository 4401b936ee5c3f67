import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { routes } from '../../lambdas/contract/routes.ts';
import { optionNames } from '../../lib/options/config.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const readme = readFileSync(at('README.md'), 'utf8');

test('the README names every option, and no other', () => {
  const [, section = ''] = readme.split('## Configuration');
  const rows =
    section
      .split('\n## ')[0]
      ?.split('\n')
      .filter((line) => line.startsWith('| `')) ?? [];
  const named = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  expect(named.toSorted()).toEqual([...optionNames].toSorted());
});

test('the README names every route, and no other', () => {
  const named = [...readme.matchAll(/^\| `(GET|POST|DELETE) \/v1([^`?]+)/gm)].map(
    ([, method, path]) => `${method} ${path}`,
  );
  expect(named.toSorted()).toEqual(
    Object.values(routes)
      .map(({ method, path }) => `${method} ${path}`)
      .toSorted(),
  );
});

/** Files that a Markdown file links to, from the project's folder. */
const linked = (from: string): readonly string[] =>
  [...readFileSync(at(from), 'utf8').matchAll(/\]\(([^)#\s]+)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^https?:/.test(target))
    .map((target) => join(dirname(from), target));

test('the README links only to files that there are, and leads to every document', () => {
  const reached = new Set(['README.md']);
  for (const path of reached) {
    if (path.endsWith('.md')) for (const target of linked(path)) reached.add(target);
  }
  expect([...reached].filter((path) => !existsSync(at(path)))).toEqual([]);
  const documents = readdirSync(at('docs')).filter((name) => name.endsWith('.md'));
  expect(documents.filter((name) => !reached.has(`docs/${name}`))).toEqual([]);
});

test('the README’s commands are scripts of the package', () => {
  const { scripts } = JSON.parse(readFileSync(at('package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const run = [...readme.matchAll(/npm (?:run )?(demo|start|test|deploy|bench|synth|chaos)\b/g)].map(
    ([, name]) => name,
  );
  expect(run.filter((name) => !(name && name in scripts))).toEqual([]);
});

test('the README’s receiver takes what is signed, and refuses what is not', async () => {
  const [, sample = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const code = sample.replace(
    '.listen(8080)',
    ".listen(0, '127.0.0.1', function () { console.log(this.address().port); })",
  );
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: at('.'),
    env: { ...process.env, SIGNING_SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [port] = await once(child.stdout, 'data');
    const body = JSON.stringify({
      type: 'video.failed',
      data: { video: null, error: { code: 'x', message: 'y' } },
    });
    const now = new Date();
    const call = async (signed: string): Promise<number> => {
      const headers = {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign('msg_1', now, signed),
      };
      return (await fetch(`http://127.0.0.1:${String(port).trim()}/`, { method: 'POST', headers, body }))
        .status;
    };
    expect(await call(body)).toBe(204);
    expect(await call(`${body} `)).toBe(401);
  } finally {
    child.kill();
  }
});
