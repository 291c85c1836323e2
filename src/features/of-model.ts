/** A model has the actions that it lists, whatever is built. */
import type { Model } from '../models/model.ts';
import type { Action } from '../ocpp16/actions.ts';
import type { Handlers } from '../rpc/router.ts';

export function ofModel(handlers: Handlers, { actions: own }: Pick<Model, 'actions'>): Handlers {
  return Object.fromEntries(Object.entries(handlers).filter(([action]) => own.includes(action as Action)));
}
