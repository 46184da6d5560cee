# What a page looks like: in light and dark, on paper, and on a phone, where each row of a table becomes a block.
export def main []: nothing -> string {
  '
:root { color-scheme: light dark; --ground: #fff; --raised: #f3f5f7; --text: #1b1f24; --faint: #57606a; --line: #d0d7de;
  --failed: #b42318; --completed: #1a7f37; --cancelled: #6e7781; --running: #0550ae; --warning: #8a5a00 }
@media screen and (prefers-color-scheme: dark) {
  :root { --ground: #14171a; --raised: #1e2328; --text: #e6e8ea; --faint: #a5adb6; --line: #3a424b;
    --failed: #ff8f85; --completed: #6fcf87; --cancelled: #98a2ad; --running: #7ab8ff; --warning: #e3b341 }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 75rem; padding: 1rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { margin: 0; font-size: 1.5rem }
h2 { margin: 2rem 0 .5rem; font-size: 1.2rem }
h2 .number, .faint, .axis, th { color: var(--faint); font-weight: normal }
p { margin: .25rem 0 }
code, pre { font: .9em/1.4 ui-monospace, monospace }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0 0; padding: 0; list-style: none }
.counts li { min-width: 6.5rem; padding: .5rem .75rem; border-radius: .5rem; background: var(--raised) }
.counts b { display: block; font-size: 1.5rem; line-height: 1.2 }
.failed, .silent, .stuck, .error { color: var(--failed) }
.completed, .working { color: var(--completed) }
.running { color: var(--running) }
.warning { color: var(--warning) }
.silent, .stuck { font-weight: bold }
figure { margin: 0 }
svg { display: block; width: 100%; height: 8rem; border-bottom: 1px solid var(--line); background: var(--raised) }
rect.failed { fill: var(--failed) } rect.cancelled { fill: var(--cancelled) } rect.completed { fill: var(--completed) }
.axis, figcaption { display: flex; flex-wrap: wrap; gap: 0 1.5rem; justify-content: space-between; font-size: .9rem }
figcaption { justify-content: flex-start }
i { display: inline-block; width: .8rem; height: .8rem; background: currentColor; print-color-adjust: exact }
i.cancelled { color: var(--cancelled) }
table { width: 100%; border-collapse: collapse }
th, td { padding: .35rem .75rem .35rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top }
thead th { border-top: 0 }
td .faint { display: block; font-size: .9rem }
summary { cursor: pointer }
@media (max-width: 40rem) {
  thead { position: absolute; clip-path: inset(50%); height: 1px; width: 1px; overflow: hidden }
  table, tbody, tr, td { display: block }
  tr { padding: .5rem 0; border-top: 1px solid var(--line) }
  td { padding: .1rem 0; border: 0 }
  td:empty { display: none }
  td::before { content: attr(data-label) ": "; color: var(--faint) }
}
'
}
