// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if Tools
/// How the page looks: one column on a phone, two where there is room, light or dark as the reader's machine is.
enum PageStyle {
    static let sheet = """

        :root {
          --paper: #f6f7f9; --card: #fff; --ink: #1b1f24; --soft: #5b6470; --line: #dfe3e8; --code: #f1f3f6;
          --accent: #1f5fbf; --good: #116329; --good-bed: #dff5e5; --bad: #a0111f; --bad-bed: #fde5e7; --bed: #e8ebef;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #12151a; --card: #1a1e25; --ink: #e6e9ee; --soft: #9aa4b2; --line: #2c323c; --code: #12161c;
            --accent: #7db1ff; --good: #7ee2a0; --good-bed: #15341f; --bad: #ff9aa2; --bad-bed: #411a1f; --bed: #2a3039;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0 auto; max-width: 72rem; padding: 2rem 1.25rem 3rem; background: var(--paper); color: var(--ink);
          font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
        }
        h1 { margin: 0; font-size: 1.75rem; letter-spacing: -.02em; }
        h2, h3 { margin: 0; font-size: 1.05rem; overflow-wrap: anywhere; }
        .group { margin-top: 1.5rem; }
        .group h2 { margin-bottom: .75rem; color: var(--soft); }
        .group h2 code { font-size: inherit; }
        .lead { margin: .25rem 0 1.5rem; color: var(--soft); }
        code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .8125rem; }
        code { word-break: break-all; }
        pre {
          margin: .5rem 0 0; padding: .75rem; overflow-x: auto; background: var(--code); border: 1px solid var(--line);
          border-radius: .5rem; line-height: 1.45;
        }
        .keys { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 30rem), 1fr)); }
        article, .tools {
          min-width: 0; padding: 1rem 1.25rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
        }
        .tools { margin-bottom: 1rem; }
        .tools pre { border-left: 3px solid var(--accent); white-space: pre-wrap; overflow-wrap: anywhere; }
        article header { display: flex; gap: .75rem; justify-content: space-between; align-items: baseline; }
        article p { margin: .25rem 0 0; overflow-wrap: anywhere; }
        .nameless, .aside, .empty { color: var(--soft); }
        .nameless { font-weight: 400; font-style: italic; }
        .aside { margin-top: .75rem; font-size: .875rem; }
        .failure { color: var(--bad); }
        .state { flex: none; padding: .05rem .6rem; border-radius: 1rem; font-size: .8125rem; background: var(--bed); color: var(--soft); }
        .state.good { background: var(--good-bed); color: var(--good); }
        .state.bad { background: var(--bad-bed); color: var(--bad); }
        dl { margin: .75rem 0 0; font-size: .875rem; }
        dl div { display: grid; grid-template-columns: 5.5rem 1fr; padding: .2rem 0; }
        dt { color: var(--soft); }
        dd { margin: 0; min-width: 0; }
        .tags { display: flex; flex-wrap: wrap; gap: .4rem; margin: .5rem 0 0; padding: 0; list-style: none; }
        .tags li { padding: .05rem .5rem; border: 1px solid var(--line); border-radius: .4rem; font-size: .8125rem; overflow-wrap: anywhere; }
        details { margin-top: .6rem; }
        summary { cursor: pointer; color: var(--accent); font-size: .875rem; }
        details pre { white-space: pre-wrap; overflow-wrap: anywhere; }
        footer { margin-top: 2rem; color: var(--soft); font-size: .8125rem; }

        """
}
#endif
