import { keeping, keptIn } from "../device-tokens.ts";
import { t } from "../i18n.ts";
import { bound } from "../parts/bound.ts";
import { Select } from "../parts/choice.tsx";

/** Asks whether the device is to be remembered, and where; where it is known already, whether it is to be forgotten. */
export function Remember({ subject }: { subject: string }) {
  const isKnown = keptIn(subject) !== "nowhere";
  const isForgotten = isKnown && keeping.value === "nowhere";
  return (
    <Select
      label={t(isKnown ? "remember.known" : "remember.label")}
      hint={t(isForgotten ? "remember.forgets" : "remember.hint")}
      choices={[
        { value: "nowhere", label: t(isKnown ? "remember.forget" : "remember.nowhere") },
        { value: "tab", label: t("remember.tab") },
        { value: "browser", label: t("remember.browser") },
      ]}
      {...bound(keeping)}
    />
  );
}
