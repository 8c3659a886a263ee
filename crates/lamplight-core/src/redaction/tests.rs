//! What is masked, what is not, and that it is JSON whatever comes.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn json(redaction: &Redaction, document: &str) -> String {
    let mut out = Vec::new();
    redaction.write_json(document.as_bytes(), &mut out);
    String::from_utf8(out).expect("JSON is UTF-8")
}

fn all_patterns() -> Redaction {
    Redaction::recommended().pattern(Pattern::EMAIL, Mask::stars())
}

#[test]
fn a_name_is_masked_however_it_is_written_and_wherever_it_is() {
    let redaction = Redaction::new().name("api_key", Mask::stars());
    for name in ["api_key", "apiKey", "API-Key", "ApiKey", "apikey"] {
        let document = format!(r#"{{"a":[{{"{name}":"1","b":{{"{name}":[1,2]}}}}]}}"#);
        let expected = format!(r#"{{"a":[{{"{name}":"*****","b":{{"{name}":"*****"}}}}]}}"#);
        assert_eq!(json(&redaction, &document), expected);
    }
    let others = r#"{"api":"1","key":"2","apikeys":"3"}"#;
    assert_eq!(json(&redaction, others), others);
}

#[test]
fn a_path_means_the_places_that_it_says() {
    let cases = [
        ("a.b", r#"{"a":{"b":"*"},"b":1}"#),
        ("a", r#"{"a":"*","b":1}"#),
        ("*", r#"{"a":"*","b":"*"}"#),
        ("a.*", r#"{"a":{"b":"*"},"b":1}"#),
        ("a.b[1]", r#"{"a":{"b":[1,"*"]},"b":1}"#),
        ("a.b[*]", r#"{"a":{"b":["*","*"]},"b":1}"#),
        ("b.a", r#"{"a":{"b":[1,2]},"b":1}"#),
    ];
    for (path, expected) in cases {
        let redaction = Redaction::new().path(path, Mask::fixed("*"));
        assert_eq!(json(&redaction, r#"{"a": {"b": [1, 2]}, "b": 1}"#), expected, "{path}");
    }
    let elements = Redaction::new().path("[1]", Mask::fixed("*"));
    assert_eq!(json(&elements, "[1, [2], 3]"), r#"[1,"*",3]"#);
}

#[test]
fn masks_show_as_much_as_they_say() {
    let masked =
        |mask: Mask| json(&Redaction::new().name("a", mask), r#"{"b":0,"a":"5500 0000 0000 0004","c":1}"#);
    assert_eq!(masked(Mask::erase()), r#"{"b":0,"c":1}"#);
    assert_eq!(masked(Mask::stars()), r#"{"b":0,"a":"*****","c":1}"#);
    assert_eq!(masked(Mask::fixed("[gone]")), r#"{"b":0,"a":"[gone]","c":1}"#);
    assert_eq!(masked(Mask::keep_last(4)), r#"{"b":0,"a":"***************0004","c":1}"#);
    assert_eq!(masked(Mask::keep_last(10)), r#"{"b":0,"a":"*****","c":1}"#);
    assert_eq!(masked(Mask::with(|text| text.len().to_string())), r#"{"b":0,"a":"19","c":1}"#);
}

#[test]
fn a_hash_tells_values_apart_and_depends_on_the_salt() {
    // HMAC-SHA256, from RFC 4231, test case 2.
    let text = Mask::hash("Jefe").text("what do ya want for nothing?").map(Cow::into_owned);
    assert_eq!(text.as_deref(), Some("sha256:5bdcc146bf60754e6a042426089575c7"));
    assert_ne!(Mask::hash("salt").text("a"), Mask::hash("other").text("a"));
    assert_eq!(format!("{:?}", Mask::hash("salt")), "with(..)");
}

#[test]
fn erases_elements_and_parts_of_text() {
    let redaction = Redaction::new().path("a[0]", Mask::erase()).pattern(Pattern::EMAIL, Mask::erase());
    assert_eq!(
        json(&redaction, r#"{"a":[1,2],"b":"to a@b.example now"}"#),
        r#"{"a":[null,2],"b":"to  now"}"#
    );
    let all = Redaction::new().name("a", Mask::erase());
    assert_eq!(json(&all, r#"{"a":1,"b":{"a":2}}"#), r#"{"b":{}}"#);
}

#[test]
fn a_path_counts_before_a_name_and_the_first_before_the_second() {
    let redaction = Redaction::new()
        .name("a", Mask::fixed("name"))
        .name("A", Mask::fixed("second"))
        .path("b.a", Mask::fixed("path"));
    assert_eq!(json(&redaction, r#"{"a":1,"b":{"a":2}}"#), r#"{"a":"name","b":{"a":"path"}}"#);
}

#[test]
fn finds_secrets_in_text() {
    for (text, masked) in [
        ("pay 4111111111111111 now", "pay ***** now"),
        ("4111-1111-1111-1111", "*****"),
        ("id 17 4111 1111 1111 1111, 3", "id 17 *****, 3"),
        ("378282246310005 and 5555555555554444", "***** and *****"),
        ("from jane.doe+x@mail.example.com.", "from *****."),
        ("Jörg <jörg@bücher.example>", "Jörg <*****>"),
        ("key AKIAIOSFODNN7EXAMPLE!", "key *****!"),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEK3Y", "*****"),
        ("Authorization: bearer abcdefghijklmnop", "Authorization: bearer *****"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln x", "***** x"),
        ("ghp_0123456789abcdefghij", "*****"),
    ] {
        assert_eq!(all_patterns().text(text), masked, "{text}");
    }
}

#[test]
fn leaves_alone_what_is_none() {
    for text in [
        "",
        "4111111111111112",
        "order 4111111111111111x",
        "0000000000000000",
        "2026-01-31T23:59:59.999Z",
        "1-5759e988-bd862e3fe1be46a994272793",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "059f36b4-87a3-44ab-83d2-661975830a7d",
        "arn:aws:sqs:us-east-2:123456789012:my-queue",
        "a@b",
        "@example.com",
        "user@",
        "Bearer short",
        "AKIAIOSFODNN7EXAMPLEX",
        "eyJ.a.b",
        "1545082649183",
    ] {
        let masked = all_patterns().text(text).into_owned();
        assert_eq!(masked, text);
    }
}

#[test]
fn looks_into_text_that_is_json() {
    let redaction = Redaction::new().name("password", Mask::stars());
    let document =
        r#"{"body":"{\"user\": {\"password\": \"p\"}}","other":"{not json","list":"[1] and more"}"#;
    let expected =
        r#"{"body":"{\"user\":{\"password\":\"*****\"}}","other":"{not json","list":"[1] and more"}"#;
    assert_eq!(json(&redaction, document), expected);
}

#[test]
fn masks_a_number_that_is_a_card_number() {
    assert_eq!(json(&all_patterns(), r#"{"n":4111111111111111,"m":12}"#), r#"{"n":"*****","m":12}"#);
}

#[test]
fn what_is_too_deep_is_not_shown() {
    let document = format!("{}\"secret\"{}", "[".repeat(100), "]".repeat(100));
    let written = json(&Redaction::new(), &document);
    assert!(!written.contains("secret"));
    assert!(serde_json::from_str::<Value>(&written).is_ok());
}

#[test]
fn a_pattern_of_ones_own_that_says_nonsense_is_not_heard() {
    for find in [
        (|_, from| Some(from + 1_000..from + 1_001)) as fn(&str, usize) -> Option<Range<usize>>,
        |_, from| Some(from..from),
        |_, _| Some(1..2),
    ] {
        let redaction = Redaction::new().pattern(Pattern::new("mine", find), Mask::stars());
        assert_eq!(redaction.text("äöü"), "äöü");
    }
}

proptest! {
    #[test]
    fn writes_json_on_one_line_whatever_comes(bytes: Vec<u8>) {
        let mut out = Vec::new();
        all_patterns().write_json(&bytes, &mut out);
        prop_assert!(serde_json::from_slice::<Value>(&out).is_ok(), "{:?}", String::from_utf8_lossy(&out));
        prop_assert!(!out.contains(&b'\n'));
    }

    #[test]
    fn writes_json_of_what_is_nearly_json(text in r#"([\[\]{}:, "\\0-9eE+.-]|true|null|"a"|"b":|\\u00)*"#) {
        let written = json(&all_patterns(), &text);
        prop_assert!(serde_json::from_str::<Value>(&written).is_ok(), "{text} became {written}");
    }

    #[test]
    fn changes_nothing_where_there_are_no_rules(document in document()) {
        let written = json(&Redaction::new(), &format!("{document:#}"));
        prop_assert_eq!(written, document.to_string());
    }

    #[test]
    fn never_shows_what_has_a_secret_name(document in document(), secret in "[a-z]{12}") {
        let document = serde_json::json!({ "a": document, "b": [{ "Password": { "x": [&secret] } }] });
        let written = json(&Redaction::recommended(), &document.to_string());
        prop_assert!(!written.contains(&secret));
    }

    #[test]
    fn never_panics_on_text(text: String, digits in "[0-9 -]{0,60}|[A-Za-z0-9@./=]{0,60}") {
        let _ = (all_patterns().text(&text), all_patterns().text(&digits));
    }
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-zä\"\\\\\n]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-z\"\\\\]{0,4}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}
