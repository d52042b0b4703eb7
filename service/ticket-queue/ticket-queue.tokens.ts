/** Token of the `TicketStore`. */
export const TICKET_STORE = Symbol('TicketStore');

/** Token of `TicketQueueConfig`. */
export const TICKET_QUEUE_CONFIG = Symbol('TicketQueueConfig');

/** Token of the `FeatureHealth` of the queue. */
export const TICKET_QUEUE_HEALTH = Symbol('TicketQueueHealth');

/** Token of the `FeatureOperations` of the queue. */
export const TICKET_QUEUE_OPERATIONS = Symbol('TicketQueueOperations');
