import { generate } from "selfsigned";
import type { TlsOptions } from "../../src/http-server.ts";

/** A certificate for `localhost` and `127.0.0.1` that signs itself, as `openssl req -x509` makes one for a developer. */
export async function makeCertificate(): Promise<TlsOptions> {
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    extensions: [
      { name: "basicConstraints", cA: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  return { key, cert };
}
