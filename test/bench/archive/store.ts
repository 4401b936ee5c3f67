import { embeddedS3 } from '../../support/embedded-s3.ts';

/** The embedded S3, in memory, in a process of its own. Prints its port. */
const s3 = await embeddedS3('bench');
s3.strict = false;
process.stdout.write(`${s3.port}\n`);
