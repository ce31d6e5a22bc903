//! What a screen reader has of a page, as text to compare.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::Browser;

/// They say nothing by themselves.
const SILENT: [&str; 6] = ["generic", "none", "InlineTextBox", "LineBreak", "ListMarker", "StaticText"];

/// What is worth a word where it holds.
const IF_SO: [&str; 11] = [
    "level",
    "disabled",
    "required",
    "invalid",
    "selected",
    "focused",
    "readonly",
    "multiline",
    "modal",
    "live",
    "busy",
];

/// What is worth a word either way.
const EITHER_WAY: [&str; 3] = ["checked", "pressed", "expanded"];

impl Browser {
    /// The accessibility tree: a line for each node, indented, `role "name"` and its states. A paragraph or the like
    /// that is nothing but its text stands as `role: text`; text that only repeats the name above it is left out.
    #[track_caller]
    pub fn accessibility_tree(&self) -> String {
        self.cdp("Accessibility.enable", json!({}));
        let tree = self.cdp("Accessibility.getFullAXTree", json!({}));
        // Else the browser goes on to keep the tree for nobody.
        self.cdp("Accessibility.disable", json!({}));
        let all = tree["nodes"].as_array().expect("a tree has nodes");
        let nodes: HashMap<&str, &Value> =
            all.iter().filter_map(|node| Some((node["nodeId"].as_str()?, node))).collect();
        let mut out = String::new();
        for root in all.iter().filter(|node| node["parentId"].is_null()) {
            for said in say(&nodes, root, "") {
                said.write(&mut out, 0);
            }
        }
        out
    }
}

/// One line and what is below it.
struct Said {
    line: String,
    /// Plain text, without a role.
    is_text: bool,
    below: Vec<Self>,
}

impl Said {
    fn write(&self, out: &mut String, depth: usize) {
        out.push_str(&"  ".repeat(depth));
        match self.below.as_slice() {
            [only] if only.is_text && !self.line.contains('"') => *out += &format!("{}: {}\n", self.line, only.line),
            below => {
                if self.is_text {
                    *out += "text: ";
                }
                *out += &format!("{}\n", self.line);
                below.iter().for_each(|it| it.write(out, depth + 1));
            }
        }
    }
}

fn say(nodes: &HashMap<&str, &Value>, node: &Value, above: &str) -> Vec<Said> {
    let text = |value: &Value| value["value"].as_str().unwrap_or_default().trim().to_owned();
    let (role, name) = (text(&node["role"]), text(&node["name"]));
    let silent = node["ignored"] == true || SILENT.contains(&role.as_str());
    if silent && role == "StaticText" && node["ignored"] != true {
        let repeats = name.is_empty() || above == name;
        return if repeats { vec![] } else { vec![Said { line: name, is_text: true, below: vec![] }] };
    }
    let above = if silent { above } else { &name };
    let children = node["childIds"].as_array().into_iter().flatten().filter_map(|id| nodes.get(id.as_str()?));
    let below: Vec<Said> = children.flat_map(|child| say(nodes, child, above)).collect();
    if silent {
        return below;
    }
    let is_page = role == "RootWebArea";
    let mut line = if is_page { "page".to_owned() } else { role };
    if !name.is_empty() {
        line += &format!(" \"{name}\"");
    }
    for what in ["description", "value"] {
        match &node[what]["value"] {
            Value::Null => {}
            Value::String(text) if text.is_empty() => {}
            value => line += &format!(" {what}={value}"),
        }
    }
    for property in node["properties"].as_array().into_iter().flatten() {
        let (name, value) = (property["name"].as_str().unwrap_or_default(), &property["value"]["value"]);
        let holds = *value != false && *value != "false" && *value != "off";
        // It has the focus as well as what is in it.
        if is_page && name == "focused" {
            continue;
        }
        if EITHER_WAY.contains(&name) || IF_SO.contains(&name) && holds {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            line += &if value == "true" { format!(" {name}") } else { format!(" {name}={value}") };
        }
    }
    vec![Said { line, is_text: false, below }]
}
