import { writeFile } from 'node:fs/promises';
import { buildConsolePage } from '../lib/console-page.ts';

/** Writes the console as the function of the API serves it: `node bin/console-page.ts FILE`. */
const [, , file = ''] = process.argv;
const { metafile: _, ...page } = await buildConsolePage();
await writeFile(file, JSON.stringify(page));
