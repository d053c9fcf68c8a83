/** The table in which the consumers of a run with a store remember sent events. */
export const tableName = 'meta-capi-sent';
