//! What keeps people out, as far as a program can find it: axe-core, and each violation with its place.

use serde_json::{Value, json};

use super::Browser;

const AXE: &str = include_str!("../axe/axe.min.js");

/// WCAG 2.2 up to AA, and what axe-core recommends beyond.
const RUN: &str = "return axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'tag', values:
    ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } }).then(it => it.violations)";

impl Browser {
    /// Each violation as a few lines: how grave, which rule, its help, and each element with what would settle it.
    #[track_caller]
    pub fn accessibility_violations(&self) -> Vec<String> {
        // Scripts of the driver are not the page's, so that its content policy does not hold them back.
        let found = self.run(&format!("if (!window.axe) {{ {AXE} }} {RUN}"), json!([]));
        let found = found.unwrap_or_else(|refusal| panic!("axe: {refusal}"));
        found.as_array().expect("axe answers with a list").iter().map(violation).collect()
    }

    /// Panics with what keeps people out of the present page.
    #[track_caller]
    pub fn assert_accessible(&self) {
        let violations = self.accessibility_violations();
        assert!(violations.is_empty(), "not everybody can use {}:\n{}", self.address(), violations.join("\n"));
    }
}

fn violation(found: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut said = format!(
        "{} {}: {}\n  {}",
        text(&found["impact"]),
        text(&found["id"]),
        text(&found["help"]),
        text(&found["helpUrl"])
    );
    for node in found["nodes"].as_array().into_iter().flatten() {
        let target: Vec<_> = node["target"].as_array().into_iter().flatten().map(text).collect();
        let summary = text(&node["failureSummary"]).replace('\n', "\n    ");
        said += &format!("\n  at {}\n    {}\n    {summary}", target.join(" "), text(&node["html"]));
    }
    said
}
