import type { Provider } from './provider.ts';

/** How the text of a setting is read: a URL, a key, a word, or words separated by commas. */
export type SettingKind = 'URL' | 'SECRET' | 'TEXT' | 'LIST';

/** One environment variable of a provider. */
export type ProviderSetting = {
  /** The variable: "VASTAI_URL". */
  readonly name: string;
  readonly kind: SettingKind;
  /** What to tell of it in the help, from a small letter on and without a full stop. */
  readonly help: string;
  /** True where the provider cannot be polled without it. */
  readonly needed?: boolean;
  /** The field of a setting without which this one is of no use: a secret's, for its id. */
  readonly with?: string;
};

/** What the texts of a provider's settings became, by the field each is for; absent ones are left out. */
export type SettingValues = Readonly<Record<string, string | readonly string[] | number>>;

/** What every provider takes besides settings of its own. */
export type CommonSettings = { readonly cadenceMs?: number | undefined };

/** A provider that can be polled, and the settings it takes from the environment. */
export type ProviderEntry = {
  readonly id: string;
  readonly name: string;
  /** By the field of the factory's settings that each one gives. */
  readonly settings: Readonly<Record<string, ProviderSetting>>;
  readonly create: (values?: SettingValues) => Provider;
};

type ValueOf<K extends SettingKind> = K extends 'LIST' ? readonly string[] : string;

type ValuesOf<D extends Readonly<Record<string, ProviderSetting>>> = {
  readonly [F in keyof D as D[F]['needed'] extends true ? F : never]: ValueOf<D[F]['kind']>;
} & {
  readonly [F in keyof D as D[F]['needed'] extends true ? never : F]?: ValueOf<D[F]['kind']> | undefined;
};

/**
 * Makes an entry whose settings fit its factory, which the compiler checks: a field the factory does not
 * take, one of another kind, or one it needs and is not sure to get is an error. The factory may count
 * on the needed ones: a provider is made only once they are there.
 */
export function providerEntry<const D extends Readonly<Record<string, ProviderSetting>>>(entry: {
  readonly id: string;
  readonly name: string;
  readonly settings: D;
  readonly create: (settings: ValuesOf<D> & CommonSettings) => Provider;
}): ProviderEntry {
  const { id, name, settings, create } = entry;
  return { id, name, settings, create: (values = {}) => create(values as ValuesOf<D> & CommonSettings) };
}

/** What a provider of one API is made from: where it stands, and a key that is not needed. */
export type KeyedSettings = CommonSettings & {
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
};
