import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Identities, resourcesOf } from './identity.ts';
import { type Json, type Properties, type Template, TemplateResolver } from './template.ts';

interface Manifest {
  readonly artifacts: Readonly<
    Record<string, { readonly type: string; readonly properties?: { readonly templateFile?: string } }>
  >;
}

/** One resource with its properties, not yet resolved: some depend on ports that are not known at first. */
export interface Deployed {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly type: string;
  readonly properties: Properties;
  readonly metadata: Properties;
}

/** What `cdk synth` wrote, read as the things that the local cloud has to make. */
export class Assembly {
  readonly folder: string;
  readonly template: Template;
  readonly identities: Identities;
  readonly resolver: TemplateResolver;

  constructor(folder: string, template: Template) {
    this.folder = folder;
    this.template = template;
    this.identities = new Identities(template);
    this.resolver = new TemplateResolver(template, this.identities);
  }

  /** Reads the only stack of a cloud assembly. */
  static async read(folder: string): Promise<Assembly> {
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
    const files = Object.values(manifest.artifacts).flatMap((artifact) =>
      artifact.type === 'aws:cloudformation:stack' ? [artifact.properties?.templateFile ?? ''] : [],
    );
    const [file] = files;
    if (file === undefined || files.length > 1) throw new Error(`One stack expected, not ${files.length}`);
    return new Assembly(folder, JSON.parse(await readFile(join(folder, file), 'utf8')) as Template);
  }

  all(...types: readonly string[]): readonly Deployed[] {
    return resourcesOf(this.template, this.resolver, ...types).map(([id, resource]) => ({
      id,
      name: this.identities.name(id),
      arn: this.identities.arn(id),
      type: resource.Type,
      properties: resource.Properties ?? {},
      metadata: resource.Metadata ?? {},
    }));
  }

  /** The only resource of these types. Throws if there is none, or more than one. */
  only(...types: readonly string[]): Deployed {
    const [first, ...others] = this.all(...types);
    if (!first || others.length > 0) throw new Error(`One ${types[0]} expected in the template`);
    return first;
  }

  resolve(value: Json | undefined): Json {
    return value === undefined ? null : this.resolver.resolve(value);
  }

  text(value: Json | undefined): string {
    return this.resolver.text(value);
  }

  /** The folder that a function's asset lies in. */
  assetOf(deployed: Deployed): string {
    const path = deployed.metadata['aws:asset:path'];
    if (typeof path !== 'string') throw new Error(`No asset is named for ${deployed.id}`);
    return join(this.folder, path);
  }

  outputs(): Readonly<Record<string, string>> {
    const outputs = Object.entries(this.template.Outputs ?? {});
    return Object.fromEntries(outputs.map(([name, { Value }]) => [name, this.text(Value)]));
  }
}
