/** CloudFormation values, resolved against what stands in for AWS on this machine. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Properties = Readonly<Record<string, Json>>;

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Properties;
  readonly Metadata?: Properties;
  readonly Condition?: string;
}

export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: Json }>>;
  readonly Conditions?: Properties;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Properties>>>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: Json }>>;
}

/** What references lead to. Both throw for what they do not know. */
export interface Scope {
  ref(logicalId: string): Json;
  getAtt(logicalId: string, attribute: string): Json;
}

/** `AWS::NoValue`: the property or list entry is left out. */
const noValue = Symbol('AWS::NoValue');
type Resolved = Json | typeof noValue;

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export class TemplateResolver {
  readonly #template: Template;
  readonly #scope: Scope;

  constructor(template: Template, scope: Scope) {
    this.#template = template;
    this.#scope = scope;
  }

  /** A value with every intrinsic function in it evaluated. Throws for functions that it does not know. */
  resolve(value: Json): Json {
    const resolved = this.#resolve(value);
    return resolved === noValue ? null : resolved;
  }

  text(value: Json | undefined): string {
    const resolved = value === undefined ? '' : this.resolve(value);
    if (typeof resolved === 'object') throw new TypeError(`Not a text: ${JSON.stringify(resolved)}`);
    return String(resolved);
  }

  #resolve(value: Json): Resolved {
    if (Array.isArray(value)) return value.map((entry) => this.#resolve(entry)).filter((e) => e !== noValue);
    if (!isObject(value)) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    if (entries.length === 1 && first && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
      return this.#call(first[0], first[1]);
    }
    return Object.fromEntries(
      entries.flatMap(([name, inner]) => {
        const resolved = this.#resolve(inner);
        return resolved === noValue ? [] : [[name, resolved]];
      }),
    );
  }

  #call(name: string, argument: Json): Resolved {
    switch (name) {
      case 'Ref':
        return argument === 'AWS::NoValue' ? noValue : this.#ref(String(argument));
      case 'Fn::GetAtt':
        return this.#getAtt(argument);
      case 'Fn::Join': {
        const [separator, parts] = this.#list(argument);
        return this.#list(parts).map(String).join(String(separator));
      }
      case 'Fn::Sub':
        return this.#substitute(argument);
      case 'Fn::Select': {
        const [index, values] = this.#list(argument);
        return this.#list(values)[Number(index)] ?? null;
      }
      case 'Fn::Split': {
        const [separator, text] = this.#list(argument);
        return String(text).split(String(separator));
      }
      case 'Fn::If': {
        const [condition, yes, no] = Array.isArray(argument) ? argument : [];
        return this.#resolve((this.holds(String(condition)) ? yes : no) ?? null);
      }
      case 'Fn::FindInMap': {
        const [map, outer, inner] = this.#list(argument).map(String);
        return this.#template.Mappings?.[map ?? '']?.[outer ?? '']?.[inner ?? ''] ?? null;
      }
      default:
        throw new Error(`The local cloud does not know ${name}`);
    }
  }

  /** Whether a condition of the template holds. */
  holds(name: string): boolean {
    return this.#isTrue(this.#template.Conditions?.[name] ?? false);
  }

  #isTrue(condition: Json): boolean {
    if (!isObject(condition)) return condition === true;
    const [[name, argument] = ['', null]] = Object.entries(condition);
    const all = Array.isArray(argument) ? argument : [];
    if (name === 'Fn::Equals') return this.resolve(all[0] ?? null) === this.resolve(all[1] ?? null);
    if (name === 'Fn::Not') return !this.#isTrue(all[0] ?? false);
    if (name === 'Fn::And') return all.every((entry) => this.#isTrue(entry));
    if (name === 'Fn::Or') return all.some((entry) => this.#isTrue(entry));
    if (name === 'Condition') return this.holds(String(argument));
    throw new Error(`The local cloud does not know the condition ${name}`);
  }

  #ref(name: string): Json {
    const parameter = this.#template.Parameters?.[name];
    return parameter ? (parameter.Default ?? '') : this.#scope.ref(name);
  }

  #getAtt(argument: Json): Json {
    const [id, attribute] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.', 2);
    return this.#scope.getAtt(id ?? '', attribute ?? '');
  }

  #substitute(argument: Json): Json {
    const [text, own] = Array.isArray(argument) ? argument : [argument, {}];
    const values = isObject(own ?? {}) ? (own as Properties) : {};
    return String(text).replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      const value = values[name];
      if (value !== undefined) return this.text(value);
      return String(name.includes('.') ? this.#getAtt(name) : this.#ref(name));
    });
  }

  #list(value: Json | undefined): readonly Json[] {
    const resolved = value === undefined ? [] : this.resolve(value);
    if (!Array.isArray(resolved)) throw new TypeError(`Not a list: ${JSON.stringify(resolved)}`);
    return resolved;
  }
}
