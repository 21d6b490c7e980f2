import type { TransactionInput } from "appsync-otp-client";
import { isolated, t } from "../i18n.ts";

/** A payment, as large as it matters: exactly what the code is bound to. */
export function Payment({ amount, currency, payee }: TransactionInput) {
  return (
    <div class="payment">
      <span class="detail">{t("payment.you")}</span>
      <strong>
        <bdi>
          {amount} {currency}
        </bdi>
      </strong>
      <span>{t("payment.to", { payee: isolated(payee) })}</span>
    </div>
  );
}
