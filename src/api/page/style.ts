/** The page's looks: light and dark, narrow and wide, without motion for whoever wants none. */
export const style = `:root { color-scheme: light dark; --line: light-dark(#d5d9e0, #3a3f4a); --soft: light-dark(#5b6472, #a3acba); --card: light-dark(#fff, #1d2129); --bad: light-dark(#b3261e, #ff8a80); }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 76rem; font: 16px/1.45 system-ui, sans-serif; background: light-dark(#f4f6f9, #13161c); }
header { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: center; margin-bottom: 1rem; }
h1, h2, h3, p, dl, dd, ol { margin: 0; padding: 0; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-bottom: .5rem; } h3 { font-size: 1rem; }
header dl { display: flex; flex-wrap: wrap; gap: .5rem 2rem; flex: 1; }
dt { color: var(--soft); font-size: .8rem; } dd { overflow-wrap: anywhere; }
main { display: grid; grid-template-columns: minmax(18rem, 1fr) minmax(0, 2fr); gap: 1.5rem; align-items: start; }
@media (max-width: 48rem) { main { grid-template-columns: minmax(0, 1fr); } }
article, form, #frames li { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
article, form { padding: .8rem; margin-bottom: .8rem; }
article dl { display: grid; gap: .4rem; margin: .6rem 0; }
article dl div { display: grid; grid-template-columns: 8rem 1fr; align-items: baseline; }
.status { font-weight: 600; }
form { display: flex; gap: .5rem; align-items: center; }
input { flex: 1; min-width: 0; } input, button { font: inherit; padding: .3rem .7rem; }
button { cursor: pointer; } button:disabled { cursor: default; }
:focus-visible { outline: 3px solid #3b82f6; outline-offset: 2px; }
meter { width: 6rem; }
#notice { background: var(--card); border-left: .3rem solid var(--bad); padding: .5rem .8rem; margin-bottom: 1rem; }
#frames { list-style: none; display: grid; gap: .25rem; }
summary { padding: .25rem .6rem; cursor: pointer; font-variant-numeric: tabular-nums; }
summary time { color: var(--soft); } summary .note { color: var(--soft); }
.bad { color: var(--bad); }
pre { margin: 0; padding: .5rem .8rem; border-top: 1px solid var(--line); overflow-x: auto; font-size: .85rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
#led { display: inline-block; width: .9em; height: .9em; border-radius: 50%; border: 1px solid var(--soft); vertical-align: -.08em; background: #0000; }
#led[data-colour=white] { background: #fff; } #led[data-colour=blue] { background: #2f7df6; } #led[data-colour=green] { background: #22b14c; }
#led[data-colour=yellow] { background: #f2b705; } #led[data-colour=red] { background: #e02b20; } #led[data-colour=purple] { background: #9333ea; }
#led[data-pulsing=true] { animation: pulse 1.6s ease-in-out infinite; }
@keyframes pulse { 50% { opacity: .35; } }
@media (prefers-reduced-motion: reduce) { #led { animation: none !important; } }
`;
