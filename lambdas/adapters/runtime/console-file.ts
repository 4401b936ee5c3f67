import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Made beside the function's bundle when it is built. */
const file = 'console.json';

/** The function's own folder: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
export const taskRoot = (from: NodeJS.ProcessEnv = process.env): string => from.LAMBDA_TASK_ROOT ?? '.';

/**
 * The console's page, in a file of its own, so that no request but the page's loads it.
 * Throws if it was not built.
 */
export const readConsole = async (folder: string) => {
  const built: { readonly html: string; readonly script: string; readonly style: string } = JSON.parse(
    await readFile(join(folder, file), 'utf8'),
  );
  return built;
};
