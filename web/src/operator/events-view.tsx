import { config } from "../config.ts";
import { exactTime, t } from "../i18n.ts";
import { View } from "../parts/view.tsx";
import { usePolled } from "../use-polled.ts";

/** An audit event (docs/reference/events.md): what every one says, and more that depends on its type. */
type AuditEvent = { id: string; type: string; time: string; result: string } & Record<string, unknown>;

/** What has a place of its own, or says nothing to a person. */
const PLACED = ["id", "type", "time", "result", "tokenId", "replacedTokenId"];

/** Lists the audit events as they come. */
export function EventsView() {
  const events = usePolled<AuditEvent[]>(config().eventsUrl as string);
  return (
    <View title={t("events.title")} intro={t("events.intro")} wide>
      {events?.length === 0 && <p class="empty">{t("events.none")}</p>}
      <ol class="events">
        {events?.map((event) => (
          <li key={event.id}>
            <time dateTime={event.time}>{exactTime(event.time)}</time>
            <div>
              <strong dir="ltr">{event.type}</strong>
              {event.result === "FAILURE" && <span class="badge">{t("events.FAILURE")}</span>}
              <dl>
                {Object.entries(event)
                  .filter(([name, value]) => !PLACED.includes(name) && value !== null && value !== false)
                  .map(([name, value]) => (
                    <div key={name}>
                      <dt dir="ltr">{name}</dt>
                      <dd>
                        <bdi>{`${value}`}</bdi>
                      </dd>
                    </div>
                  ))}
              </dl>
            </div>
          </li>
        ))}
      </ol>
    </View>
  );
}
