//! Small disks that fill up.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A small disk in memory; unmounted when dropped.
pub struct Tmpfs(PathBuf);

impl Tmpfs {
    /// Mounts a disk of `kib` KiB on a folder, which is made. None, and a line that says so, where
    /// the system does not allow it.
    pub fn mount(folder: &Path, kib: u32) -> Option<Self> {
        fs::create_dir_all(folder).expect("a folder to mount on");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={kib}k,mode=0700"), "tabard-tests"]);
        let mounted = mount.arg(folder).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self(folder.to_owned()));
        }
        println!("skipped: mounting a small disk takes root, and the system does not allow it");
        None
    }

    /// Fills the disk with a file until `kib` KiB are free, or nearly.
    pub fn fill_up_to(&self, kib: usize) {
        self.free();
        let mut ballast = fs::File::create(self.ballast()).expect("a file");
        while ballast.write_all(&[0xAA; 4096]).is_ok() {}
        let filled = ballast.metadata().expect("its size").len();
        let kept = filled.saturating_sub(kib as u64 * 1024);
        ballast.set_len(kept).expect("a smaller file");
    }

    /// Removes that file.
    pub fn free(&self) {
        let _ = fs::remove_file(self.ballast());
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("-l").arg(&self.0).status();
        assert!(unmounted.is_ok_and(|status| status.success()) || std::thread::panicking());
    }
}
