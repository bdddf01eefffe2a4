/** `Gitlab::Utils.slugify`: lower case, at most 63 characters, only letters, digits and inner hyphens. */
export function slugify(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '-')
    .slice(0, 63)
    .replace(/^-+/, '')
    .replace(/-+$/, '');
}
