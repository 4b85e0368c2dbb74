//! Two worlds that differ only in what o'clock it is are one to the checker: moments are hashed as their distance
//! from now. The machines only ever compare moments, so nothing that they can do tells the two apart.

use std::hash::Hasher;

use connect_session_end::domain::Millis;

/// All moments of the model lie in the 2^32 ms from here; no length of time and no seed does.
pub const EPOCH: Millis = 1 << 40;

/// Hands everything on to another hasher, moments as distances.
pub struct Relative<'a, H> {
    pub hasher: &'a mut H,
    pub now: Millis,
}

impl<H: Hasher> Hasher for Relative<'_, H> {
    fn finish(&self) -> u64 {
        self.hasher.finish()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.hasher.write(bytes);
    }

    fn write_u8(&mut self, value: u8) {
        self.hasher.write_u8(value);
    }

    fn write_u32(&mut self, value: u32) {
        self.hasher.write_u32(value);
    }

    fn write_u64(&mut self, value: u64) {
        let is_moment = (EPOCH..EPOCH + (1 << 32)).contains(&value);
        self.hasher.write_u64(if is_moment {
            value.wrapping_sub(self.now)
        } else {
            value
        });
    }

    fn write_usize(&mut self, value: usize) {
        self.hasher.write_usize(value);
    }

    fn write_isize(&mut self, value: isize) {
        self.hasher.write_isize(value);
    }
}
