/** Where chargers find this Central System, their identity still to be appended. */
export function address(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ocpp`;
}
