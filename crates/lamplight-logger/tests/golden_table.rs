//! Which case of other loggers is compared with ours in which test, and where ours differs, why: none is left out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// A group of cases, or a file; the test; and for each case that ours does not share, the reason.
struct Row {
    of: &'static str,
    test: &'static str,
    differs: &'static [(usize, &'static str)],
}

const fn same(of: &'static str, test: &'static str) -> Row {
    Row { of, test, differs: &[] }
}

const fn but(of: &'static str, test: &'static str, differs: &'static [(usize, &'static str)]) -> Row {
    Row { of, test, differs }
}

const NO_SETTER: &str = "ours is set at the start; what cannot be read fails it, with its name";
const UTC: &str = "always UTC: lines of several places sort as text, and Lambda's filter reads them";

const GROUPS: &[Row] = &[
    but(
        "log_record",
        "the_record_of_an_invocation",
        &[
            (0, "the function is known outside of invocations too; no rate unless there is one"),
            (1, "the memory is a number, as it is for Python"),
            (3, "level and time cannot be taken off a line; what is not known is left out"),
            (4, "an error of Rust has no frames; its sources are a list, and one object has all of it"),
        ],
    ),
    but(
        "log_message",
        "messages",
        &[
            (1, "text stays text: what a line looks like must not depend on what a user typed"),
            (6, "empty text stays, because it was asked for"),
            (7, "a wide integer is a number with all its digits"),
        ],
    ),
    but(
        "log_error_ts",
        "errors",
        &[
            (0, "sources are a flat list of texts, and an error has no stack"),
            (1, "a source is an error, never text"),
            (2, "what an error has besides its text are fields, if they are to be on the line"),
        ],
    ),
    but(
        "levels",
        "levels",
        &[
            (3, NO_SETTER),
            (6, "the warning is in our words, and a line"),
            (7, "the warning is in our words, and a line"),
            (8, NO_SETTER),
        ],
    ),
    but(
        "sampling",
        "sampling",
        &[
            (0, "the line that says so is in our words"),
            (2, "a rate that is none fails the start, with its name"),
        ],
    ),
    but(
        "buffer",
        "buffer",
        &[
            (0, "the warning is in our words"),
            (1, "the warning is in our words"),
            (4, "there is no such switch: lines are held back for this"),
            (6, "the error line says what was thrown"),
            (7, "lines that fill the ring exactly stay"),
            (10, "there are no empty lines"),
        ],
    ),
    same("correlation_paths", "correlation_paths"),
    but("timestamp_ts", "timestamps", &[(1, UTC), (2, UTC), (3, UTC), (4, UTC), (5, UTC)]),
    but("ecs", "the_elastic_common_schema", &[(0, "another level, service and target; as many keys")]),
];

const FILES: &[Row] = &[
    same("python-append_keys_output", "fields_and_correlation"),
    but("python-date_formatting_output", "timestamps", &[(0, UTC)]),
    same("python-inject_lambda_context_output", "fields_and_correlation"),
    but("python-logging_exceptions_output", "errors", &[(0, "one object, `error`")]),
    but(
        "python-reordering_log_keys_output",
        "keys_in_another_order",
        &[(0, "parts of a line are named, not single keys")],
    ),
    same("python-set_correlation_id_output", "fields_and_correlation"),
    but(
        "python-unserializable_values_output",
        "values_that_need_a_form_of_their_own",
        &[(0, "a value says by `Debug` or `Serialize` how it looks, the logger is not asked")],
    ),
    but("typescript-customTimezoneOutput", "timestamps", &[(0, UTC)]),
    same("typescript-unserializableValues", "values_that_need_a_form_of_their_own"),
    same("behaviour/append_and_remove_keys_output", "lines_with_keys"),
    same("behaviour/append_keys_extra_output", "lines_with_keys"),
    same("behaviour/append_keys_kwargs_output", "lines_with_keys"),
    same("behaviour/append_keys_output", "lines_with_keys"),
    same("behaviour/clear_state_event_one", "lines_with_keys"),
    same("behaviour/clear_state_event_two", "lines_with_keys"),
    same("behaviour/correlationIdOutput", "lines_of_their_other_examples"),
    but("behaviour/debugLogExcerpt", "lines_of_their_other_examples", &[(0, "no rate unless there is one")]),
    but(
        "behaviour/debugLogSamplingNotSampled",
        "lines_of_their_other_examples",
        &[(0, "the rate is a number")],
    ),
    but(
        "behaviour/logging_uncaught_exceptions_output",
        "lines_of_their_other_examples",
        &[(0, "one object, `error`, without a stack that an error of Rust does not have")],
    ),
    but(
        "behaviour/sampling_debug_logs_output",
        "lines_that_are_sampled",
        &[(0, "an invocation that is sampled begins by saying so")],
    ),
    same("behaviour/set_correlation_id_jmespath_output", "lines_with_a_correlation_id"),
    same("behaviour/set_correlation_id_method_output", "lines_with_a_correlation_id"),
    same("behaviour/set_correlation_id_output", "lines_with_a_correlation_id"),
    same("behaviour/thread_safe_append_keys_output", "lines_of_threads"),
    but(
        "behaviour/thread_safe_remove_keys_output",
        "lines_of_threads",
        &[(0, "keys are kept by invocation, whatever threads it runs on")],
    ),
];

/// How many cases of a group there are.
fn cases_of(group: &str) -> usize {
    let mut found = [include_str!("golden/powertools.json"), include_str!("golden/behaviour/cases.json")]
        .into_iter()
        .filter_map(|file| serde_json::from_str::<Value>(file).expect("JSON").get(group).cloned());
    match found.next() {
        Some(Value::Array(cases)) => cases.len(),
        Some(Value::Object(cases)) => cases.len(),
        other => panic!("{group}: {other:?}"),
    }
}

#[allow(clippy::print_stdout, reason = "the table, for whoever runs this with --nocapture")]
fn check(row: &Row, cases: usize) {
    let tests = [include_str!("golden.rs"), include_str!("golden_behaviour.rs")].concat();
    assert!(tests.contains(&format!("fn {}()", row.test)), "no test is called {:?}", row.test);
    let differing: BTreeSet<usize> = row.differs.iter().map(|(case, _)| *case).collect();
    assert_eq!(differing.len(), row.differs.len(), "{}: one reason for each case", row.of);
    assert!(differing.iter().all(|case| *case < cases), "{}: reasons are for cases that there are", row.of);
    println!("{:<45} {cases:>2} cases, {} as theirs  ({})", row.of, cases - differing.len(), row.test);
    for (case, reason) in row.differs {
        println!("    case {case}: {reason}");
    }
}

#[test]
fn every_case_is_compared_and_where_ours_differs_it_is_said_why() {
    let mut total = 0;
    for row in GROUPS {
        check(row, cases_of(row.of));
        total += cases_of(row.of);
    }
    assert_eq!(total, 58, "as many as the corpus has in these groups");
    let groups = [include_str!("golden/powertools.json"), include_str!("golden/behaviour/cases.json")];
    for group in groups.iter().flat_map(|file| {
        let file: Value = serde_json::from_str(file).expect("JSON");
        file.as_object().expect("an object").keys().cloned().collect::<Vec<_>>()
    }) {
        let known = GROUPS.iter().any(|row| row.of == group) || group.starts_with('_');
        assert!(known, "the group {group:?} is not in the table");
    }
}

#[test]
fn every_line_that_others_show_is_compared() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut files = BTreeSet::new();
    for (within, folder) in [("", folder.clone()), ("behaviour/", folder.join("behaviour"))] {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let name = entry.expect("it can be read").file_name().into_string().expect("a name");
            if let Some(name) = name.strip_suffix(".json") {
                files.insert(format!("{within}{name}"));
            }
        }
    }
    // The groups of the table above.
    assert!(files.remove("powertools") && files.remove("behaviour/cases"));
    let named: BTreeSet<String> = FILES.iter().map(|row| row.of.to_owned()).collect();
    assert_eq!(files, named);
    assert_eq!(files.len(), 25);
    FILES.iter().for_each(|row| check(row, 1));
}
