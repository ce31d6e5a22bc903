//! A call of the Bot API as any program could make it, to ask the test server directly.

use serde_json::Value;

/// Posts `body` and gives the status and the answer.
pub async fn post(url: &str, token: &str, method: &str, content_type: &str, body: String) -> (u16, Value) {
    let client = teloxide::Bot::new(token).client().clone();
    let request = client.post(format!("{url}/bot{token}/{method}")).header("content-type", content_type).body(body);
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&answer.bytes().await.expect("a body")).expect("JSON"))
}
