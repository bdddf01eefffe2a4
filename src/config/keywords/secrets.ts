/** Keywords of the paid tiers that hold more keywords: `secrets` and `dast_configuration`. */
import { type KeywordTable, keyword } from './keyword.js';

/** Keywords of one of `secrets`; exactly one of them names where the secret comes from. */
export const secretKeywords: KeywordTable = {
  vault: keyword('A secret of HashiCorp Vault.', 'secretsvault', ['string', 'entry:vault']),
  gcp_secret_manager: keyword(
    'A secret of GCP Secret Manager; needs `token`.',
    'secretsgcp_secret_manager',
    'entry:namedSecret',
    { since: '16.8' },
  ),
  azure_key_vault: keyword('A secret of Azure Key Vault.', 'secretsazure_key_vault', 'entry:namedSecret', {
    since: '16.3',
  }),
  aws_secrets_manager: keyword('A secret of AWS Secrets Manager.', 'secrets', ['string', 'hash'], {
    since: '18.3',
  }),
  akeyless: keyword('A secret of Akeyless.', 'secrets', 'hash'),
  gitlab_secrets_manager: keyword("A secret of GitLab's own manager.", 'secrets', 'hash'),
  file: keyword('Whether the variable holds the path of a file with the secret.', 'secretsfile', 'boolean'),
  token: keyword('The ID token with which the job asks for the secret.', 'secretstoken', 'string', {
    since: '15.8',
  }),
};

export const vaultKeywords: KeywordTable = {
  engine: keyword('The engine of the secret.', 'secretsvault', 'entry:vaultEngine'),
  path: keyword('The path to the secret.', 'secretsvault', 'string'),
  field: keyword('The field that holds the secret.', 'secretsvault', 'string'),
};

export const vaultEngineKeywords: KeywordTable = {
  name: keyword('The name of the engine.', 'secretsvault', 'string'),
  path: keyword('The path to the engine.', 'secretsvault', 'string'),
};

export const namedSecretKeywords: KeywordTable = {
  name: keyword('The name of the secret.', 'secrets', 'string'),
  version: keyword('The version of the secret.', 'secrets', ['string', 'integer']),
};

export const dastConfigurationKeywords: KeywordTable = {
  site_profile: keyword('The site profile of the scan.', 'dast_configuration', 'string'),
  scanner_profile: keyword('The scanner profile of the scan.', 'dast_configuration', 'string'),
};
