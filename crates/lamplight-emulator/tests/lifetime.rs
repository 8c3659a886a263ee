//! Timeouts, crashes, resets: how long a process lives, and that nothing is left of it.

#![expect(clippy::print_stderr, reason = "one test tells another one what it has found")]

mod support;

use std::time::Duration;

use lamplight_emulator::{EventKind, Exit, Status};
use support::{assert_ends, event, invoke, is_running, printed_pid, raw, spawned, start, text};

/// Short enough to wait for, long enough for what a function does before it hangs, on a busy machine too.
const SOON: Duration = Duration::from_millis(150);

#[tokio::test]
async fn a_timeout_kills_the_function_and_everything_it_started() {
    let function = start(raw().timeout(SOON)).await;
    let mut events = function.subscribe();
    let done = invoke(&function, "\"!grandchild\"").await;
    assert_eq!(done.status, Status::Timeout);
    let id = &done.request_id;
    let message = format!("RequestId: {id} Error: Task timed out after 0.15 seconds");
    let payload = format!(r#"{{"errorType":"Sandbox.Timedout","errorMessage":"{message}"}}"#);
    assert_eq!(text(&done), payload);
    assert_eq!(done.report.duration, SOON);
    assert_eq!(done.handler_duration, None);
    let pid = spawned(&mut events).await;
    let grandchild = printed_pid(&mut events, "grandchild ").await;
    assert_ends(pid);
    assert_ends(grandchild);
    let texts: Vec<&str> = done.lines.iter().map(|line| line.text.as_str()).collect();
    let timed_out = texts.iter().position(|line| line.ends_with(" Task timed out after 0.15 seconds"));
    let end = texts.iter().position(|line| line.starts_with("END "));
    assert!(timed_out.is_some() && timed_out < end, "{texts:?}");
    assert!(texts.last().is_some_and(|line| line.contains("\tStatus: timeout\n")), "{texts:?}");
}

#[tokio::test]
async fn after_a_timeout_the_next_invocation_is_cold_again() {
    let function = start(raw().timeout(SOON)).await;
    let mut events = function.subscribe();
    assert_eq!(invoke(&function, "\"!hang\"").await.status, Status::Timeout);
    let next = invoke(&function, "\"!pid\"").await;
    assert_eq!((next.status, next.cold), (Status::Success, true));
    assert_eq!(next.report.init_duration, None, "the init phase is a part of the invocation");
    assert!(next.report.duration > next.handler_duration.expect("it answered"));
    let first = spawned(&mut events).await;
    let (second, generation) = event(&mut events, |event| match event.kind {
        EventKind::Spawned { pid } => Some((pid, event.generation)),
        _ => None,
    })
    .await;
    assert_ne!(first, second);
    assert_eq!((second.to_string().as_str(), generation), (text(&next), 2));
}

#[tokio::test]
async fn work_after_the_response_can_time_out() {
    let function = start(raw().timeout(SOON)).await;
    assert_eq!(invoke(&function, "\"!sleep-after-response 10000\"").await.status, Status::Timeout);
}

#[tokio::test]
async fn where_several_run_at_once_a_timeout_ends_only_its_own_invocation() {
    let function = start(raw().timeout(SOON).max_concurrency(2)).await;
    let mut events = function.subscribe();
    let late = invoke(&function, "\"!sleep-and-tell 220\"").await;
    assert_eq!((late.status, late.cold), (Status::Timeout, true));
    let told = event(&mut events, |event| match event.kind {
        EventKind::Line(line) if line.text.starts_with("410 ") => Some(line),
        _ => None,
    })
    .await;
    assert_eq!(told.text, r#"410 {"errorMessage":"Invoke timeout","errorType":"InvokeTimeout"}"#);
    let next = invoke(&function, "1").await;
    assert_eq!((next.status, next.cold), (Status::Success, false), "the process goes on");
}

#[tokio::test]
async fn what_waits_behind_a_timeout_gets_a_new_process() {
    let function = start(raw().timeout(SOON)).await;
    let (hung, waited) = tokio::join!(invoke(&function, "\"!hang\""), invoke(&function, "1"));
    assert_eq!((hung.status, waited.status, waited.cold), (Status::Timeout, Status::Success, true));
}

#[tokio::test]
async fn an_exit_in_the_middle_is_a_crash_with_its_code() {
    let function = start(raw()).await;
    let done = invoke(&function, "\"!exit 3\"").await;
    assert_eq!(done.status, Status::Crash);
    let message = format!("RequestId: {} Error: Runtime exited with error: exit status 3", done.request_id);
    let payload = format!(r#"{{"errorType":"Runtime.ExitError","errorMessage":"{message}"}}"#);
    assert_eq!(text(&done), payload);
    assert!(done.lines.iter().any(|line| line.text == format!("{message}\nRuntime.ExitError")));
    let report = &done.lines.last().expect("there is a report").text;
    assert!(report.contains("\tStatus: error\tError Type: Runtime.ExitError"), "{report}");
    let next = invoke(&function, "1").await;
    assert_eq!((next.status, next.cold), (Status::Success, true));
}

#[tokio::test]
async fn a_clean_exit_in_the_middle_is_a_crash_too() {
    let function = start(raw()).await;
    let error = invoke(&function, "\"!exit 0\"").await.error.expect("there is an error");
    assert!(error.message.ends_with("Error: Runtime exited without providing a reason"), "{}", error.message);
}

#[tokio::test]
async fn a_signal_is_told_by_name() {
    let function = start(raw()).await;
    let error = invoke(&function, "\"!abort\"").await.error.expect("there is an error");
    assert!(error.message.ends_with("Runtime exited with error: signal: aborted"), "{}", error.message);
}

#[tokio::test]
async fn an_exit_after_the_response_is_a_crash_of_the_invocation() {
    let function = start(raw()).await;
    assert_eq!(invoke(&function, "\"!exit-after-response 1\"").await.status, Status::Crash);
}

#[tokio::test]
async fn a_crash_takes_along_what_the_function_started_and_that_holds_its_output_open() {
    let function = start(raw()).await;
    let mut events = function.subscribe();
    assert_eq!(invoke(&function, "\"!leave-open 1\"").await.status, Status::Crash);
    assert_ends(printed_pid(&mut events, "grandchild ").await);
}

#[tokio::test]
async fn a_reset_gives_the_next_invocation_a_new_process() {
    let function = start(raw()).await;
    let mut events = function.subscribe();
    let first = invoke(&function, "\"!pid\"").await;
    function.reset().await;
    let pid: u32 = text(&first).parse().expect("a process id");
    assert!(!is_running(pid), "a reset waits until the process is gone");
    let second = invoke(&function, "\"!pid\"").await;
    assert!(second.cold);
    assert_ne!(text(&first), text(&second));
    let exit = event(&mut events, |event| match event.kind {
        EventKind::Exited { exit } => Some(exit),
        _ => None,
    });
    assert_eq!(exit.await, Exit::Signal(9));
}

#[tokio::test]
async fn a_reset_lets_the_running_invocation_end() {
    let function = start(raw()).await;
    let (done, ()) = tokio::join!(invoke(&function, "\"!sleep 30\""), function.reset());
    assert_eq!(done.status, Status::Success);
}

#[tokio::test]
async fn a_reset_in_the_middle_of_a_warm_up_only_delays_it() {
    let function = start(raw().env("AT_START", "sleep 50")).await;
    let mut events = function.subscribe();
    let reset = async {
        spawned(&mut events).await;
        function.reset().await;
        spawned(&mut events).await
    };
    let (warm, pid) = tokio::join!(function.warm_up(), reset);
    assert!(warm.is_ok());
    assert_eq!(text(&invoke(&function, "\"!pid\"").await), pid.to_string());
}

#[tokio::test]
async fn a_warm_up_makes_the_first_invocation_quick_but_still_cold() {
    let function = start(raw()).await;
    let mut events = function.subscribe();
    function.warm_up().await.expect("the function starts");
    function.warm_up().await.expect("the function is there already");
    let done = invoke(&function, "1").await;
    assert!(done.cold && done.report.init_duration.is_some());
    let mut spawns = 0;
    while let Some(event) = events.try_recv() {
        spawns += u32::from(matches!(event.kind, EventKind::Spawned { .. }));
    }
    assert_eq!(spawns, 1);
}

#[tokio::test]
async fn dropping_the_last_clone_kills_the_function() {
    let function = start(raw()).await;
    let clone = function.clone();
    let pid: u32 = text(&invoke(&function, "\"!pid\"").await).parse().expect("a process id");
    drop(function);
    assert_eq!(invoke(&clone, "1").await.status, Status::Success);
    let mut events = clone.subscribe();
    drop(clone);
    event(&mut events, |event| matches!(event.kind, EventKind::Exited { .. }).then_some(())).await;
    assert!(events.recv().await.is_none(), "there are no more events");
    assert_ends(pid);
}

#[test]
fn a_panic_kills_the_function_and_everything_it_started() {
    let pids = std::sync::Mutex::new(Vec::new());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let function = start(raw()).await;
            let mut events = function.subscribe();
            let running = tokio::spawn({
                let function = function.clone();
                async move { invoke(&function, "\"!grandchild\"").await }
            });
            let pid = spawned(&mut events).await;
            let grandchild = printed_pid(&mut events, "grandchild ").await;
            pids.lock().expect("one thread").extend([pid, grandchild]);
            assert!(running.is_finished(), "this test panics on purpose");
        });
    }));
    assert!(panicked.is_err());
    for pid in pids.into_inner().expect("one thread") {
        assert_ends(pid);
    }
}

/// Not a test of its own: what [`a_killed_parent_takes_the_function_along`] runs in a process to kill.
#[test]
fn parent_to_be_killed() {
    #[expect(clippy::disallowed_methods, reason = "a process that a test starts is told so by a variable")]
    if std::env::var_os("PARENT_TO_BE_KILLED").is_none() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        // A function that does not care about its Runtime API: it never hears that it is gone.
        let function = start(raw()).await;
        let mut events = function.subscribe();
        let _running = tokio::spawn(async move { invoke(&function, "\"!hang\"").await });
        let pid = spawned(&mut events).await;
        event(&mut events, |event| matches!(event.kind, EventKind::InvocationStarted { .. }).then_some(()))
            .await;
        // And one that is frozen, with an extension, and so hears of nothing at all.
        let extensions = support::Extensions::new();
        let config = extensions.of(&[("watcher", "")]).freeze_after(Duration::ZERO);
        let frozen = start(config).await;
        let mut events = frozen.subscribe();
        invoke(&frozen, "1").await;
        let extension = event(&mut events, |event| match event.kind {
            EventKind::ExtensionSpawned { pid, .. } => Some(pid),
            _ => None,
        })
        .await;
        let other = spawned(&mut events).await;
        event(&mut events, |event| matches!(event.kind, EventKind::Frozen).then_some(())).await;
        eprintln!("processes {pid} {extension} {other}");
        std::future::pending::<()>().await;
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_killed_parent_takes_the_function_along() {
    use std::io::BufRead as _;
    use std::process::{Command, Stdio};

    if !std::path::Path::new("/usr/bin/setpriv").exists() {
        eprintln!("without setpriv of util-linux the kernel is not asked to, see the manual");
        return;
    }
    let mut parent = Command::new(std::env::current_exe().expect("a test has an executable"))
        .args(["--exact", "parent_to_be_killed", "--nocapture"])
        .env("PARENT_TO_BE_KILLED", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a test can be run again");
    let stderr = std::io::BufReader::new(parent.stderr.take().expect("it is piped"));
    let pids = stderr
        .lines()
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("processes ").map(str::to_owned))
        .expect("the parent tells the process ids");
    let pids: Vec<u32> = pids.split(' ').map(|pid| pid.parse().expect("a number")).collect();
    assert!(pids.len() == 3 && pids.iter().all(|pid| is_running(*pid)));
    parent.kill().expect("it is running");
    parent.wait().expect("it was killed");
    pids.into_iter().for_each(assert_ends);
}
