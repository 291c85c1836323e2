/** The models, by name. */
import type { Model, ModelName } from './model.ts';
import { reference } from './reference.ts';
import { zaptecPro } from './zaptec-pro.ts';

export const models: Readonly<Record<ModelName, Model>> = { 'zaptec-pro': zaptecPro, reference };
