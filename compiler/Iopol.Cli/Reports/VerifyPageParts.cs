namespace Iopol.Cli.Reports;

/// <summary>The style and the script of the page; neither holds anything from a policy or a host.</summary>
internal static class VerifyPageParts
{
    public const string Style = """

        :root { color-scheme: light dark; --ink: #1d2733; --paper: #fcfcfa; --dim: #5f6b78; --rule: #d5dae0; --card: #ffffff;
          --default: #3b6ea5; --identity: #c0392b; --blocked: #5d8a5f; --space0: #c77d12; --space1: #7d4bb3; --space2: #0f8a8a; --space3: #b0467d; --bad: #b3261e; --good: #2e7d32; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e8ec; --paper: #14181d; --dim: #97a3b0; --rule: #343c46; --card: #1c222a;
          --default: #6ea3dc; --identity: #ff7466; --blocked: #86bd88; --space0: #f0a93b; --space1: #b48be8; --space2: #46c2c2; --space3: #e884b6; --bad: #ff8a80; --good: #81c784; } }
        body { margin: 0 auto; max-width: 1240px; padding: 1.5rem; font: 16px/1.45 system-ui, "DejaVu Sans", sans-serif; color: var(--ink); background: var(--paper); }
        h1 { font-size: 1.35rem; margin: 0 0 .3rem; } h2 { font-size: 1.1rem; margin: 0 0 .2rem; }
        p { margin: .15rem 0; } .dim { color: var(--dim); } .warning { color: var(--bad); font-weight: 600; }
        table { border-collapse: collapse; } th { text-align: left; font-weight: 600; } td, th { vertical-align: baseline; } td, th { padding: .2rem .7rem .2rem 0; }
        .verdicts { margin: 1rem 0; } .badge { border-radius: 1em; padding: .05em .7em; color: #fff; white-space: nowrap; }
        .badge.good { background: #2e7d32; } .badge.bad { background: #b3261e; } .badge.unsure { background: #8a6d1a; }
        .story { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 1rem 1.2rem; margin: 1.2rem 0; }
        .failure { color: var(--bad); font-weight: 600; }
        nav { margin: .6rem 0; display: flex; gap: .6rem; align-items: baseline; }
        button { font: inherit; padding: .25rem .9rem; border: 1px solid var(--rule); border-radius: 6px; background: var(--paper); color: var(--ink); cursor: pointer; }
        button:disabled { opacity: .4; cursor: default; }
        .columns { display: grid; grid-template-columns: minmax(260px, 2fr) minmax(380px, 3fr); gap: 1.4rem; }
        @media (max-width: 820px) { .columns { grid-template-columns: 1fr; } }
        .steps { margin: 0; padding-left: 1.8rem; } .steps li { padding: .25rem .5rem; border-radius: 6px; cursor: pointer; }
        .steps li.current { background: color-mix(in srgb, var(--default) 18%, transparent); } .steps li.broken { color: var(--bad); }
        code { font: .92em ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; } .ok { color: var(--good); } .no { color: var(--bad); font-weight: 600; }
        .frame { display: none; } .frame.shown { display: block; }
        .changes { font-size: .9rem; margin-top: .6rem; } .was { color: var(--dim); } .now { font-weight: 600; }
        details { margin-top: .4rem; color: var(--dim); font-size: .9rem; }
        svg { width: 100%; height: auto; } svg text { fill: var(--ink); font-size: 14px; }
        .group { fill: none; stroke: var(--rule); stroke-width: 1.5; } .label { fill: var(--dim); } svg .end { text-anchor: end; } svg .middle { text-anchor: middle; fill: var(--ink); }
        .device { fill: var(--card); stroke: var(--dim); stroke-width: 1.5; } .device.hosts { stroke: var(--default); } .device.users { stroke: var(--space0); stroke-width: 2.5; }
        svg .device.culprit { stroke: var(--bad); stroke-width: 3.5; stroke-dasharray: 7 4; }
        svg .address { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-weight: 600; } svg .driver { fill: var(--dim); font-size: 13px; } svg .who { text-anchor: end; fill: var(--space0); font-weight: 700; }
        .bus { fill: none; stroke: var(--dim); stroke-width: 1.5; }
        .wire { fill: none; stroke-width: 3; } .wire.other { stroke-dasharray: 3 5; }
        .place { fill: color-mix(in srgb, currentColor 14%, transparent); stroke: currentColor; stroke-width: 1.5; } .unused { opacity: .35; }
        .place.default { color: var(--default); } .place.identity { color: var(--identity); } .place.blocked { color: var(--blocked); }
        .place.space0 { color: var(--space0); } .place.space1 { color: var(--space1); } .place.space2 { color: var(--space2); } .place.space3 { color: var(--space3); }
        .wire.default { stroke: var(--default); } .wire.identity { stroke: var(--identity); } .wire.blocked { stroke: var(--blocked); }
        .wire.space0 { stroke: var(--space0); } .wire.space1 { stroke: var(--space1); } .wire.space2 { stroke: var(--space2); } .wire.space3 { stroke: var(--space3); }
        svg .panic { text-anchor: middle; font-size: 26px; font-weight: 700; fill: var(--bad); }
        footer { color: var(--dim); font-size: .9rem; border-top: 1px solid var(--rule); padding-top: .8rem; }

        """;

    public const string Script = """

        (() => {
          let last = null;
          for (const story of document.querySelectorAll('.story')) {
            const steps = [...story.querySelectorAll('.steps li')], frames = [...story.querySelectorAll('.frame')];
            const back = story.querySelector('.back'), next = story.querySelector('.next'), position = story.querySelector('.position');
            let at = 0;
            const go = to => {
              at = Math.max(0, Math.min(frames.length - 1, to));
              frames.forEach((f, i) => f.classList.toggle('shown', i === at));
              steps.forEach((s, i) => s.classList.toggle('current', i === at));
              back.disabled = at === 0; next.disabled = at === frames.length - 1;
              position.textContent = 'step ' + at + ' of ' + (frames.length - 1);
            };
            story.step = by => go(at + by);
            back.addEventListener('click', () => go(at - 1));
            next.addEventListener('click', () => go(at + 1));
            steps.forEach((s, i) => s.addEventListener('click', () => go(i)));
            story.addEventListener('pointerenter', () => last = story);
            last = last || story;
            const wanted = new RegExp('^#' + story.id + '/(\\d+)$').exec(location.hash);
            go(wanted ? Number(wanted[1]) : 0);
          }
          document.addEventListener('keydown', e => {
            if (!last || (e.key !== 'ArrowLeft' && e.key !== 'ArrowRight')) return;
            last.step(e.key === 'ArrowRight' ? 1 : -1);
            e.preventDefault();
          });
        })();

        """;
}
