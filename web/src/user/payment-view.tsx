import { useSignal } from "@preact/signals";
import { t } from "../i18n.ts";
import { Field } from "../parts/controls.tsx";
import { CodeFlow } from "./code-flow.tsx";
import type { Verified } from "./enter-code.tsx";
import { VerifiedView } from "./verified.tsx";

/** Approves a payment by a code that is bound to it. */
export function PaymentView() {
  const payment = useSignal({ amount: "", currency: "EUR", payee: "" });
  const verified = useSignal<Verified | null>(null);
  const field = (name: keyof typeof payment.value, more: { inputMode?: "decimal"; maxLength: number }) => (
    <Field
      label={t(`payment.${name}`)}
      autocomplete="off"
      value={payment.value[name]}
      onValue={(value) => {
        payment.value = { ...payment.value, [name]: value };
      }}
      {...more}
    />
  );
  const { amount, currency, payee } = payment.value;
  const transaction = { amount: amount.trim(), currency: currency.trim().toUpperCase(), payee: payee.trim() };
  if (verified.value) {
    return (
      <VerifiedView
        {...verified.value}
        onAgain={() => {
          verified.value = null;
        }}
      />
    );
  }
  return (
    <CodeFlow
      title={t("payment.title")}
      intro={t("payment.intro")}
      purpose="payment"
      transaction={transaction}
      onVerified={(outcome) => {
        verified.value = outcome;
      }}
    >
      <div class="row">
        {field("amount", { inputMode: "decimal", maxLength: 24 })}
        {field("currency", { maxLength: 3 })}
      </div>
      {field("payee", { maxLength: 64 })}
    </CodeFlow>
  );
}
