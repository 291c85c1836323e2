/** Puts a page into the document. */
import './styles.css';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

export function mount(page: ReactNode): void {
  const place = document.getElementById('page');
  if (place === null) throw new Error('the document has no place for the page');
  createRoot(place).render(<StrictMode>{page}</StrictMode>);
}
