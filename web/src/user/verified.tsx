import type { TransactionInput } from "appsync-otp-client";
import { dateTime, isKey, nameOf, t } from "../i18n.ts";
import { claimsOf } from "../jwt.ts";
import { Button, CopyButton } from "../parts/button.tsx";
import { Payment } from "../parts/payment.tsx";
import { View } from "../parts/view.tsx";

/** What came of a right code. */
export interface Verified {
  purpose: string;
  transaction: TransactionInput | undefined;
  /** Null if the proof could not be made. */
  proof: string | null;
  /** Whether the device is remembered; null if nobody asked for it. */
  remembered: boolean | null;
}

/** Says that a code was right, and shows what it proves. */
export function VerifiedView({ purpose, transaction, proof, remembered, onAgain }: Verified & { onAgain: () => void }) {
  return (
    <View title={t(transaction ? "verified.payment" : "verified.title")}>
      <svg class="tick" viewBox="0 0 48 48" aria-hidden="true">
        <circle cx="24" cy="24" r="22" />
        <path d="m14 24.5 7 7L34.5 17" />
      </svg>
      {transaction ? (
        <Payment {...transaction} />
      ) : (
        <p class="intro">{t("verified.for", { purpose: nameOf("purpose", purpose) })}</p>
      )}
      {remembered !== null && (
        <p class={remembered ? "notice" : "problem"}>
          {t(remembered ? "verified.remembered" : "verified.notRemembered")}
        </p>
      )}
      {proof ? <Proof jwt={proof} /> : <p class="problem">{t("verified.noProof")}</p>}
      <Button kind="primary" onClick={onAgain}>
        {t("verified.again")}
      </Button>
    </View>
  );
}

/** The proof, decoded. */
function Proof({ jwt }: { jwt: string }) {
  const claims = Object.entries(claimsOf(jwt));
  return (
    <details class="more">
      <summary>{t("verified.proof")}</summary>
      <p class="hint">{t("verified.proofIntro")}</p>
      <dl class="claims">
        {claims.map(([name, value]) => (
          <div key={name}>
            <dt>{isKey(`proof.${name}`) ? t(`proof.${name}` as "proof.iss") : name}</dt>
            <dd>
              <bdi>{claimText(name, value)}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <CopyButton value={jwt}>{t("verified.copyProof")}</CopyButton>
    </details>
  );
}

function claimText(name: string, value: unknown): string {
  if (name === "iat" || name === "exp") return dateTime(new Date(Number(value) * 1000).toISOString());
  if (name === "purpose") return nameOf("purpose", `${value}`);
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "object" ? Object.values(value ?? {}).join(" · ") : `${value}`;
}
