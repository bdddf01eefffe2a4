/** Which syntax a configuration is written in: GitLab's of today, or the proposed one that no GitLab runs yet. */
export type Dialect = 'current' | 'proposed';
