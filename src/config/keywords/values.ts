/** The closed lists of values of GitLab CI keywords. */
export const JOB_WHEN = ['on_success', 'on_failure', 'always', 'manual', 'delayed'] as const;
export const TRIGGER_WHEN = ['on_success', 'on_failure', 'always', 'manual'] as const;
export const RULE_WHEN = ['on_success', 'on_failure', 'always', 'never', 'manual', 'delayed'] as const;
export const WORKFLOW_RULE_WHEN = ['always', 'never'] as const;
export const UPLOAD_WHEN = ['on_success', 'on_failure', 'always'] as const;
export const ARTIFACT_ACCESS = ['none', 'developer', 'maintainer', 'all'] as const;
export const CACHE_POLICIES = ['pull-push', 'push', 'pull'] as const;
export const PULL_POLICIES = ['always', 'never', 'if-not-present'] as const;
export const ENVIRONMENT_ACTIONS = ['start', 'stop', 'prepare', 'verify', 'access'] as const;
export const DEPLOYMENT_TIERS = ['production', 'staging', 'testing', 'development', 'other'] as const;
export const TRIGGER_STRATEGIES = ['depend', 'mirror'] as const;
export const CANCEL_ON_NEW_COMMIT = ['conservative', 'interruptible', 'none'] as const;
export const CANCEL_ON_JOB_FAILURE = ['none', 'all'] as const;
export const COVERAGE_FORMATS = ['cobertura', 'jacoco'] as const;
export const INPUT_TYPES = ['array', 'boolean', 'number', 'string'] as const;
export const IDENTITIES = ['google_cloud'] as const;
export const RELEASE_LINK_TYPES = ['other', 'runbook', 'image', 'package'] as const;
export const DEFAULT_STAGES = ['build', 'test', 'deploy'] as const;

/** What `retry:when` takes: `always` and GitLab's failure reasons (`app/models/concerns/enums/ci/commit_status.rb`). */
export const RETRY_REASONS = [
  'always',
  'unknown_failure',
  'script_failure',
  'api_failure',
  'stuck_or_timeout_failure',
  'runner_system_failure',
  'missing_dependency_failure',
  'runner_unsupported',
  'stale_schedule',
  'job_execution_timeout',
  'archived_failure',
  'unmet_prerequisites',
  'scheduler_failure',
  'data_integrity_failure',
  'forward_deployment_failure',
  'user_blocked',
  'project_deleted',
  'ci_quota_exceeded',
  'pipeline_loop_detected',
  'no_matching_runner',
  'trace_size_exceeded',
  'builds_disabled',
  'environment_creation_failure',
  'deployment_rejected',
  'failed_outdated_deployment_job',
  'job_execution_server_timeout',
  'stuck_pending_with_matching_runners',
  'stuck_pending_no_matching_runners',
  'no_updates_running',
  'no_updates_canceling',
  'server_timeout_running',
  'server_timeout_canceling',
  'runner_configuration_error',
  'runner_external_dependency_failure',
  'runner_interrupted',
  'protected_environment_failure',
  'insufficient_bridge_permissions',
  'downstream_bridge_project_not_found',
  'invalid_bridge_trigger',
  'upstream_bridge_project_not_found',
  'insufficient_upstream_permissions',
  'bridge_pipeline_is_child_pipeline',
  'downstream_pipeline_creation_failed',
  'secrets_provider_not_found',
  'reached_max_descendant_pipelines_depth',
  'ip_restriction_failure',
  'reached_max_pipeline_hierarchy_size',
  'reached_downstream_pipeline_trigger_rate_limit',
  'duo_workflow_not_allowed',
  'job_router_failure',
  'job_token_expired',
  'id_token_burned_project_path',
  'downstream_project_trigger_resolved_to_empty',
] as const;
