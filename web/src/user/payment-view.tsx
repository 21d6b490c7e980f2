import { useSignal } from "@preact/signals";
import { t } from "../i18n.ts";
import { bound } from "../parts/bound.ts";
import { Field } from "../parts/field.tsx";
import { CodeFlow } from "./code-flow.tsx";

/** Approves a payment by a code that is bound to it. */
export function PaymentView() {
  const payment = { amount: useSignal(""), currency: useSignal("EUR"), payee: useSignal("") };
  const field = (name: keyof typeof payment, more: { inputMode?: "decimal"; maxLength: number }) => (
    <Field
      label={t(`payment.${name}`)}
      name={`transaction.${name}`}
      autocomplete="off"
      {...bound(payment[name])}
      {...more}
    />
  );
  const transaction = {
    amount: payment.amount.value.trim(),
    currency: payment.currency.value.trim().toUpperCase(),
    payee: payment.payee.value.trim(),
  };
  return (
    <CodeFlow title={t("payment.title")} intro={t("payment.intro")} purpose="payment" transaction={transaction}>
      <div class="row">
        {field("amount", { inputMode: "decimal", maxLength: 24 })}
        {field("currency", { maxLength: 3 })}
      </div>
      {field("payee", { maxLength: 64 })}
    </CodeFlow>
  );
}
