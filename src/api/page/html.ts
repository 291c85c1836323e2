/** The page's skeleton; style.ts and script.ts are the rest of it. Everything it needs comes from this process. */
export const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>pilotwire</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
<script type="module" src="page.js"></script>
</head>
<body>
<header>
  <h1><span id="led" aria-hidden="true"></span> <span id="name">pilotwire</span></h1>
  <p id="model"></p>
  <dl>
    <div><dt>LED</dt><dd id="situation">–</dd></div>
    <div><dt>Central System</dt><dd id="link">–</dd></div>
    <div><dt>Registration</dt><dd id="registration">–</dd></div>
  </dl>
  <button id="network" type="button" disabled>Network</button>
</header>
<p id="notice" role="alert" hidden></p>
<main>
  <section aria-labelledby="connectors-title">
    <h2 id="connectors-title">Connectors</h2>
    <form id="swipe">
      <label for="id-tag">Card</label>
      <input id="id-tag" value="04A1B2C3" maxlength="20" required autocomplete="off" spellcheck="false">
      <button>Swipe</button>
    </form>
    <div id="connectors"></div>
  </section>
  <section aria-labelledby="frames-title">
    <h2 id="frames-title">Messages</h2>
    <ol id="frames" reversed></ol>
    <p id="no-frames">None since this page was opened.</p>
  </section>
</main>
<template id="connector">
  <article>
    <h3></h3>
    <p class="status" role="status"></p>
    <dl>
      <div><dt>Car</dt><dd data-show="car"></dd></div>
      <div><dt>State of charge</dt><dd><meter min="0" max="100"></meter> <span data-show="soc"></span></dd></div>
      <div><dt>Meter</dt><dd data-show="meter"></dd></div>
      <div><dt>Offered</dt><dd data-show="offer"></dd></div>
      <div><dt>Randomised delay</dt><dd data-show="delay"></dd></div>
      <div><dt>Session</dt><dd data-show="session"></dd></div>
      <div><dt>Errors</dt><dd data-show="errors"></dd></div>
    </dl>
    <button type="button" data-act="plug-in">Plug in</button>
    <button type="button" data-act="plug-out">Plug out</button>
    <button type="button" data-do="override" hidden>Do not wait</button>
  </article>
</template>
</body>
</html>
`;
