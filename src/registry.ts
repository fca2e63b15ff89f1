import { alternatives, show } from './errors.js';
import { canonical, toConfigKey } from './naming.js';
import { isGiven, optionsOf, resolveOptions } from './options.js';

/** An object as Keras writes it into `config.json`. */
export interface SerializedObject {
  module?: string;
  class_name: string;
  config: Record<string, unknown>;
  registered_name?: string | null;
}

/** What can be written into a configuration. */
export interface Configurable {
  readonly className: string;
  getConfig(): Record<string, unknown>;
}

/** What is called by the name of its class. */
export abstract class Classed {
  abstract readonly className: string;

  /** Reactive frameworks make proxies of what calls itself an object, and a proxy is another thing than what it stands for. */
  get [Symbol.toStringTag](): string {
    return this.className;
  }

  /** What consoles print. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `<${this.className}>`;
  }
}

/** What its options make of it: they are its configuration. */
export abstract class Configured<Options extends object> extends Classed {
  /** All of them, completed. */
  protected readonly options: Options;

  /** @param checked Options whose type the class checks. */
  constructor(
    readonly className = '',
    defaults = {} as Options,
    given = {},
    checked: readonly (keyof Options)[] = [],
  ) {
    super();
    this.options = resolveOptions(className, defaults, given, checked);
  }

  getConfig(): Record<string, unknown> {
    return configOf(this.options);
  }
}

/** A function of the user's own in the place of an object. */
type Own = (...args: never[]) => unknown;

/** A plain name, a serialized object, or the thing itself. */
export type Identifier<T, Name extends string = string> = Name | SerializedObject | T;

/** Names → classes of one kind, under every spelling that Keras and JavaScript users write. */
export class Registry<T extends Configurable> {
  private readonly classes = new Map<string, new (options: never) => T>();
  private readonly names: string[];

  /**
   * @param kind For messages: `loss`, `optimizer`.
   * @param module The Keras module of the classes: `keras.losses`.
   * @param base What an instance must be of.
   * @param all Class name → constructor that takes one options object.
   * @param aliases Short names → class name.
   * @param own What a function of the user's own becomes.
   * @param others For messages: how what has no name here is given.
   */
  constructor(
    readonly kind: string,
    readonly module: string,
    private readonly base: abstract new (...args: never[]) => T,
    readonly all: Readonly<Record<string, new (options: never) => T>>,
    aliases: Readonly<Record<string, string>> = {},
    private readonly own?: new (f: never) => T,
    private readonly others = '',
  ) {
    this.names = [...Object.keys(all), ...Object.keys(aliases)];
    for (const name of this.names) this.classes.set(canonical(name), all[aliases[name] ?? name]);
  }

  /** @throws TypeError or RangeError naming what was given and what was probably meant. */
  get(identifier: Identifier<T> | Own): T {
    if (identifier instanceof this.base) {
      const { prototype } = this.base;
      const lost = ['call', 'updateState'].find((name) => Object(identifier)[name] !== prototype[name as never]);
      if (!this.own || !lost) return identifier;
      throw new TypeError(
        `A ${this.kind} of your own is a function, made of \`ops\`: its \`${lost}\` would not be called.`,
      );
    }
    if (typeof identifier === 'string') return this.make(identifier, {});
    if (isSerialized(identifier)) return this.make(identifier.class_name, optionsOf(identifier.config));
    const isClass = Object(identifier).prototype instanceof this.base;
    if (this.own && typeof identifier === 'function' && !isClass) return new this.own(identifier as never);
    const cure = isClass ? ' without `new`' : `. Expected: a name or an object of ${this.module}.`;
    throw new TypeError(`Could not interpret ${this.kind} identifier: ${show(identifier)}${cure}`);
  }

  /** As `get`, with null and undefined as they are. */
  find(identifier: Identifier<T> | Own | null | undefined): T | null {
    return isGiven(identifier) ? this.get(identifier) : null;
  }

  /** Whether something is called so. */
  has(name: string): boolean {
    return this.classes.has(canonical(name));
  }

  serialize(object: T): SerializedObject {
    return serialize(this.module, object);
  }

  private make(name: string, options: Record<string, unknown>): T {
    const Class = this.classes.get(canonical(name));
    if (Class) return new Class(options as never);
    throw new RangeError(
      `Could not interpret ${this.kind} identifier: ${name}.${alternatives(name, this.names)}${this.others}`,
    );
  }
}

/** An object of the Keras module `module`. */
export function serialize(module: string, object: Configurable): SerializedObject {
  return { module, class_name: object.className, config: object.getConfig(), registered_name: null };
}

export function isSerialized(value: unknown): value is SerializedObject {
  const { class_name: name, config } = (value ?? {}) as Partial<SerializedObject>;
  return typeof name === 'string' && typeof config === 'object' && config !== null;
}

/** A function of the user's own, as Keras writes it: its name. */
export function functionConfig(config: string): object {
  return { module: 'builtins', class_name: 'function', config, registered_name: 'function' };
}

/** Options as a Keras configuration. */
export function configOf(options: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [toConfigKey(name), value]));
}
