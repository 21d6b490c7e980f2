/** SHA-256 and HMAC-SHA-256 by the Web Crypto API, in the form that `@smithy/signature-v4` takes: it is there in browsers, Node and workers. */
export class Sha256 {
  readonly #secret: Uint8Array<ArrayBuffer> | undefined;
  #data: Uint8Array<ArrayBuffer> = new Uint8Array();

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined ? undefined : bytesOf(secret);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    const more = bytesOf(data);
    const joined = new Uint8Array(this.#data.length + more.length);
    joined.set(this.#data);
    joined.set(more, this.#data.length);
    this.#data = joined;
  }

  async digest(): Promise<Uint8Array> {
    if (!this.#secret) return new Uint8Array(await crypto.subtle.digest("SHA-256", this.#data));
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", this.#secret, algorithm, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", key, this.#data));
  }

  reset(): void {
    this.#data = new Uint8Array();
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array<ArrayBuffer> {
  if (typeof data === "string") return new TextEncoder().encode(data);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}
