/** Decodes what a JWT claims. It is shown, and never relied on: nobody has checked its signature here. */
export function claimsOf(jwt: string): Record<string, unknown> {
  const payload = (jwt.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
