//! Other screens, other tastes, other troubles. Each is of the present tab, and holds until it is changed.

use serde_json::json;

use super::Browser;

impl Browser {
    /// A window that shows so many CSS pixels.
    #[track_caller]
    pub fn screen(&self, width: u32, height: u32) {
        self.metrics(width, height, 1.0, false);
    }

    /// A small phone: 360 × 740, two dots a pixel, touched with a finger.
    #[track_caller]
    pub fn phone(&self) {
        self.metrics(360, 740, 2.0, true);
        self.cdp("Emulation.setTouchEmulationEnabled", json!({ "enabled": true, "maxTouchPoints": 5 }));
    }

    /// A window of 1280 × 900 zoomed to 200 %: what a browser's own zoom does, half as many CSS pixels, each twice as
    /// large.
    #[track_caller]
    pub fn zoom_200(&self) {
        self.metrics(640, 450, 2.0, false);
    }

    #[track_caller]
    fn metrics(&self, width: u32, height: u32, dots: f64, mobile: bool) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": dots, "mobile": mobile });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// The page as for `"print"` or `"screen"` (`""`: as it is), to somebody who prefers all this:
    /// `("prefers-color-scheme", "dark")`, `("prefers-reduced-motion", "reduce")`, `("forced-colors", "active")`.
    #[track_caller]
    pub fn media(&self, media: &str, features: &[(&str, &str)]) {
        let features: Vec<_> = features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.cdp("Emulation.setEmulatedMedia", json!({ "media": media, "features": features }));
    }

    /// The next page is opened with JavaScript or without it.
    #[track_caller]
    pub fn javascript(&self, on: bool) {
        self.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": !on }));
    }

    /// Every new request fails, or none does any more; the page is told (`online`, `offline`). A stream that is already
    /// open goes on all the same: to break that too, kill the server.
    #[track_caller]
    pub fn offline(&self, offline: bool) {
        self.cdp("Network.enable", json!({}));
        let conditions = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.cdp("Network.emulateNetworkConditions", conditions);
    }
}
