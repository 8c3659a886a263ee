//! What the extension could not send before a reset: it waits in files, and arrives after it, once.

#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::path::Path;
use std::time::Duration;

use lamplight_emulator::Status;
use lamplight_emulator::backends::{Backend, Behaviour};
use support::{Beside, config, ids, invoke, posts, said, sorted};
use tempfile::TempDir;

/// A function with a second, the extension beside it, and a folder for temporary files.
async fn with_spool_in(folder: &Path, collector: &str) -> Beside {
    let config = config!("posts")
        .timeout(Duration::from_secs(1))
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector)
        .env("TMPDIR", folder.display().to_string())
        .freeze_after(Duration::ZERO);
    Beside::start(config).await
}

fn files(folder: &TempDir) -> usize {
    fs::read_dir(folder.path().join(".lamplight")).map(Iterator::count).unwrap_or_default()
}

#[tokio::test]
async fn what_a_timeout_and_a_crash_left_unsent_arrives_after_the_resets_once() {
    let folder = TempDir::new().expect("a folder");
    let collector = Backend::otlp().start().await.expect("a collector");
    collector.always(Behaviour::status(503));
    let function = with_spool_in(folder.path(), &collector.url()).await;
    let hung = invoke(&function, &posts(102, 2, true, "hang")).await;
    assert_eq!(hung.status, Status::Timeout);
    assert_ne!(files(&folder), 0, "what could not be sent is in files");
    let crashed = invoke(&function, &posts(202, 3, true, "exit")).await;
    assert_eq!(crashed.status, Status::Crash);
    assert_eq!(collector.signals().spans, []);
    collector.always(Behaviour::default());
    let well = invoke(&function, &posts(302, 1, true, "well")).await;
    assert_eq!(well.status, Status::Success);
    function.shutdown().await;
    let (own, written) = sorted(collector.signals().spans);
    assert_eq!(own, [ids(102..104), ids(202..205), ids(301..303)].concat());
    let mut roots: Vec<_> = written.iter().filter(|span| span.is_error).map(|span| &*span.span_id).collect();
    roots.sort_unstable();
    assert_eq!(roots, [ids(101..102), ids(201..202)].concat(), "{written:?}");
    assert_eq!(files(&folder), 0, "nothing stays behind");
}

#[tokio::test]
async fn a_folder_that_is_full_or_cannot_be_written_to_loses_nothing_silently() {
    let folder = TempDir::new().expect("a folder");
    let full = folder.path().join("full");
    fs::create_dir_all(full.join(".lamplight")).expect("it is ours");
    let ballast = fs::File::create(full.join(".lamplight/ballast")).expect("it is ours");
    ballast.set_len(8 * 1024 * 1024).expect("it takes no room in fact");
    let no_folder = folder.path().join("file");
    fs::write(&no_folder, "").expect("it is ours");
    for (place, why) in [(full, "it would hold more than 8388608 bytes"), (no_folder, "os error")] {
        let collector = Backend::otlp().start().await.expect("a collector");
        collector.always(Behaviour::status(503));
        let function = with_spool_in(&place, &collector.url()).await;
        let mut events = function.subscribe();
        let crashed = invoke(&function, &posts(102, 3, true, "exit")).await;
        assert_eq!(crashed.status, Status::Crash);
        function.shutdown().await;
        let said = said(&mut events, "\"logger\":\"lamplight\"");
        let complaint = said.iter().find(|line| line.contains("telemetry cannot be spooled"));
        assert!(complaint.is_some_and(|line| line.contains(why)), "{said:?}");
        // Three spans, the root that says it, and the set-up.
        let lost = said.iter().find(|line| line.contains("telemetry was lost: traces"));
        assert!(lost.is_some_and(|line| line.contains("dropped 5 (spool_failed)")), "{said:?}");
    }
}
