/** What a read of a repository file answers. `reason` is for people: "does not exist", "is 12 MB, the limit is 1 MB". */
export type FileAnswer =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly code: 'missing' | 'outside' | 'binary' | 'invalid-utf8' | 'too-large' | 'unreadable';
      readonly reason: string;
    };

/** The repository as the configuration passes see it. Paths are relative to its root, with `/` and no leading one. */
export interface RepositoryFiles {
  read(path: string): FileAnswer;
  /** All files of the repository, sorted; null when nobody knows them. Called only for wildcards, `exists` and missing files. */
  list(): readonly string[] | null;
}

/**
 * An include that is not a local file. `location` is its subkeys with variables put in, `inputs` left out. `local` is
 * a file that is there but cannot be read, or wildcards in a repository whose files nobody knows.
 */
export interface ForeignInclude {
  readonly kind: 'project' | 'remote' | 'template' | 'component' | 'local';
  readonly location: Readonly<Record<string, string>>;
}

/** Gives the text of an include from elsewhere, from a map or a cache; null when it is out of reach. */
export type ForeignIncludes = (include: ForeignInclude) => string | null;

/** A repository in memory, for tests, `--batch` and programs. */
export function memoryFiles(files: Readonly<Record<string, string>>): RepositoryFiles {
  const table = new Map(Object.entries(files));
  const paths = [...table.keys()].sort();
  return {
    read(path) {
      const text = table.get(path);
      return text === undefined
        ? { ok: false, code: 'missing', reason: 'does not exist' }
        : { ok: true, text };
    },
    list: () => paths,
  };
}
