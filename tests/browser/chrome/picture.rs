//! Pictures of whole pages, for people to look at.

use std::{env, fs, path::PathBuf};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;

use super::Browser;

/// The folder for pictures; without it none are made.
const FOLDER: &str = "SODAN_SCREENSHOTS";

impl Browser {
    /// Saves a picture of the whole page as NAME.png into the folder of `SODAN_SCREENSHOTS`, if there is such a wish.
    pub fn picture(&self, name: &str) -> Option<PathBuf> {
        let folder = PathBuf::from(env::var_os(FOLDER).filter(|it| !it.is_empty())?);
        let png = self.png()?;
        fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{FOLDER}={}: {error}", folder.display()));
        let file = folder.join(format!("{name}.png"));
        fs::write(&file, png).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        Some(file)
    }

    /// The whole page as PNG, also what is below the screen.
    pub fn png(&self) -> Option<Vec<u8>> {
        let layout = self.session.cdp("Page.getLayoutMetrics", &json!({})).ok()?;
        let page = &layout["cssContentSize"];
        let clip = json!({ "x": 0, "y": 0, "width": page["width"], "height": page["height"], "scale": 1 });
        let wanted = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let taken = self.session.cdp("Page.captureScreenshot", &wanted).ok()?;
        BASE64_STANDARD.decode(taken["data"].as_str()?).ok()
    }
}
