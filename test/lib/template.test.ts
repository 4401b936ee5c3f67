/** What is asserted of the template, in one file: loading CDK takes seconds, and every file of tests loads it anew. */
import './template/stack.ts';
import './template/console.ts';
import './template/options.ts';
import './template/permissions.ts';
import './template/network.ts';
import './template/operations.ts';
import './template/alarm-metrics.ts';
import './template/safety.ts';
import './template/workflow.ts';
import './template/rules.ts';
