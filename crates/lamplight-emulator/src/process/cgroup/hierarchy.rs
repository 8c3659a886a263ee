//! Where this process is in the tree of control groups (version 2).

use std::path::{Path, PathBuf};

/// A mounted tree of control groups, and the group that this process is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hierarchy {
    /// The directory of the tree.
    pub(crate) root: PathBuf,
    /// Relative to it.
    pub(crate) own: PathBuf,
}

// === impl Hierarchy ===

impl Hierarchy {
    /// The one of this process, if the system has one.
    pub(crate) fn of_this_process() -> Option<Self> {
        let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
        let groups = std::fs::read_to_string("/proc/self/cgroup").ok()?;
        Self::read(&mounts, &groups)
    }

    /// From `/proc/<pid>/mountinfo` and `/proc/<pid>/cgroup` (the manual pages proc(5) and cgroups(7)).
    fn read(mounts: &str, groups: &str) -> Option<Self> {
        let own = Path::new(groups.lines().find_map(|line| line.strip_prefix("0::"))?);
        mounts.lines().find_map(|line| {
            let (mount, file_system) = line.split_once(" - ")?;
            let mut fields = mount.split(' ').skip(3);
            let (part, root) = (fields.next()?, fields.next()?);
            // In a container the mount may be of a part of the tree, which need not be the one we are in.
            let own = own.strip_prefix(part).ok()?.to_owned();
            file_system.starts_with("cgroup2 ").then(|| Self { root: root.into(), own })
        })
    }

    /// The groups in which one for an environment may be made, the likeliest first: the own one, and the one around
    /// it, because a group with a controller for its children has no processes of its own. What is further up has
    /// been delegated to somebody else.
    pub(super) fn parents(&self) -> impl Iterator<Item = PathBuf> + '_ {
        self.own.ancestors().take(2).map(|group| self.root.join(group))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HYBRID: &str = "\
        29 23 0:26 / /sys/fs/cgroup ro,nosuid shared:9 - tmpfs tmpfs ro,mode=755\n\
        30 29 0:27 / /sys/fs/cgroup/memory rw shared:10 - cgroup cgroup rw,memory\n\
        31 29 0:28 / /sys/fs/cgroup/unified rw shared:11 - cgroup2 cgroup2 rw\n";

    #[test]
    fn the_own_group_is_found_beside_those_of_version_1() {
        let found =
            Hierarchy::read(HYBRID, "4:memory:/other\n0::/user.slice/shell.scope\n").expect("it is there");
        let parents: Vec<PathBuf> = found.parents().collect();
        let root = Path::new("/sys/fs/cgroup/unified");
        assert_eq!(parents, [root.join("user.slice/shell.scope"), root.join("user.slice")]);
    }

    #[test]
    fn a_mount_of_a_part_of_the_tree_counts_if_we_are_in_it() {
        let mounts = "31 29 0:28 /box /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
        let found = Hierarchy::read(mounts, "0::/box/inner\n").map(|found| found.own);
        assert_eq!(found, Some(PathBuf::from("inner")));
        assert_eq!(Hierarchy::read(mounts, "0::/elsewhere\n"), None);
    }

    #[test]
    fn there_is_none_where_the_system_has_version_1_only() {
        assert_eq!(Hierarchy::read(HYBRID, "4:memory:/other\n"), None);
        let old: String = HYBRID.lines().take(2).map(|line| format!("{line}\n")).collect();
        assert_eq!(Hierarchy::read(&old, "0::/\n"), None);
    }
}
