/** The disk has no room: nothing of the group was stored. Goes away by itself once there is room. */
export class StorageFullError extends Error {
  override name = 'StorageFullError';
}

/** The log cannot be trusted or reached any more: the process must stop and be looked at. */
export class StorageFailedError extends Error {
  override name = 'StorageFailedError';
}

/** More events wait for the disk than the queue admits. */
export class OverloadedError extends Error {
  override name = 'OverloadedError';
}

/** A sink that the allow list does not admit. */
export class SinkNotAllowedError extends Error {
  override name = 'SinkNotAllowedError';
}

/** A subscription of this id exists and says something else. */
export class SubscriptionConflictError extends Error {
  override name = 'SubscriptionConflictError';
}
