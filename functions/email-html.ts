interface HtmlEmail {
  language: string;
  direction: "ltr" | "rtl";
  title: string;
  /** HTML. */
  body: string;
}

/**
 * Gives the HTML part of an e-mail. It fetches nothing and tracks nothing. It sets no colour, so that it is as readable in dark mode as
 * other mail.
 */
export const htmlEmail = ({ language, direction, title, body }: HtmlEmail) => `<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escaped(title)}</title>
</head>
<body style="margin:0 auto;padding:24px;max-width:480px;font:16px/1.5 system-ui,sans-serif">
${body}
</body>
</html>
`;

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Gives a text as HTML. */
export const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);

/** Gives the preview that an inbox shows beside the subject: a hidden first line, with filling behind it that keeps the rest of the text out. */
export const previewOf = (text: string) =>
  `<div style="display:none;max-height:0;overflow:hidden">${escaped(text)}${FILLING}</div>`;

const FILLING = "&#847;&zwnj;&nbsp;".repeat(100);
