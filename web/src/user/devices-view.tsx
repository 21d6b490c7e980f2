import { useSignal } from "@preact/signals";
import type { Device } from "appsync-otp-client";
import { useEffect } from "preact/hooks";
import { dropStepUpToken, otp, stepUpTokens } from "../api.ts";
import { now } from "../clock.ts";
import { isolated, relative, t } from "../i18n.ts";
import { Button } from "../parts/button.tsx";
import { Notice, Problem } from "../parts/form.tsx";
import { View } from "../parts/view.tsx";
import { useAction } from "../use-action.ts";
import { StepUp } from "./step-up.tsx";

const PURPOSE = "manage-account";

/** Lists the known devices of the person, and forgets them after a second factor. */
export function DevicesView() {
  const devices = useSignal<Device[] | null>(null);
  /** What is to be forgotten once the second factor is proven: a device's id, or all of them. */
  const pending = useSignal<{ id?: string } | null>(null);
  const notice = useSignal<string | null>(null);
  const action = useAction();
  const stepUpToken = stepUpTokens.value[PURPOSE];

  const forget = (what: { id?: string }) => {
    pending.value = what;
    notice.value = null;
  };
  useEffect(() => {
    void action.run(async () => {
      devices.value = await otp().devices();
    });
  }, []);
  useEffect(() => {
    const what = pending.value;
    if (!what || !stepUpToken) return;
    pending.value = null;
    void action.run(async () => {
      const payload = await otp().forgetDevices({ ...what, stepUpToken });
      devices.value = payload.devices;
      notice.value = t("devices.forgotten");
      // Forgetting ends the step-up tokens from before, this one included.
      dropStepUpToken(PURPOSE);
    });
  }, [pending.value, stepUpToken]);

  if (pending.value && !stepUpToken) {
    return (
      <StepUp
        purpose={PURPOSE}
        onCancel={() => {
          pending.value = null;
        }}
      />
    );
  }
  return (
    <View title={t("devices.title")} intro={t("devices.intro")}>
      <Problem text={action.error} />
      <Notice text={notice.value} />
      {devices.value?.length === 0 && <p class="empty">{t("devices.none")}</p>}
      <ul class="list">
        {devices.value?.map((device) => (
          <DeviceItem key={device.id} {...device} onForget={() => forget({ id: device.id })} />
        ))}
      </ul>
      {(devices.value?.length ?? 0) > 0 && (
        <Button kind="danger" busy={action.isBusy} onClick={() => forget({})}>
          {t("devices.forgetAll")}
        </Button>
      )}
    </View>
  );
}

function DeviceItem({ id, createdAt, lastUsedAt, expiresAt, onForget }: Device & { onForget: () => void }) {
  const short = id.slice(0, 6);
  const at = now.peek();
  return (
    <li>
      <div>
        <strong>{t("devices.device", { id: isolated(short) })}</strong>
        <span class="detail">
          {t("devices.created", { time: relative(createdAt, at) })} ·{" "}
          {t("devices.lastUsed", { time: relative(lastUsedAt, at) })}
        </span>
        <span class="detail">{t("devices.expires", { time: relative(expiresAt, at) })}</span>
      </div>
      <Button aria-label={t("devices.forgetThis", { id: short })} onClick={onForget}>
        {t("devices.forget")}
      </Button>
    </li>
  );
}
