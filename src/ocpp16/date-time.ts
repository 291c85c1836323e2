/** The dateTime of OCPP 1.6 (S 3.14, S 3.15): the one parser and the one form, shared with the schemas' format `date-time`. */
export { formatDateTime, parseDateTime } from '../schema/date-time.ts';
