//! Only our own pages change anything, and browsers are told what ours may do.

use sodan::channel::web::WebOptions;

use crate::{
    kept::Kept,
    site::{public, serve, served, small},
    web_client::Answer,
};

#[tokio::test]
async fn what_other_sites_post_is_refused() {
    let site = served().await;
    let mut browser = site.visitor().await;
    let press = browser.look().await.press("1 エックス");
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", "はい"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://127.0.0.1:1"),
        ("origin", ""),
    ] {
        let answer = browser.with(name, value).post(&press).await;
        assert_eq!(answer.status, 403, "{name}: {value}");
        assert!(answer.body.contains("data-trouble>"), "{}", answer.body);
    }
    assert_eq!(site.kept.writes(), 0);
    let here = format!("http://{}", site.at);
    assert_eq!(browser.with("origin", &here).with("sec-fetch-site", "same-origin").post(&press).await.status, 303);
    assert_eq!(site.kept.writes(), 1);
    site.stop().await;
}

#[tokio::test]
async fn behind_a_proxy_the_public_address_is_ours() {
    // The port that https has anyway is not said by browsers, whatever the setting says.
    for url in ["https://sodan.example.jp", "https://SODAN.example.jp:443/"] {
        let options = WebOptions { public_url: Some(url.parse().unwrap()), ..public() };
        let site = serve(small(), Kept::new(), options).await;
        let mut browser = site.visitor().await;
        let press = browser.look().await.press("1 エックス");
        let here = format!("http://{}", site.at);
        assert_eq!(browser.with("origin", &here).post(&press).await.status, 403);
        assert_eq!(browser.with("origin", "https://sodan.example.jp").post(&press).await.status, 303, "{url}");
        site.stop().await;
    }
}

/// What browsers are told with an answer: the policy and whether it may be framed.
fn policy(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "same-origin");
    assert!(answer.header("permissions-policy").contains("camera=()"));
    let policy = answer.header("content-security-policy");
    assert!(!policy.contains("unsafe-") && !policy.contains('*') && !policy.contains("data:"), "{policy}");
    let parts: Vec<_> = policy.split("; ").map(str::to_owned).collect();
    for part in ["default-src 'none'", "script-src 'self'", "base-uri 'none'", "form-action 'self'"] {
        assert!(parts.iter().any(|it| it == part), "{policy}");
    }
    parts
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_it() {
    let origins = ["https://a.example", "https://b.example:8443"].map(|it| it.parse().unwrap()).to_vec();
    for (widget_origins, framed) in [(vec![], "'none'"), (origins, "https://a.example https://b.example:8443")] {
        let site = serve(small(), Kept::new(), WebOptions { widget_origins, ..public() }).await;
        let mut browser = site.visitor().await;
        let page = browser.look().await;
        let css = page.0.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        for (method, path) in [
            ("GET", "/"),
            ("HEAD", "/"),
            ("GET", "/talk"),
            ("GET", "/print"),
            ("GET", "/privacy"),
            ("GET", "/embed"),
            ("GET", "/embed/privacy"),
            ("GET", "/embed/nowhere"),
            ("GET", "/embedded"),
            ("GET", "/widget.js"),
            ("GET", &css),
            ("GET", "/nowhere"),
            ("GET", "/say"),
            ("POST", "/say"),
            ("POST", "/embed/say"),
        ] {
            let mut connection = crate::web_client::Connection::open(site.at).await;
            connection.send(&browser.request(method, path, &[("connection", "close")], b"")).await.unwrap();
            let answer = connection.head().await;
            let policy = policy(&answer);
            let embedded = path == "/embed" || path.starts_with("/embed/");
            let by = if embedded { framed } else { "'none'" };
            assert!(policy.contains(&format!("frame-ancestors {by}")), "{path}: {policy:?}");
            assert_eq!(answer.header("x-frame-options"), if embedded { "" } else { "DENY" }, "{path}");
            assert_eq!(answer.header("strict-transport-security"), "max-age=31536000", "{path}");
            let kept_for_good = path == css;
            assert_eq!(answer.header("cache-control").contains("immutable"), kept_for_good, "{path}");
            if !kept_for_good && path != "/widget.js" {
                assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            }
        }
        site.stop().await;
    }
}

/// Everything that a page leads to is there, whole or in a frame, and stays where it is.
#[tokio::test]
async fn no_link_of_a_page_leads_nowhere() {
    let site = serve(small(), Kept::new(), public()).await;
    let mut browser = site.visitor().await;
    for base in ["", "/embed"] {
        let start = if base.is_empty() { "/" } else { base };
        let mut pages = vec![browser.get(start).await.body, browser.get(&format!("{base}/privacy")).await.body];
        pages.push(browser.get(&format!("{base}/nowhere")).await.body);
        pages.push(browser.ask("POST", &format!("{base}/say"), &[], b"").await.body);
        for page in pages {
            for (before, rest) in page.match_indices("href=\"").map(|(at, found)| page.split_at(at + found.len())) {
                let link = rest.split('"').next().unwrap();
                if !link.starts_with('/') {
                    continue;
                }
                assert_eq!(browser.get(link.split('#').next().unwrap()).await.status, 200, "{link} in {page}");
                // A stylesheet is the same for both; what opens a page of its own may be the whole one.
                let ours = link.starts_with(base) || link.starts_with("/assets/");
                let own_page = rest.split('>').next().unwrap().contains("target=\"_blank\"");
                assert!(ours || own_page, "{link} leads out of the frame: {before}");
            }
        }
    }
    site.stop().await;
}
