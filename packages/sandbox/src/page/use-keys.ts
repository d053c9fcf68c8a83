import { useEffect, useRef } from 'preact/hooks';

interface Actions {
  readonly search: () => void;
  readonly help: () => void;
  readonly close: () => void;
  /** To the next (1) or the previous (-1) conversion. */
  readonly move: (step: 1 | -1) => void;
}

/** Keyboard shortcuts of the whole page. */
export function useKeys(actions: Actions): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const { target, key, ctrlKey, metaKey, altKey } = event;
      if (ctrlKey || metaKey || altKey || document.querySelector('dialog[open]')) return;
      const { search, help, close, move } = latest.current;
      if (key === 'Escape') {
        close();
        if (target instanceof HTMLElement) target.blur();
        return;
      }
      if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return;
      const action = {
        '/': search,
        '?': help,
        ArrowDown: () => move(1),
        ArrowUp: () => move(-1),
      }[key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
