/** @jsxImportSource preact */
import type { VNode } from 'preact';
import type { PageEvent } from './events.ts';
import { fieldsOf } from './fields.ts';

/** What was sent: key, value, hashed or not, and what the sandbox found there. */
export function SentTable({ event }: { readonly event: PageEvent }): VNode {
  return (
    <table class="fields">
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">Value</th>
          <th scope="col">Hashed</th>
          <th scope="col">Verdict</th>
        </tr>
      </thead>
      <tbody>
        {fieldsOf(event.event).map(({ path, value, isHashed }) => {
          const found = event.findings.filter(({ field }) => field === path);
          const tone = found.some(({ severity }) => severity === 'leak') ? 'refused' : 'warning';
          return (
            <tr key={path}>
              <th scope="row">{path}</th>
              <td class={isHashed ? 'hash' : ''} title={value}>
                {isHashed ? `${value.slice(0, 12)}…` : value}
              </td>
              <td>{path.startsWith('user_data.') ? (isHashed ? 'yes' : 'no') : ''}</td>
              <td class={found.length > 0 ? tone : ''}>
                {found.length > 0 ? found.map(({ rule }) => rule).join(', ') : 'ok'}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
