import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { Assembly, type Deployed } from '../../cloud/assembly/assembly.ts';
import { projectFolder } from '../../cloud/assembly/synth.ts';
import { projectAssembly } from '../../cloud/cloud.ts';
import { shortName } from '../../cloud/functions/local-functions.ts';

/** A text of the product, and its replacement in a broken build. */
interface Change {
  /** Path from the project's folder; `template` for the synthesized template. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Protections that can be removed from the product, one at a time: a run must fail without it. */
export const protections = {
  sweep: {
    what: 'nothing looks for what is overdue',
    changes: [{ file: 'template', from: '"State": "ENABLED"', to: '"State": "DISABLED"' }],
  },
  fencing: {
    what: 'a step writes even if it no longer holds the record',
    changes: [
      {
        file: 'lambdas/adapters/dynamodb/dynamo-update.ts',
        from: "ConditionExpression: conditions.join(' AND ')",
        to: `ConditionExpression: \`\${conditions.join(' AND ')} OR attribute_exists(\${name('pk')})\``,
      },
    ],
  },
  resumption: {
    what: 'a video whose connection breaks is fetched from its beginning',
    changes: [
      {
        file: 'lambdas/adapters/archive/source/source-reader.ts',
        from: 'opened = undefined;\n',
        to: 'throw fault;\n',
      },
    ],
  },
  'retry on throttling': {
    what: 'a throttled invocation fails its execution',
    changes: [{ file: 'template', from: '\\"MaxAttempts\\":24', to: '\\"MaxAttempts\\":0' }],
  },
} as const satisfies Record<string, { readonly what: string; readonly changes: readonly Change[] }>;
export type Protection = keyof typeof protections;

export const isProtection = (name: string): name is Protection => Object.hasOwn(protections, name);

const replaced = (text: string, { file, from, to }: Change): string => {
  if (!text.includes(from)) throw new Error(`"${from}" is no longer in ${file}`);
  return text.replaceAll(from, to);
};

/** The folder of a cloud assembly that is the product without one protection. The caller removes it. */
export const buildWithout = async (protection: Protection): Promise<string> => {
  const own = await projectAssembly();
  const folder = await mkdtemp(join(tmpdir(), 'broken-build-'));
  await cp(own, folder, { recursive: true });
  const assembly = await Assembly.read(folder);
  for (const change of protections[protection].changes as readonly Change[]) {
    if (change.file === 'template') await changeTemplate(folder, change);
    else await changeCode(assembly, change);
  }
  return folder;
};

const changeTemplate = async (folder: string, change: Change): Promise<void> => {
  const file = join(folder, 'SeedanceRelay.template.json');
  const text = replaced(await readFile(file, 'utf8'), change);
  await writeFile(file, text);
};

const changeCode = async (assembly: Assembly, change: Change): Promise<void> => {
  for (const deployed of assembly.all('AWS::Lambda::Function')) {
    await bundle(deployed, assembly.assetOf(deployed), change);
  }
};

/** Bundles a function again, as the stack does. */
const bundle = async (deployed: Deployed, folder: string, change: Change): Promise<void> => {
  const changing: Plugin = {
    name: 'changing',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (path !== join(projectFolder, change.file)) return undefined;
        return { contents: replaced(await readFile(path, 'utf8'), change), loader: 'ts' };
      });
    },
  };
  await build({
    entryPoints: [join(projectFolder, 'lambdas/handlers', `${shortName(deployed)}.ts`)],
    outfile: join(folder, 'index.js'),
    allowOverwrite: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minify: true,
    logLevel: 'error',
    plugins: [changing],
  });
};
