import type { Finding, Rule } from '../rule.ts';
import { capiPage } from '../sources.ts';

/** Concerns two events, so the journal finds it when the second one arrives, not `find`. */
export const nearMiss: Rule<unknown> = {
  id: 'near-miss',
  sources: [capiPage('deduplicate-pixel-and-server-events', 'inferred')],
  message:
    'A browser event and a server event of the same name, pixel and fbp or external_id arrived within ten minutes under different ids, and neither has its other half. If they are one conversion, Meta counts it twice. Send the same event_id from both.',
  find: () => [],
};

/** The finding with the two ids. */
export function nearMissFinding(browserId: string, serverId: string): Finding {
  const { id: rule, message, sources } = nearMiss;
  const ids = `browser: ${shortened(browserId)}, server: ${shortened(serverId)}`;
  return {
    rule,
    field: 'event_id',
    message: `${message} The ids: ${ids}.`,
    sources,
    severity: 'problem',
  };
}

function shortened(id: string): string {
  return id.length > 100 ? `${id.slice(0, 100)}…` : id;
}
