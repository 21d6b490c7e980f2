/** How the page of events looks: a row for each event, and what it says beside that below it. */
export const STYLE = `
body { max-width: 72rem; }
a { color: inherit; text-decoration-color: #8888; }
h2 { font-size: .875rem; margin: 1rem 0 .25rem; opacity: .7; }
#failures, #filter, #none, #unknown { margin: 0 0 .5rem; overflow-wrap: anywhere; }
.chip { display: inline-block; padding: 0 .5rem; border: 1px solid #8886; border-radius: 1rem; text-decoration: none; font-size: .875rem; }
article { display: grid; grid-template-columns: 4.5rem minmax(0, 1fr) minmax(0, 11rem) minmax(0, 13rem) auto; gap: 0 1rem; }
article { border-top: 1px solid #8886; padding: .25rem 0; font-size: .875rem; overflow-wrap: anywhere; }
article > a { opacity: .8; font-variant-numeric: tabular-nums; }
h3 { font: inherit; font-weight: 600; margin: 0; }
h3 a { font-weight: 400; opacity: .7; }
article > span { overflow: clip; text-overflow: ellipsis; white-space: nowrap; }
article > span a { outline-offset: -2px; }
.FAILURE h3::after { content: "failure"; margin-inline-start: .5rem; padding: 0 .375rem; border-radius: .25rem; }
.FAILURE h3::after { background: #e0823d; color: #000; font-weight: 400; font-size: .75rem; }
summary { cursor: pointer; opacity: .7; }
details { grid-column: 1 / -1; }
@supports selector(::details-content) {
  details { display: contents; }
  ::details-content { grid-column: 1 / -1; }
}
dl { display: flex; flex-wrap: wrap; gap: 0 1rem; margin: .25rem 0; }
dl div { display: flex; gap: .375rem; min-width: 0; }
dt { opacity: .7; white-space: nowrap; }
dd { margin: 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .875rem; }
@media (max-width: 48rem) {
  article { grid-template-columns: 4rem minmax(3rem, 1fr) minmax(0, max-content) auto; }
  h3 { grid-column: 2 / -1; }
  article > span:first-of-type { grid-column: 2; }
}
`;
