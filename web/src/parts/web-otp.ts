import { useEffect } from "preact/hooks";

/** What WebOTP adds to the Credential Management API (https://wicg.github.io/web-otp). TypeScript's types do not have it. */
interface OtpCredential {
  code: string;
}

/** Takes the code out of the SMS by itself, where the phone offers it and its owner agrees. */
export function useWebOtp(isOn: boolean, take: (code: string) => void): void {
  useEffect(() => {
    if (!isOn || !("OTPCredential" in window)) return;
    const end = new AbortController();
    const options = { otp: { transport: ["sms"] }, signal: end.signal } as CredentialRequestOptions;
    navigator.credentials.get(options).then(
      (credential) => credential && take((credential as unknown as OtpCredential).code),
      // The owner said no, or there was none in time: the code is typed.
      () => {},
    );
    return () => end.abort();
  }, []);
}
