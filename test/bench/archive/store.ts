import { embeddedS3 } from '../../support/embedded-s3.ts';

/** The embedded S3, in memory, in a process of its own. Prints its port. */
const { port } = await embeddedS3('bench');
process.stdout.write(`${port}\n`);
