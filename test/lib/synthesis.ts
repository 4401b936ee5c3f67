import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { RelayOptions } from '../../lib/options/options.ts';
import { RelayStack } from '../../lib/stack.ts';

const settings: { context: Record<string, unknown> } = JSON.parse(
  readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'),
);

/** An app as `cdk synth` makes it, except that functions are not bundled: nothing of the template hangs on it. */
export const newApp = (): App =>
  new App({ context: { ...settings.context, 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false });

const synthesized = new Map<string, Template>();

/** The template of a stack with these options. */
export const synthesize = (options: RelayOptions = {}): Template => {
  const key = JSON.stringify(options);
  const template =
    synthesized.get(key) ?? Template.fromStack(new RelayStack(newApp(), 'SeedanceRelay', { options }));
  synthesized.set(key, template);
  return template;
};

/** The only resource of a type (with a word in its logical id, where there are several). */
export const resource = (
  template: Template,
  type: string,
  word = '',
): { readonly id: string; readonly properties: Record<string, unknown>; readonly whole: Resource } => {
  const found = Object.entries(template.findResources(type) as Record<string, Resource>).filter(([id]) =>
    id.includes(word),
  );
  const [only, ...others] = found;
  if (!only || others.length > 0) throw new Error(`${found.length} resources of ${type} with "${word}"`);
  return { id: only[0], properties: only[1].Properties ?? {}, whole: only[1] };
};

export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}
