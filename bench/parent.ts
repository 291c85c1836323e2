/** A measured process's side of the talk with the bench. When the bench is gone, the process ends. */

/** Says something to the bench. */
export function tell(word: unknown): void {
  process.send?.(word as object);
}

/** Hears what the bench says from here on. A failure ends the process, and so the bench hears of it. */
export function whenAsked<Question>(answer: (question: Question) => Promise<void>): void {
  process.on('message', (question) => void answer(question as Question));
  process.on('disconnect', () => process.exit());
}
