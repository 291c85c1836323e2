/** What the fields of a form know beyond their value: what is wrong where, what could be entered, what time it is. */
import { createContext, useContext } from 'react';
import type { Violation } from '../../../../src/schema/validate.ts';
import type { Situation } from './situation.ts';

export interface FormState {
  /** By JSON pointer. */
  readonly violations: ReadonlyMap<string, Violation>;
  readonly situation: Situation;
}

const context = createContext<FormState | undefined>(undefined);

export const FormProvider = context.Provider;

export function useForm(): FormState {
  const state = useContext(context);
  if (state === undefined) throw new Error('there is no FormProvider around this');
  return state;
}
