//! What crosses a border as JS values: read as it was written, and the same as JSON in a native process.

use std::fmt::Debug;

use connect_session_end::settings::{Value, from_object};
use js_sys::JSON;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::samples;

#[wasm_bindgen(module = "/js-shim/given.js")]
extern "C" {
    fn given(value: &JsValue) -> JsValue;
}

fn returns<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let written = value
        .serialize(&Serializer::json_compatible())
        .expect("it is written");
    let json = String::from(JSON::stringify(&written).expect("it is JSON"));
    let read = serde_wasm_bindgen::from_value::<T>(written);
    assert_eq!(read.ok().as_ref(), Some(value), "{json}");
    let native = serde_json::to_value(value).expect("it is written");
    let same = serde_json::from_str::<serde_json::Value>(&json);
    assert_eq!(same.ok(), Some(native));
}

#[wasm_bindgen_test]
fn everything_is_read_as_it_was_written() {
    samples::each_sample!(returns);
}

/// What the host's value is to the library, as an error shows it.
fn shown(source: &str) -> String {
    let value = js_sys::eval(&format!("({source})")).expect(source);
    let given = serde_wasm_bindgen::from_value::<Value>(given(&value));
    given.expect(source).shown()
}

#[wasm_bindgen_test]
fn every_value_of_a_host_is_shown_as_what_it_is() {
    for (source, wanted) in [
        ("undefined", "undefined"),
        ("null", "null"),
        ("true", "true"),
        ("-0", "0"),
        ("NaN", "NaN"),
        ("-Infinity", "-Infinity"),
        ("2 ** 53 + 2", "9007199254740994"),
        ("0.000001", "0.000001"),
        ("-2e-9", "-2e-9"),
        ("123456789012345680000", "123456789012345680000"),
        ("1.5e300", "1.5e+300"),
        ("'a \\'b\\''", "\"a 'b'\""),
        ("new String('a')", "a String"),
        ("[1, , [2]]", "[1, undefined, [2]]"),
        ("{ a: undefined, b: { c: 1 } }", "{a: undefined, b: {c: 1}}"),
        ("Object.assign(Object.create(null), { a: 1 })", "{a: 1}"),
        ("() => {}", "a function"),
        ("class A {}", "a function"),
        ("1n", "a bigint"),
        ("Symbol()", "a symbol"),
        ("new Map()", "a Map"),
        ("new Error('no')", "an Error"),
        ("new (class {})()", "an object of a class"),
        ("{ get a() { throw 1; } }", "{a: a getter that throws}"),
        ("[[[[[]]]]]", "[[[[a value nested too deep]]]]"),
        (
            "(() => { const a = {}; a.a = a; return a; })()",
            "{a: {a: {a: {a: a value nested too deep}}}}",
        ),
    ] {
        assert_eq!(shown(source), wanted, "{source}");
    }
    let frame = "document.body.appendChild(document.createElement('iframe')).contentWindow.eval('({ a: [1] })')";
    assert_eq!(shown(frame), "{a: [1]}");
}

#[wasm_bindgen_test]
fn what_is_no_plain_data_is_refused_by_its_name() {
    let settings = js_sys::eval("({ scope: () => {}, keeper: new Map(), sessionEndTimer: NaN })");
    let given = given(&settings.expect("it evaluates"));
    let given = serde_wasm_bindgen::from_value::<Value>(given).expect("given.js says it so");
    let said = from_object(&given)
        .expect_err("all of it is wrong")
        .to_string();
    for sentence in [
        "scope: a function has the wrong type.",
        "keeper: a Map has the wrong type.",
        "sessionEndTimer: NaN is not a finite number.",
    ] {
        assert!(said.contains(sentence), "{said}");
    }
}
