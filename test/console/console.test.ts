/** The console in a browser, in one file: the browser and the local cloud take seconds to start. */
import { afterAll } from 'vitest';
import { closeAll } from './open.ts';
import './journey.ts';
import './sign-in.ts';
import './accessibility.ts';
import './hostile-text.ts';
import './pictures.ts';
import './troubles.ts';
import './many-tasks.ts';

afterAll(closeAll);
