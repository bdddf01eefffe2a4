/** The settings file that `init` writes: the defaults, ready to be changed. */
export function renderSettings(): string {
  return `# Settings of ci-lint. "ci-lint explain --list" shows all rules.
# yaml-language-server: $schema=./node_modules/ci-lint/schemas/settings.schema.json

# recommended, strict, all, migration or none
preset: recommended

# A level for each rule: off, info, warning or error.
rules: {}

# Where the text of includes from other projects stands on this machine, such as:
#   - project: my-group/templates
#     folder: ../templates
includes: []
`;
}
