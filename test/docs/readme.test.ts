import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
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

const links = (from: string): readonly { readonly path: string; readonly anchor?: string }[] =>
  [...readFileSync(at(from), 'utf8').matchAll(/\]\(([^)\s]+)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^https?:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      return { path: path ? join(dirname(from), path) : from, ...(anchor ? { anchor } : {}) };
    });

/** All that can be reached from the README, by paths from the project's folder. */
const reached = new Set(['README.md']);
for (const path of reached) {
  if (path.endsWith('.md') && existsSync(at(path))) for (const link of links(path)) reached.add(link.path);
}
const reachedDocuments = [...reached].filter((path) => path.endsWith('.md') && existsSync(at(path)));

test('the README leads to every document', () => {
  const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: at('.') });
  expect(documents).toContain('docs/decisions/README.md');
  expect(documents.filter((path) => !reached.has(path))).toEqual([]);
});

test('the documents link only to files that there are', () => {
  expect([...reached].filter((path) => !existsSync(at(path)))).toEqual([]);
});

/** A heading's anchor, as code hosts make it: lower case, no punctuation, hyphens for spaces. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');

const anchorsIn = (path: string): readonly string[] =>
  [...readFileSync(at(path), 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

test('the documents link only to headings that there are', () => {
  const broken = reachedDocuments.flatMap((from) =>
    links(from)
      .filter(({ path, anchor }) => anchor && path.endsWith('.md') && !anchorsIn(path).includes(anchor))
      .map(({ path, anchor }) => `${from} → ${path}#${anchor}`),
  );
  expect(broken).toEqual([]);
});

test('each record of a decision is in the list of decisions, and has its four parts', () => {
  const records = globSync('docs/decisions/0*.md', { cwd: at('.') });
  const listed = links('docs/decisions/README.md').map(({ path }) => path);
  expect(listed.toSorted()).toEqual(records.toSorted());
  const parts = ['Context', 'Decision', 'Consequences', 'Alternatives'];
  for (const path of records) {
    const headings = [...readFileSync(at(path), 'utf8').matchAll(/^## (.+)$/gm)].map(([, name]) => name);
    expect({ path, headings }).toEqual({ path, headings: parts });
  }
});

test.each(['README.md', 'CONTRIBUTING.md', 'docs/deploy.md', 'docs/runbook.md', 'docs/callbacks.md'])(
  'the commands of %s fit into a terminal of 80 columns',
  (path) => {
    const boxes = [...readFileSync(at(path), 'utf8').matchAll(/```(?:sh|text)\n([\s\S]*?)```/g)];
    const lines = boxes.flatMap(([, box]) => box?.split('\n') ?? []);
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    // macOS has BSD's tools.
    expect(
      lines.filter((line) => /xargs -d|sed -i |readlink -f|date -d|base64 -w|grep -P/.test(line)),
    ).toEqual([]);
  },
);

test('a deployment shows what changes, and asks', () => {
  const { requireApproval } = JSON.parse(readFileSync(at('cdk.json'), 'utf8'));
  expect(requireApproval).toBe('any-change');
});

test('the runbook quotes only titles that the dashboard has', () => {
  const runbook = readFileSync(at('docs/runbook.md'), 'utf8');
  const quoted = [...runbook.matchAll(/dashboard's "([^"]+)"/g)].map(([, title]) => title ?? '');
  expect(quoted.length).toBeGreaterThan(2);
  const dashboard = readFileSync(at('lib/operations/dashboard.ts'), 'utf8');
  expect(quoted.filter((title) => !dashboard.includes(`'${title}'`))).toEqual([]);
});

test('the documents’ commands are scripts of the package', () => {
  const { scripts } = JSON.parse(readFileSync(at('package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const commands = reachedDocuments.flatMap((path) =>
    [...readFileSync(at(path), 'utf8').matchAll(/npm (?:run (?:-s )?([\w:]+)|(start|test)\b)/g)].map(
      ([, run, short]) => run ?? short ?? '',
    ),
  );
  expect(commands).toContain('test:unit');
  expect(commands.filter((name) => !(name in scripts))).toEqual([]);
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

test.each(['README.md', 'docs/deploy.md', 'docs/runbook.md', 'docs/api.md'])(
  '%s uses no variable or function of the shell before it says what it is',
  (path) => {
    const boxes = [...readFileSync(at(path), 'utf8').matchAll(/```(?:sh|bash)\n([\s\S]*?)```/g)];
    const code = boxes.map(([, box]) => box ?? '').join('\n');
    expect(code).not.toBe('');
    const names = new Set(
      [...code.matchAll(/\$\{?([A-Za-z_]\w*)|\$\((output|function_of)\b|^(logs_of) /gm)].map(
        ([, variable, called, logs]) => variable ?? called ?? logs ?? '',
      ),
    );
    names.delete('RANDOM');
    const early = [...names].filter((name) => {
      const set = code.search(new RegExp(`(^|\\s)(${name}=|for ${name} in|read -r ${name}|${name}\\(\\))`));
      const use = code.search(new RegExp(`\\$[{(]?${name}\\b|^${name} `, 'm'));
      return set === -1 || set > use;
    });
    expect(early).toEqual([]);
  },
);
