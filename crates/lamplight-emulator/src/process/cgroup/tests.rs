//! Against a folder that is made up, and against the real thing where there is one.

use super::*;

const LIMIT: u64 = 128 * 1024 * 1024;

/// A folder that looks like a tree of control groups, with this process in `slice/scope`.
struct MadeUp {
    folder: tempfile::TempDir,
    hierarchy: Hierarchy,
}

impl MadeUp {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is a directory for temporary files");
        std::fs::create_dir_all(folder.path().join("slice/scope")).expect("there is room");
        let hierarchy = Hierarchy { root: folder.path().to_owned(), own: "slice/scope".into() };
        Self { folder, hierarchy }
    }

    fn with(self, file: &str, content: &str) -> Self {
        std::fs::write(self.folder.path().join(file), content).expect("there is room");
        self
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(file)).expect("the file is there")
    }

    fn delegated() -> Self {
        Self::new()
            .with("slice/scope/cgroup.controllers", "cpu memory pids\n")
            .with("slice/scope/cgroup.subtree_control", "memory\n")
    }
}

/// What is in a real group goes with it.
fn empty(group: &Cgroup) {
    for file in std::fs::read_dir(&group.path).expect("the group is there").flatten() {
        std::fs::remove_file(file.path()).expect("it may be removed");
    }
}

fn content(group: &Cgroup, file: &str) -> String {
    std::fs::read_to_string(group.path.join(file)).expect("the file is there")
}

#[test]
fn a_group_has_a_limit_of_memory_and_no_swap() {
    let made_up = MadeUp::delegated();
    let group = Cgroup::new(&made_up.hierarchy, LIMIT).expect("it may be made");
    assert_eq!(group.path.parent(), Some(&*made_up.folder.path().join("slice/scope")));
    assert_eq!(content(&group, "memory.max"), "134217728");
    assert_eq!(content(&group, "memory.swap.max"), "0");
    assert_eq!(content(&group, "cgroup.procs"), "0\n", "a process has tried to join");
}

#[test]
fn the_controller_is_switched_on_for_the_group_where_it_is_not() {
    let made_up = MadeUp::delegated().with("slice/scope/cgroup.subtree_control", "pids\n");
    assert!(Cgroup::new(&made_up.hierarchy, LIMIT).is_some());
    assert_eq!(made_up.read("slice/scope/cgroup.subtree_control"), "+memory");
}

#[test]
fn the_group_around_the_own_one_is_the_second_choice() {
    let made_up = MadeUp::new()
        .with("slice/scope/cgroup.controllers", "pids\n")
        .with("slice/cgroup.controllers", "memory pids\n")
        .with("slice/cgroup.subtree_control", "memory pids\n");
    let group = Cgroup::new(&made_up.hierarchy, LIMIT).expect("it may be made");
    assert_eq!(group.path.parent(), Some(&*made_up.folder.path().join("slice")));
}

#[test]
fn there_is_no_group_without_the_controller_and_nothing_is_left_of_the_attempt() {
    let made_up = MadeUp::new()
        .with("slice/scope/cgroup.controllers", "cpu pids\n")
        .with("slice/cgroup.controllers", "cpu pids\n")
        .with("cgroup.controllers", "memory\n")
        .with("cgroup.subtree_control", "memory\n");
    assert!(Cgroup::new(&made_up.hierarchy, LIMIT).is_none(), "what is further up is not ours");
    let inside = std::fs::read_dir(made_up.folder.path().join("slice/scope")).expect("it is there");
    assert_eq!(inside.count(), 1);
}

#[test]
fn a_kill_for_want_of_memory_is_told_once() {
    let made_up = MadeUp::delegated();
    let mut group = Cgroup::new(&made_up.hierarchy, LIMIT).expect("it may be made");
    let events = |count| format!("low 0\nhigh 0\nmax 9\noom 7\noom_kill {count}\noom_group_kill 5\n");
    assert!(!group.ran_out());
    for (count, ran_out) in [(0, false), (1, true), (1, false), (3, true), (3, false)] {
        std::fs::write(group.path.join("memory.events"), events(count)).expect("there is room");
        assert_eq!(group.ran_out(), ran_out, "{count}");
    }
}

#[test]
fn a_group_is_removed_also_after_a_panic() {
    let made_up = MadeUp::delegated();
    let group = Cgroup::new(&made_up.hierarchy, LIMIT).expect("it may be made");
    let path = group.path.clone();
    let panicked = thread::spawn(move || {
        empty(&group);
        panic!("as a test does that fails");
    });
    assert!(panicked.join().is_err());
    assert!(!path.exists());
}

#[test]
fn a_process_that_was_started_outside_is_added() {
    let made_up = MadeUp::new().with("cgroup.procs", "");
    add(&made_up.folder.path().join("cgroup.procs"), 4711).expect("it may be added");
    assert_eq!(made_up.read("cgroup.procs"), "4711");
}

#[test]
fn the_system_kills_what_needs_more_than_the_limit_and_the_group_goes() {
    let group = Hierarchy::of_this_process().and_then(|own| Cgroup::new(&own, LIMIT));
    let Some(mut group) = group else {
        // Not captured, as what a test prints is: it is to be seen that this was not tried.
        let said = b"skipped: a real control group (no version 2 with the memory controller is delegated)\n";
        io::Write::write_all(&mut io::stderr(), said).expect("there is a standard error");
        return;
    };
    let run = |script: &str| {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", JOIN]).arg(group.processes()).args(["/bin/sh", "-c", script]);
        shell.status().expect("there is a shell")
    };
    assert!(run("true").success());
    let killed = run("x=$(head -c 400000000 /dev/zero | tr '\\0' x); echo ${#x}");
    assert!(!killed.success(), "{killed}");
    assert!(group.ran_out());
    let path = group.path.clone();
    drop(group);
    assert!(!path.exists());
}
