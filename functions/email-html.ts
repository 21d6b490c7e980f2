interface HtmlEmail {
  language: string;
  direction: "ltr" | "rtl";
  title: string;
  /** What an inbox shows beside the subject. */
  preview: string;
  /** Who writes, above the text. */
  service: string;
  /** HTML: what the functions of this file give. */
  body: string[];
}

/**
 * Gives the HTML part of an e-mail: a card in the middle, of tables, because Outlook on Windows lays out by nothing else. It fetches nothing and
 * tracks nothing. Colours are those of the light scheme in each element, where every client finds them, and those of the dark one in the style
 * sheet, for clients that know it; the others darken the light ones by themselves. No digit becomes a link.
 */
export const htmlEmail = ({ language, direction, title, preview, service, body }: HtmlEmail) => `<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<meta name="x-apple-disable-message-reformatting">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f2f4f7">
${hidden(preview)}
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f2f4f7">
<tr><td align="center" style="padding:32px 12px">
<!--[if mso]><table role="presentation" width="480" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" class="card" dir="${direction}" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:480px;background:#ffffff;border:1px solid #dfe3e8;border-radius:12px">
<tr><td class="text" style="padding:32px 28px;${FONT}color:#1b1f24;text-align:start">
<p class="text" style="margin:0 0 20px;font-size:18px;line-height:24px;font-weight:700;color:#1b1f24">${escaped(service)}</p>
${body.join("\n")}
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`;

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Noto Sans',sans-serif;";
const MONOSPACE = "font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace;";

const STYLE = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: #0f1317 !important; }
  .card { background: #1b1f24 !important; border-color: #343b44 !important; }
  .text { color: #f2f4f7 !important; }
  .muted { color: #aab3bf !important; }
  .box { background: #282e36 !important; }
}
[data-ogsc] .text { color: #f2f4f7 !important; }
[data-ogsc] .muted { color: #aab3bf !important; }
[data-ogsb] .box { background: #282e36 !important; }
`;

/** A paragraph. */
export const paragraph = (text: string) =>
  `<p class="text" style="margin:0 0 16px;font-size:16px;line-height:24px;color:#1b1f24">${escaped(text)}</p>`;

/** A paragraph of less weight. */
export const muted = (text: string) =>
  `<p class="muted" style="margin:0 0 12px;font-size:14px;line-height:21px;color:#57606b">${escaped(text)}</p>`;

/** A text as it was written, with its lines. Its own first strong character gives its direction. */
export const written = (text: string) =>
  `<p class="text" dir="auto" style="margin:0;font-size:16px;line-height:24px;color:#1b1f24;white-space:pre-line">${escaped(text)}</p>`;

/** Names and their values, a line each. @param values may be of another direction than the rest */
export const details = (rows: [name: string, value: string][]) =>
  `<p class="text" style="margin:0 0 16px;font-size:16px;line-height:24px;color:#1b1f24">${rows
    .map(([name, value]) => `${escaped(name)}: <bdi style="font-weight:600">${escaped(value)}</bdi>`)
    .join("<br>")}</p>`;

/** A code in a box. A click selects all of it, and nothing else. @param size pixels */
export const codeBox = (code: string, size = 32) =>
  `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 20px"><tr>` +
  `<td class="box" align="center" style="padding:16px 8px;background:#f2f4f7;border-radius:8px">` +
  `<bdi class="text" dir="ltr" style="${MONOSPACE}font-size:${size}px;line-height:1.25;font-weight:700;letter-spacing:${size > 20 ? 3 : 0}px;` +
  `color:#1b1f24;overflow-wrap:anywhere;-webkit-user-select:all;user-select:all">${escaped(code)}</bdi></td></tr></table>`;

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Gives a text as HTML. */
export const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);

/** A hidden first line, with filling behind it that keeps the rest of the text out of the preview. */
const hidden = (text: string) =>
  `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escaped(text)}${FILLING}</div>`;

const FILLING = "&#847;&zwnj;&nbsp;".repeat(100);
