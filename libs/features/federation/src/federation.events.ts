/** A connection was made, changed or removed. `id` is the connection's. */
export const CONNECTION_CHANGED = 'connection.changed';
