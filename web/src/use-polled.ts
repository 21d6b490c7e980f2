import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const POLL_MILLISECONDS = 1000;

/** What an address answers, asked for once a second while the page is seen; null before the first answer. */
export function usePolled<Answer>(url: string): Answer | null {
  const answer = useSignal<Answer | null>(null);
  useEffect(() => {
    let shown = "";
    const ask = async () => {
      if (document.hidden) return;
      const response = await fetch(url);
      if (!response.ok) return;
      const text = await response.text();
      if (text !== shown) answer.value = JSON.parse(text);
      shown = text;
    };
    // Where one answer is missing, the next may come.
    const askQuietly = () => void ask().catch(() => {});
    askQuietly();
    const timer = setInterval(askQuietly, POLL_MILLISECONDS);
    return () => clearInterval(timer);
  }, [url]);
  return answer.value;
}
