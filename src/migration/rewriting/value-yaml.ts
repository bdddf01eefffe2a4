/** Values of a configuration as text that is written again elsewhere. */
import type { Scalar, Value } from '../../config/value.js';
import { written as writtenText, type YamlValue } from '../../syntax/yaml/render-yaml.js';

/** A value as it can be written again. */
export function toYaml(value: Value): YamlValue {
  switch (value.kind) {
    case 'scalar':
      return scalarToYaml(value);
    case 'list':
      return value.items.map(toYaml);
    case 'mapping':
      return Object.fromEntries([...value.entries].map(([key, entry]) => [key, toYaml(entry.value)]));
    default:
      return null;
  }
}

/** Numbers keep their spelling, and texts of one line their quotes. */
function scalarToYaml({ type, value, node, text }: Scalar): YamlValue {
  const written = node.kind === 'scalar' ? node.source.text.slice(node.start, node.end) : '';
  const isText = type === 'string' || type === 'symbol' || type === 'date';
  const isQuoted = node.kind === 'scalar' && (node.style === 'single' || node.style === 'double');
  if (isText)
    return isQuoted && node.value === value && !/[\r\n]/.test(written) ? writtenText(written) : text;
  return typeof value === 'number' && /^[-+.\d_]+$/.test(written) ? writtenText(written) : value;
}
