import { useEffect, useState } from 'preact/hooks';
import { queryOf, type View, viewOf } from './view.ts';

/** The view in the page's URL. Opening an event adds a history entry, so that Back closes it. */
export function useView(): readonly [View, (changes: Partial<View>) => void] {
  const [view, setView] = useState(() => viewOf(location.search));
  useEffect(() => {
    const restore = (): void => setView(viewOf(location.search));
    addEventListener('popstate', restore);
    return () => removeEventListener('popstate', restore);
  }, []);
  const change = (changes: Partial<View>): void => {
    const next = { ...viewOf(location.search), ...changes };
    const opens = next.open !== undefined && viewOf(location.search).open === undefined;
    history[opens ? 'pushState' : 'replaceState'](null, '', `/${queryOf(next)}`);
    setView(next);
  };
  return [view, change];
}
