/**
 * The paths that `include: local` with `*` means: `**` is any text, `*` any text without a slash (gitlabhq,
 * `app/models/repository.rb`, `search_files_by_wildcard_path`). A leading slash therefore matches nothing.
 */
export function matchWildcards(pattern: string, paths: readonly string[]): readonly string[] {
  const pieces = pattern
    .replace(/\*{3,}/g, '**')
    .split(/(\*\*?)/)
    .filter(piece => piece !== '');
  const first = pieces[0] ?? '';
  const least = pieces.reduce((sum, piece) => (piece.startsWith('*') ? sum : sum + piece.length), 0);
  return paths.filter(
    path =>
      path.length >= least && (first.startsWith('*') || path.startsWith(first)) && matches(pieces, path),
  );
}

/** The reachable ends of each piece; linear in the path for every piece. */
function matches(pieces: readonly string[], path: string): boolean {
  let reached = new Uint8Array(path.length + 1);
  reached[0] = 1;
  for (const piece of pieces) {
    const next = new Uint8Array(path.length + 1);
    if (piece === '*' || piece === '**') spread(reached, next, path, piece === '**');
    else {
      for (let at = 0; at < path.length; at++) {
        if (reached[at] === 1 && path.startsWith(piece, at)) next[at + piece.length] = 1;
      }
    }
    reached = next;
  }
  return reached[path.length] === 1;
}

function spread(reached: Uint8Array, next: Uint8Array, path: string, overSlashes: boolean): void {
  let open = false;
  for (let at = 0; at <= path.length; at++) {
    if (reached[at] === 1) open = true;
    if (open) next[at] = 1;
    if (path[at] === '/' && !overSlashes) open = false;
  }
}
