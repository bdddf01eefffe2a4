import { Source } from '../../src/syntax/source.js';
import { parseYaml } from '../../src/syntax/yaml/parse.js';

/** The comments of a text that another one has not. */
export function lostComments(before: string, after: string): readonly string[] {
  const left = new Map<string, number>();
  for (const text of commentTexts(after)) left.set(text, (left.get(text) ?? 0) + 1);
  return commentTexts(before).filter(text => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}

function commentTexts(text: string): readonly string[] {
  return parseYaml(new Source('ci.yml', text)).comments.map(comment => comment.text.trim());
}
